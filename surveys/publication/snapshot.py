"""The snapshot: all that the public will ever see of a survey, protected before it is stored."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone
from django.utils.crypto import salted_hmac

from surveys.analysis.demographics import STANDARD
from surveys.analysis.disclosure import ProtectedTable, PublishedCell, PublishedRow, protect
from surveys.authoring.easy import EASY
from surveys.models import DailyCount, SurveyPage, VersionText
from surveys.publication.routed import ways, without_telling_bases
from surveys.publication.told import PlacesTold, ThemesTold, places_told, themes_told
from surveys.reports.asked import CONSENT, Asked, Questionnaire, questionnaire
from surveys.reports.counts import count_answers, count_people
from surveys.reports.method import method_statement
from surveys.reports.plans import in_words, scheme_of
from surveys.reports.provenance import code_version, data_digest
from surveys.reports.representation import Representation, representation
from surveys.reports.scheme import BREAKDOWNS, Scheme
from surveys.reports.tables import Group, for_protection, question_table
from surveys.reports.weighing import Weighted, weigh


class NotPublishable(Exception):
    """These results cannot be published as asked; the message says why and what to do."""


FIGURE = "{figure}"
"""Where the published figure goes in a headline's own sentence."""


@dataclass(frozen=True)
class Headline:
    """One published figure in a sentence.

    ``sentence`` holds ``{figure}`` once and no other number: what is published is always the figure of the table.
    Without a sentence the question's own words are used.
    """

    question: str
    option: str
    sentence: str = ""


@dataclass(frozen=True)
class Plan:
    """What an analyst proposes to publish.

    ``together`` maps a question to groups of option codes shown as one.
    """

    questions: tuple[str, ...]
    breakdowns: tuple[str, ...] = ()
    headlines: tuple[Headline, ...] = ()
    themes: bool = True
    places: bool = False
    together: Mapping[str, Sequence[Sequence[str]]] = field(default_factory=dict)


@dataclass(frozen=True)
class Hidden:
    """One figure that stays hidden and why: for the analyst alone, never stored."""

    question: str
    group: str
    option: str
    reason: str


@dataclass(frozen=True)
class Draft:
    """A snapshot before anybody signed it, with what is hidden and why. Only ``snapshot`` may be stored."""

    snapshot: dict[str, Any]
    hidden: tuple[Hidden, ...]
    refusals: tuple[str, ...]


def draft(survey: SurveyPage, plan: Plan, *, scheme: Scheme | None = None) -> Draft:
    """The snapshot a plan would publish, protected, with a list of what is hidden.

    Raises NotPublishable for a plan that names what the survey does not have, and what ``weigh`` raises.
    """
    scheme = scheme or scheme_of(survey)
    asked_of = questionnaire(survey)
    if asked_of is None:
        raise NotPublishable("The survey has not been published yet, so there is nothing to report.")
    questions = _chosen(asked_of, plan)
    labels = {asked.code: asked.label for asked in questions}
    weighted = weigh(survey, scheme)
    hidden: list[Hidden] = []
    refusals: list[str] = []
    tables = []
    protected_all: dict[str, ProtectedTable] = {}
    seen = _protected(survey, asked_of, questions, plan.breakdowns or (None,), scheme)
    for asked in questions:
        views = [of_breakdown[asked.code] for of_breakdown in seen]
        protected_all[asked.code] = views[0]
        told = question_table(survey, asked, by=None, scheme=scheme).everybody
        tables.append(_table(asked, views, _middle(told, views)))
        for view in views:
            if view.reason:
                refusals.append(view.reason)
            hidden += _hidden(asked.label, view)
    told = themes_told(survey, scheme) if plan.themes else ThemesTold()
    places = places_told(survey, scheme) if plan.places else PlacesTold()
    for label, view in (("Themes of comments", told.view), ("Kinds of place", places.view)):
        hidden += _hidden(label, view) if view is not None else []
    if places.refusal:
        refusals.append(places.refusal)
    if told.too_rare:
        refusals.append(
            f"Too rare among the coded comments to be corrected, and left out: {', '.join(told.too_rare)}."
        )
    people = representation(survey, scheme)
    opened, closed = _dates(survey)
    snapshot = {
        "survey": {
            "title": survey.title,
            "slug": survey.slug,
            "opened": opened.isoformat() if opened else None,
            "closed": closed.isoformat() if closed else None,
            "is_example": survey.is_example,
        },
        "headline": [
            _headline(protected_all[told.question], told, labels[told.question]) for told in plan.headlines
        ],
        "n": people.n,
        "tables": tables,
        "themes": told.themes,
        **({"places": places.places} if plan.places else {}),
        "gaps": _gaps(people),
        "method": method_statement(
            weighted,
            title=survey.title,
            opened=opened,
            closed=closed,
            languages=_languages(asked_of),
            machine_read=told.codebooks or places.codebooks,
            coded=told.coded,
            places=bool(places.places),
            is_example=survey.is_example,
        ),
        "sources": [people.sources],
        "provenance": _provenance(survey, asked_of, weighted, scheme, questions),
    }
    return Draft(snapshot, tuple(hidden), tuple(dict.fromkeys(refusals)))


def _chosen(asked_of: Questionnaire, plan: Plan) -> list[Asked]:
    wrong = [name for name in plan.breakdowns if name not in BREAKDOWNS or name not in asked_of.demographics]
    if wrong:
        raise NotPublishable(
            f"The survey did not ask about {wrong[0].replace('_', ' ')}. Choose another breakdown."
        )
    if not plan.questions:
        raise NotPublishable("Choose at least one question to publish.")
    chosen = []
    for code in dict.fromkeys(plan.questions):
        asked = asked_of.question(code)
        if asked is None:
            raise NotPublishable(f"The survey has no question {code} to tabulate. Choose from its questions.")
        if code == CONSENT:
            raise NotPublishable(
                f"{code} asks whether words may be shown. It is no finding, so it stays in the workbench."
            )
        if not asked.is_public:
            raise NotPublishable(
                f"{code} asks for a part of an authority. Beside the figures of the authority it would tell small "
                "numbers, so it stays in the workbench."
            )
        try:
            chosen.append(asked.merged(plan.together.get(code, ())))
        except ValueError as error:
            raise NotPublishable(str(error)) from error
    for told in plan.headlines:
        if told.question not in plan.questions:
            raise NotPublishable(
                f"The headline is about {told.question}, which is not among the tables. Publish its table too."
            )
    return chosen


def _protected(
    survey: SurveyPage,
    asked_of: Questionnaire,
    questions: Sequence[Asked],
    breakdowns: Sequence[str | None],
    scheme: Scheme,
) -> list[dict[str, ProtectedTable]]:
    """The protected tables of every question by each breakdown, none of which gives another away by its base."""
    by_code = {asked.code: asked for asked in questions}
    # In the order of the form: an answer is protected before the questions it leads to.
    asked = {found.code: by_code[found.code] for found in asked_of.questions if found.code in by_code}
    steps = ways(survey)
    seen = []
    for by in breakdowns:
        sources = {
            code: for_protection(question_table(survey, one, by=by, scheme=scheme))
            for code, one in asked.items()
        }
        bases: dict[str, dict[str | None, int]] = {
            code: {None: table.all_row.base, **{row.code: row.base for row in table.groups}}
            for code, table in sources.items()
        }
        views = {code: protect(table) for code, table in sources.items()}
        people = count_people(survey, scheme, by=by)
        seen.append(without_telling_bases(views, asked=asked, ways=steps, bases=bases, people=people))
    return seen


def _middle(told: Group, views: Sequence[ProtectedTable]) -> str:
    """The mean and the median of a typed number in halves, where nothing of its tables is hidden; else nothing."""
    rows = [row for view in views for row in (view.all_row, *view.group_rows)]
    whole = all(row is not None and all(cell.shown for cell in row.cells) for row in rows)
    if not whole or told.mean is None or told.quartiles is None:
        return ""
    mean, median = (f"{math.floor(2 * value + 0.5) / 2:g}" for value in (told.mean, told.quartiles[1]))
    return f"On average {mean}; half of people said {median} or less."


def _table(asked: Asked, views: Sequence[ProtectedTable], middle: str) -> dict[str, Any]:
    first = views[0]
    rows = []
    notes = [middle] if middle else []
    if first.all_row is None:
        notes.append("This table is not published, to protect the people who answered.")
    else:
        rows.append(_row(first.all_row, "Everybody", ""))
    for view in views:
        if view.variable is None or first.all_row is None:
            continue
        if not view.breakdown_publishable:
            notes.append(
                f"By {(view.variable_label or '').lower()}: not published, to protect the people who answered."
            )
        rows += [_row(row, row.label, view.variable) for row in view.group_rows]
    if asked.multiple:
        notes.append("People could choose several answers.")
    if asked.kind == "ranking":
        notes.append("People put answers in order. Shown is which one they put first.")
    return {
        "question": asked.code,
        "label": asked.label,
        "type": asked.kind,
        "options": [{"code": option.code, "label": option.label} for option in first.options],
        "rows": rows,
        "note": " ".join(notes),
    }


def _row(row: PublishedRow, label: str, variable: str) -> dict[str, Any]:
    return {
        "label": label,
        "variable": variable,
        "base": row.base,
        "low_base": row.low_base,
        "cells": [_cell(cell) for cell in row.cells],
    }


def _cell(cell: PublishedCell) -> dict[str, Any]:
    return {
        "percent": cell.percent,
        "low": cell.ci_low,
        "high": cell.ci_high,
        "unweighted": cell.unweighted_percent,
    }


def _headline(protected: ProtectedTable, told: Headline, asked: str) -> dict[str, str]:
    label = next((found.label for found in protected.options if found.code == told.option), None)
    cells = {cell.option: cell for cell in protected.all_row.cells} if protected.all_row else {}
    cell = cells.get(told.option)
    if label is None or cell is None or not cell.shown:
        raise NotPublishable(
            f"The headline on {told.question} rests on a figure that is hidden or not there. Choose another answer."
        )
    sentence = told.sentence.strip()
    if sentence and (sentence.count(FIGURE) != 1 or any(mark.isdigit() or mark == "%" for mark in sentence)):
        raise NotPublishable(
            f"Write the headline on {told.question} with {FIGURE} once, where the figure goes, and no other number: "
            "then it is always the figure of the table."
        )
    sentence = sentence or f"{FIGURE} of people who answered said “{label}” when asked: {asked}"
    return {"text": sentence.replace(FIGURE, f"{cell.percent}%"), "question": told.question}


def _hidden(label: str, view: ProtectedTable) -> list[Hidden]:
    options = {option.code: option.label for option in view.options}
    return [
        Hidden(label, entry.group or "Everybody", options.get(entry.option, entry.option), entry.reason)
        for entry in view.audit
        # The row of everybody is the same in each view; it is listed once.
        if entry.group is not None or view.variable in (None, *BREAKDOWNS[:1])
    ]


def _gaps(people: Representation) -> list[dict[str, Any]]:
    return [
        {
            "variable": gap.variable,
            "category": gap.category,
            "sample": gap.sample if gap.shown else "[c]",
            "population": gap.population,
            "points": gap.points if gap.shown else "[c]",
            "low": gap.low if gap.shown else "[c]",
            "high": gap.high if gap.shown else "[c]",
            "flag": gap.flag,
        }
        for gap in people.gaps
    ]


def _dates(survey: SurveyPage) -> tuple[Any, Any]:
    fieldwork = getattr(survey, "fieldwork", None)
    days = DailyCount.objects.filter(survey=survey, n__gt=0)
    opened = fieldwork.opens_on if fieldwork and fieldwork.opens_on else None
    if opened is None:
        opened = days.order_by("date").values_list("date", flat=True).first()
    closed = timezone.localdate(fieldwork.closes_at) if fieldwork and fieldwork.closes_at else None
    if closed is None:
        closed = days.order_by("-date").values_list("date", flat=True).first()
    return opened, closed


def _languages(asked_of: Questionnaire) -> tuple[str, ...]:
    return tuple(
        VersionText.objects.filter(version__survey=asked_of.survey_id, version__number=asked_of.number)
        .exclude(language=EASY)
        .order_by("language")
        .values_list("language", flat=True)
        .distinct()
    )


def _provenance(
    survey: SurveyPage,
    asked_of: Questionnaire,
    weighted: Weighted,
    scheme: Scheme,
    questions: Sequence[Asked],
) -> dict[str, str]:
    counts = [count_answers(survey, scheme, asked) for asked in questions]
    return {
        "survey_version": f"{asked_of.number} ({asked_of.digest[:12]})",
        # Keyed: whoever knows all answers but one could otherwise try the last one out.
        "data_digest": salted_hmac(
            "surveys.publication.data", data_digest(weighted.cells, *counts), algorithm="sha256"
        ).hexdigest(),
        "targets": weighted.targets.checksum,
        "method": f"raking, {scheme.name}, plan {scheme.key}, missing answers {scheme.missing}",
        "weighting": in_words(scheme),
        "code_version": code_version(),
    }


def declared_bandings() -> dict[str, tuple[str, ...]]:
    """The one banding in which each demographic is ever published."""
    return {name: STANDARD[name].shown for name in BREAKDOWNS}
