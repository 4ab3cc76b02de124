"""One question across the versions of a survey: where its meaning changed, its answers become another series.

Answers of different meanings are never added up. Tables show the newest series; files have a column for each.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.db.models import Count

from surveys.authoring.piping import without_markers
from surveys.models import Response, SurveyPage, SurveyVersion, VersionText
from surveys.reports.asked import COMMENT_TYPES, Asked, questions_of, same_meaning, tabulated

SMALLEST_SERIES = 30
"""Answers of fewer people than this are not kept apart: a column of their own would tell when they answered."""


@dataclass(frozen=True)
class Series:
    """A question as it was meant in some versions. ``first`` and ``last`` are their numbers.

    ``column`` is its name in files: the question's code, and for an earlier meaning also the last version that had it.
    """

    asked: Asked
    first: int
    last: int
    is_current: bool

    @property
    def column(self) -> str:
        """The name of its column: ``SAFEDAY``, or ``SAFEDAY@2`` for what it meant up to version 2."""
        return self.asked.code if self.is_current else f"{self.asked.code}@{self.last}"

    @property
    def versions(self) -> str:
        """The versions it was asked in, as a codebook says them."""
        return str(self.first) if self.first == self.last else f"{self.first} to {self.last}"


@dataclass(frozen=True)
class _Meaning:
    """A question of one version, and the versions in which it meant the same; ``n`` people answered those."""

    question: Mapping[str, Any]
    version: SurveyVersion
    alike: frozenset[int]
    is_current: bool
    n: int

    @property
    def is_kept(self) -> bool:
        return self.is_current or self.n >= SMALLEST_SERIES


def series_of(survey: SurveyPage) -> list[Series]:
    """Every question in every meaning it had, the newest form first, then earlier meanings and removed questions.

    An earlier series of fewer than thirty answers is left out.
    """
    versions, texts = _frozen(survey)
    numbers = {version.pk: version.number for version in versions}
    found: list[Series] = []
    for meaning in _meanings(survey, versions, texts):
        if meaning.question["type"] in (*COMMENT_TYPES, "demographic") or not meaning.is_kept:
            continue
        told = [numbers[key] for key in meaning.alike]
        found += [
            Series(asked, min(told), max(told), meaning.is_current)
            for asked in _asked(meaning, versions, texts)
        ]
    return found


def comment_columns(survey: SurveyPage) -> dict[tuple[str, int], tuple[str, str] | None]:
    """The name and wording under which a written answer is filed, by question and version.

    None: it belongs to an earlier meaning that fewer than thirty people were asked.
    """
    versions, texts = _frozen(survey)
    numbers = {version.pk: version.number for version in versions}
    found: dict[tuple[str, int], tuple[str, str] | None] = {}
    for meaning in _meanings(survey, versions, texts):
        if meaning.question["type"] not in COMMENT_TYPES:
            continue
        code = meaning.question["code"]
        last = max(numbers[key] for key in meaning.alike)
        wording = texts.get(meaning.version.pk, {}).get(f"q:{code}", code)
        filed = (code if meaning.is_current else f"{code}@{last}", without_markers(wording))
        for key in meaning.alike:
            found[code, key] = filed if meaning.is_kept else None
    return found


def reworded_in_meaning(survey: SurveyPage) -> list[str]:
    """The open questions that meant something else in an earlier version, or are no longer asked, by code."""
    return sorted(
        {code for (code, _), filed in comment_columns(survey).items() if filed is None or filed[0] != code}
    )


def _frozen(survey: SurveyPage) -> tuple[list[SurveyVersion], dict[int, Mapping[str, str]]]:
    """The versions of a survey, the newest first, and the wording of each in the source language."""
    versions = list(SurveyVersion.objects.filter(survey=survey).order_by("-number"))
    rows = VersionText.objects.filter(version__survey=survey, language=settings.LANGUAGE_CODE).order_by("id")
    return versions, {text.version_id: text.texts for text in rows}


def _meanings(
    survey: SurveyPage, versions: Sequence[SurveyVersion], texts: Mapping[int, Mapping[str, str]]
) -> Iterator[_Meaning]:
    people: Counter[int] = Counter()
    rows = Response.objects.filter(survey=survey).order_by().values("version").annotate(n=Count("pk"))
    people.update({row["version"]: row["n"] for row in rows})
    seen: set[tuple[str, int]] = set()
    for place, version in enumerate(versions):
        same = same_meaning(list(versions[place:]), texts)
        for question in questions_of(version.definition):
            code = question["code"]
            if (code, version.pk) in seen:
                continue
            alike = same[code]
            seen |= {(code, key) for key in alike}
            yield _Meaning(question, version, alike, place == 0, sum(people[key] for key in alike))


def _asked(
    meaning: _Meaning, versions: Sequence[SurveyVersion], texts: Mapping[int, Mapping[str, str]]
) -> list[Asked]:
    earlier = [
        (one.definition, texts.get(one.pk, {}))
        for one in versions
        if one.pk in meaning.alike and one.pk != meaning.version.pk
    ]
    wording = texts.get(meaning.version.pk, {})
    code = meaning.question["code"]
    is_whole = meaning.alike == frozenset(version.pk for version in versions)
    label = without_markers(wording.get(f"q:{code}", code))
    made = tabulated(meaning.question, label, wording, earlier, meaning.alike, is_whole)
    return [replace(asked, versions=meaning.alike) for asked in made]
