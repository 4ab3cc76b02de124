"""Answers, statements and sections in several orders, so that none gains by standing first. No Django.

A survey whose author lets things change places is rendered in up to eight arms. Each visit draws one, and the number
of the arm is all that is stored. The orders are part of the frozen definition: what an arm showed can be told for
ever, whatever later versions of this module do.

Orders are rows of cyclic Latin squares over a random base order (R. A. Fisher and F. Yates, Statistical Tables, 1938):
in as many arms as there are things to move, each stands once in every place. The random base follows from the ids of
the blocks, so compiling twice gives the same.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator, Mapping, Sequence
from math import factorial
from typing import Any

from surveys.authoring.routing import Definition

MOST_ARMS = 8


def with_arms(definition: dict[str, Any]) -> dict[str, Any]:
    """The definition with its ``arms`` (how many) and ``orders``, where anything in it changes places.

    ``orders`` maps a question's code to one list an arm: the codes of its options (statements of a grid) as shown.
    Under ``sections`` stand the codes of all sections, an arm a list.
    """
    moving = {
        question["code"]: _movable(question)
        for section in definition["sections"]
        for question in section["questions"]
        if "shuffle" in question
    }
    moving = {code: parts for code, parts in moving.items() if len(parts[0]) > 1}
    runs = list(runs_of(definition))
    longest = max((len(parts[0]) for parts in moving.values()), default=0)
    longest = max((longest, *(len(run) for run in runs)))
    if longest < 2:
        return definition
    arms = min(MOST_ARMS, factorial(min(longest, MOST_ARMS)))
    orders = {
        code: [[*order, *fixed] for order in _orders(free, arms, seed=f"{definition_id(definition)}/{code}")]
        for code, (free, fixed) in moving.items()
    }
    if runs:
        orders["sections"] = _section_orders(definition, runs, arms)
    return {**definition, "arms": arms, "orders": orders}


def runs_of(definition: Definition) -> Iterator[list[str]]:
    """The codes of sections that change places with each other, each run as written."""
    run: list[str] = []
    for section in definition["sections"]:
        if section.get("shuffle"):
            run.append(section["code"])
            continue
        if len(run) > 1:
            yield run
        run = []
    if len(run) > 1:
        yield run


def arranged(definition: Definition, arm: int) -> Definition:
    """The definition as one arm shows it. The codes of sections stay those they were written with."""
    orders: Mapping[str, Any] = definition.get("orders", {})
    if not orders:
        return definition
    sections = definition["sections"]
    if "sections" in orders:
        by_code = {section["code"]: section for section in sections}
        sections = [by_code[code] for code in orders["sections"][arm]]
    return {
        **definition,
        "sections": [
            {**section, "questions": [_arranged(question, orders, arm) for question in section["questions"]]}
            for section in sections
        ],
    }


def _arranged(question: Mapping[str, Any], orders: Mapping[str, Any], arm: int) -> Mapping[str, Any]:
    if question["code"] not in orders:
        return question
    part = "rows" if question["type"] == "grid" else "options"
    by_code = {item["code"]: item for item in question[part]}
    return {**question, part: [by_code[code] for code in orders[question["code"]][arm]]}


def definition_id(definition: Definition) -> str:
    """What stays the same of a survey from version to version: the ids of its sections."""
    ids = "/".join(str(section["id"]) for section in definition["sections"])
    return hashlib.sha256(ids.encode()).hexdigest()[:16]


def _movable(question: Mapping[str, Any]) -> tuple[list[str], list[str]]:
    """The codes that change places, and those that stay at the end."""
    if question["type"] == "grid":
        items, last = question["rows"], []
    else:
        items = [item for item in question["options"] if not (item.get("exclusive") or item.get("missing"))]
        last = [item for item in question["options"] if item.get("exclusive") or item.get("missing")]
    kept = min(question["shuffle"]["keep_last"] or 0, len(items))
    free = items[: len(items) - kept]
    return (
        [item["code"] for item in free],
        [item["code"] for item in (*items[len(items) - kept :], *last)],
    )


def _orders(free: Sequence[str], arms: int, *, seed: str) -> list[list[str]]:
    """One order an arm. Every item leads in as many arms as any other, as nearly as the numbers allow."""
    draw = random.Random(seed)
    orders: list[list[str]] = []
    while len(orders) < arms:
        base = draw.sample(free, len(free))
        orders += [base[turn:] + base[:turn] for turn in range(len(base))]
    del orders[arms:]
    draw.shuffle(orders)
    return orders


def _section_orders(definition: Definition, runs: list[list[str]], arms: int) -> list[list[str]]:
    codes = [section["code"] for section in definition["sections"]]
    made = [list(codes) for _ in range(arms)]
    for run in runs:
        start = codes.index(run[0])
        for order, turned in zip(
            made, _orders(run, arms, seed=definition_id(definition) + run[0]), strict=True
        ):
            order[start : start + len(run)] = turned
    return made
