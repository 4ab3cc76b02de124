"""The answers to a question that the rules of a survey can tell apart. No Django.

Two answers that make the same comparisons true lead the same way, so one of them stands for both: the routes of a
survey are counted in answers like these, not in all that could be typed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from surveys.authoring.routing import (
    MONTH,
    Answer,
    Definition,
    Rule,
    answer_kind,
    conditions,
    fields,
    holds,
    rules_of,
)
from surveys.questions import kind_of

WRITTEN = "x"
"""Stands for any text: rules ask only whether there is one."""

MOST_GROUPS = 8
"""Kinds of ticked answers that are combined in every way; with more, single ones, pairs and all together are tried."""


@dataclass(frozen=True)
class Domain:
    """One form field that rules ask about: its question, and the answers they tell apart (None: not answered).

    ``whole``: every answer the rules can tell apart is among them.
    """

    name: str
    question: Mapping[str, Any]
    answers: tuple[Answer | None, ...]
    whole: bool = True


def domains_of(definition: Definition) -> dict[str, Domain]:
    """Every field that a rule asks about, in the order of the form."""
    about: dict[str, list[Rule]] = {}
    for rule in rules_of(definition):
        for condition in conditions(rule):
            about.setdefault(condition["question"], []).append(condition)
    found = {}
    for section in definition["sections"]:
        for question in section["questions"]:
            for name in fields(question):
                if name in about:
                    found[name] = _domain(name, question, about[name])
    return found


def _domain(name: str, question: Mapping[str, Any], about: Sequence[Rule]) -> Domain:
    whole = True
    found: Iterator[Answer]
    match answer_kind(question):
        case "text":
            found = iter([WRITTEN])
        case "number":
            found = _numbers(question, about)
        case "month":
            found = _months(question, about)
        case "several":
            groups = _alike([option for option in question["options"] if not _is_alone(option)], about)
            alone = _alike([option for option in question["options"] if _is_alone(option)], about)
            whole = len(groups) <= MOST_GROUPS
            most = question.get("places") or len(groups)
            subsets = (chosen for chosen in _subsets(groups, whole=whole) if len(chosen) <= most)
            found = iter([*((code,) for code in alone), *subsets])
        case _:
            found = iter(_alike(question["options"], about))
    told_apart = {
        tuple(holds(rule, {name: answer}) for rule in about): answer for answer in reversed([*found])
    }
    answers = tuple(reversed(told_apart.values()))
    # Nobody comes past consent without giving it; everything else can be left empty.
    empty = () if kind_of(question).is_required else (None,)
    return Domain(name, question, (*empty, *answers), whole)


def _is_alone(option: Mapping[str, Any]) -> bool:
    return bool(option.get("exclusive") or option.get("missing"))


def _alike(options: Sequence[Mapping[str, Any]], about: Sequence[Rule]) -> list[str]:
    """One option for each way of being named by the rules."""
    named = [frozenset(rule["values"]) for rule in about if "values" in rule]
    groups = {
        tuple(option["code"] in values for values in named): option["code"] for option in reversed(options)
    }
    return [*reversed(groups.values())]


def _subsets(codes: Sequence[str], *, whole: bool) -> Iterator[tuple[str, ...]]:
    sizes = range(1, len(codes) + 1) if whole else (1, 2, len(codes))
    for size in sizes:
        yield from combinations(codes, size)


def _numbers(question: Mapping[str, Any], about: Sequence[Rule]) -> Iterator[int | float]:
    places = 1 if question.get("decimals") else 0
    low, high = question.get("min"), question.get("max")
    step = 0.1 if places else 1
    edges = {edge for edge in (low, high) if edge is not None} | {
        round(rule["value"] + by, places) if places else rule["value"] + by
        for rule in about
        if isinstance(rule.get("value"), int | float)
        for by in (-step, 0, step)
    }
    inside = (edge for edge in edges if (low is None or edge >= low) and (high is None or edge <= high))
    yield from sorted(inside) or [0]


def _months(question: Mapping[str, Any], about: Sequence[Rule]) -> Iterator[str]:
    named = {str(rule["value"]) for rule in about if MONTH.fullmatch(str(rule.get("value", "")))}
    near = {_later(month, by) for month in named for by in (-1, 0, 1)} | {month[:4] for month in named}
    first, last = question.get("from_year") or 0, question.get("to_year") or 9999
    yield from sorted(month for month in near if first <= int(month[:4]) <= last) or [f"{first:04}"]


def _later(month: str, by: int) -> str:
    count = int(month[:4]) * 12 + int(month[5:] or 1) - 1 + by
    return f"{count // 12:04}-{count % 12 + 1:02}"
