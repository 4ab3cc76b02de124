"""Which mixed answers carry a mark, and what the figures would be without them. Nothing is ever removed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings

from surveys.analysis.disclosure.table import DEFAULT_K as K
from surveys.analysis.quality.flags import Flag
from surveys.analysis.quality.marks import Answered, is_doubtful, mark
from surveys.analysis.quality.patterns import attention_answers, grid_items, impossible_pairs
from surveys.authoring.selectors import newest_text, newest_version
from surveys.mixing.unfold import DEMOGRAPHICS
from surveys.models import Comment, Response, SurveyPage, SurveyVersion
from surveys.reports.memory import remembered
from surveys.reports.plans import scheme_of
from surveys.reports.scheme import PUBLIC, Scheme
from surveys.reports.tables import QuestionTable, question_tables

_KNOWN = frozenset(Flag)


@dataclass(frozen=True)
class Marked:
    """How many mixed answers carry each mark, and the keys of those with a mark of their own."""

    people: int
    by_flag: Mapping[Flag, int]
    doubtful: tuple[int, ...]


def marked(survey: SurveyPage) -> Marked:
    """The marks of a survey's mixed answers: those from sending, and those that all answers together show.

    Two queries. Copied words are looked for in the comments as they are stored, redacted.
    """
    version = newest_version(survey)
    # A newer version may check other things of the same answers.
    subject = ("marks", version.number if version else 0)
    return remembered(survey, PUBLIC, subject, lambda: _marked(survey, version))


def _marked(survey: SurveyPage, version: SurveyVersion | None) -> Marked:
    texts: dict[int, list[str]] = {}
    for response, text in Comment.objects.filter(response__survey=survey).values_list("response", "text"):
        texts.setdefault(response, []).append(text)
    rows = list(
        Response.objects.filter(survey=survey)
        .order_by("pk")
        .values_list("pk", "answers", "flags", *DEMOGRAPHICS)
    )
    definition = version.definition if version else {"sections": []}
    standard = _standard_questions(definition)
    marks = mark(
        [
            Answered(
                {**answers, **{standard[name]: code for name, code in _given(who) if name in standard}},
                texts.get(pk, ()),
                frozenset(Flag(name) for name in flags if name in _KNOWN),
            )
            for pk, answers, flags, *who in rows
        ],
        items=grid_items(definition),
        impossible=impossible_pairs(definition),
        attention=attention_answers(definition),
    )
    return Marked(
        people=len(rows),
        by_flag=Counter(flag for found in marks for flag in found),
        doubtful=tuple(row[0] for row, found in zip(rows, marks, strict=True) if is_doubtful(found)),
    )


def declared_checks(survey: SurveyPage) -> tuple[tuple[Flag, str], ...]:
    """Each check that the survey declares, in words, with the mark it gives. Two queries."""
    version = newest_version(survey)
    wording = newest_text(version, settings.LANGUAGE_CODE) if version else None
    if version is None or wording is None:
        return ()

    def said(given: Mapping[str, Any]) -> str:
        question, _, row = given["question"].partition(".")
        asked = wording.texts.get(f"q:{question}.r:{row}" if row else f"q:{question}", given["question"])
        answers = (wording.texts.get(f"q:{question}.o:{code}", code) for code in given["answers"])
        return f"“{' or '.join(answers)}” to “{asked}”"

    checks = version.definition.get("checks", {})
    pairs = (
        (Flag.IMPOSSIBLE, f"{said(p['first'])}, with {said(p['second'])}")
        for p in checks.get("impossible", ())
    )
    wanted = ((Flag.INATTENTIVE, f"Anything but {said(check)}") for check in checks.get("attention", ()))
    return (*pairs, *wanted)


def _given(who: Sequence[str | None]) -> Iterator[tuple[str, str]]:
    """The standard questions somebody answered, by column, with the code."""
    return ((name, code) for name, code in zip(DEMOGRAPHICS, who, strict=True) if code)


def _standard_questions(definition: Mapping[str, Any]) -> dict[str, str]:
    """The code under which each standard question is asked, by the column that holds its answers."""
    return {
        question["demographic"]: question["code"]
        for section in definition["sections"]
        for question in section["questions"]
        if question.get("demographic")
    }


@dataclass(frozen=True)
class Compared:
    """One question's table with every answer and without the doubtful ones; None where too few of those are in it."""

    everybody: QuestionTable
    without: QuestionTable | None


def with_and_without(survey: SurveyPage, scheme: Scheme | None = None) -> tuple[Compared, ...]:
    """Every closed question twice, weighted each time; empty where fewer than ten answers are doubtful.

    What a question loses is a group like any other: where between one and nine of those who answered it are doubtful,
    the difference would tell what they said, and there is none. Raises what ``question_tables`` raises.
    """
    scheme = scheme or scheme_of(survey)
    doubtful = marked(survey).doubtful
    if len(doubtful) < K:
        return ()
    pairs = zip(
        question_tables(survey, scheme=scheme),
        question_tables(survey, scheme=replace(scheme, without=doubtful)),
        strict=True,
    )
    return tuple(
        Compared(table, None if 0 < table.everybody.base - other.everybody.base < K else other)
        for table, other in pairs
    )
