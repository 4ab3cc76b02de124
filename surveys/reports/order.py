"""Answers by the order they were shown in: protected shares, and whether the order seems to matter."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count
from django.db.models.fields.json import KeyTextTransform

from surveys.analysis.disclosure import Breakdown, Option, ProtectedTable, Row, Table, protect
from surveys.authoring.order import runs_of
from surveys.models import Response, SurveyPage, SurveyVersion
from surveys.reports.asked import Asked, questionnaire


@dataclass(frozen=True)
class ByOrder:
    """One question by order. ``p`` is adjusted for the number of questions; None: too few answers to test."""

    asked: Asked
    table: ProtectedTable
    p: float | None
    first: float | None = None
    elsewhere: float | None = None


def arms_of(survey: SurveyPage) -> int:
    """How many orders the newest version of a survey has; 1: nothing changes places."""
    newest = _newest(survey)
    return int(newest.definition.get("arms", 1)) if newest else 1


def by_order(survey: SurveyPage) -> list[ByOrder]:
    """Every closed question whose answers, statements or section change places in the newest version.

    Answers to versions that had other orders are left out. Unweighted: the orders were drawn by lot.
    """
    from surveys.analysis.order_effects import holm

    newest, asked = _newest(survey), questionnaire(survey)
    if newest is None or asked is None or arms_of(survey) < 2:
        return []
    moved = _moved(newest.definition)
    alike = [
        version.pk
        for version in SurveyVersion.objects.filter(survey=survey)
        if version.definition.get("orders") == newest.definition["orders"]
    ]
    found = [
        _one(newest, question, moved[question.code], question.versions.intersection(alike))
        for question in asked.questions
        if question.code in moved
    ]
    tested = [number for number, each in enumerate(found) if each.p is not None]
    adjusted = holm([float(found[number].p or 0) for number in tested])
    for number, p in zip(tested, adjusted, strict=True):
        found[number] = replace(found[number], p=p)
    return found


def _newest(survey: SurveyPage) -> SurveyVersion | None:
    return SurveyVersion.objects.filter(survey=survey).order_by("-number").first()


def _moved(definition: Mapping[str, Any]) -> dict[str, list[str]]:
    """The questions (statements of a grid each) in which anything moves, and what stands first in each order.

    Nothing stands first where the statements or the sections move and the answers stay.
    """
    orders = definition.get("orders", {})
    running = {code for run in runs_of(definition) for code in run}
    found: dict[str, list[str]] = {}
    for section in definition["sections"]:
        for question in section["questions"]:
            code = question["code"]
            if code not in orders and section["code"] not in running:
                continue
            if question["type"] == "grid":
                found.update({f"{code}.{row['code']}": [] for row in question["rows"]})
            else:
                found[code] = [order[0] for order in orders[code]] if code in orders else []
    return found


def _one(version: SurveyVersion, asked: Asked, first: list[str], versions: frozenset[int]) -> ByOrder:
    from surveys.analysis.order_effects import first_place, order_test, several_test

    arms = int(version.definition["arms"])
    counts = [[0] * len(asked.choices) for _ in range(arms)]
    people = [0] * arms
    place = {
        code: number for number, choice in enumerate(asked.choices) for code in (choice.code, *choice.codes)
    }
    for arm, codes, n in _answers(versions, asked):
        if not 0 <= arm < arms:
            continue
        people[arm] += n
        for code in codes:
            if code in place:
                counts[arm][place[code]] += n
    test = several_test(counts, people) if asked.multiple else order_test(counts)
    table = _table(asked, counts, people)
    told = None
    if first and all(code in place for code in first) and table.publishable:
        told = first_place(counts, people, [place[code] for code in first])
    return ByOrder(
        asked=asked,
        table=table,
        p=test.p if test else None,
        first=told.first if told else None,
        elsewhere=told.elsewhere if told else None,
    )


def _answers(versions: frozenset[int], asked: Asked) -> Iterator[tuple[int, list[str], int]]:
    """Arm, codes and people. An order counts by what was put first, a number by its band."""
    choice_of = asked.choice_of()
    rows = (
        Response.objects.filter(version__in=versions)
        .annotate(answer=KeyTextTransform(asked.code, "answers"))
        .values_list("arm", "answer")
        .annotate(n=Count("pk"))
        .order_by()
    )
    for arm, answer, n in rows:
        if answer is None:
            continue
        if asked.multiple:
            yield arm, [str(code) for code in json.loads(answer)], n
        elif (code := choice_of(str(answer))) is not None:
            yield arm, [code], n


def _table(asked: Asked, counts: list[list[int]], people: list[int]) -> ProtectedTable:
    def row(code: str, label: str, numbers: list[int], base: int) -> Row:
        shares = tuple(n / base if base else 0.0 for n in numbers)
        return Row(code, label, base, tuple(numbers), shares, shares, shares)

    everybody = [sum(column) for column in zip(*counts, strict=True)]
    groups = tuple(
        row(str(arm), f"Order {arm + 1}", numbers, people[arm]) for arm, numbers in enumerate(counts)
    )
    return protect(
        Table(
            question=asked.code,
            options=tuple(Option(choice.code, choice.label) for choice in asked.choices),
            all_row=row("everybody", "All orders", everybody, sum(people)),
            breakdown=Breakdown("arm", "Order", groups),
            multi=asked.multiple,
        )
    )
