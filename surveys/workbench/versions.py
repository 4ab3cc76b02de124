"""What changed when, by whom it was published, and both wordings side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from wagtail.models import PageLogEntry, Revision

from surveys.authoring.changes import MEANING, NEW, REMOVED, SAME, WORDING
from surveys.models import SurveyPage, SurveyVersion, VersionText

WORDS = {
    WORDING: "wording fix",
    MEANING: "change of meaning",
    NEW: "new question",
    REMOVED: "taken out",
}
"""What became of a question, as the screen says it."""

OPTION_WORDS = {WORDING: "reworded", NEW: "new", REMOVED: "taken out"}


@dataclass(frozen=True)
class Change:
    """One question that a version changed: what became of it, both wordings, and what happened to its answers."""

    code: str
    was: str | None
    kind: str
    word: str
    before: str
    after: str
    answers: tuple[tuple[str, str, str, str], ...]
    """Code, what became of it, the wording before and after: answers and statements that changed."""

    @property
    def elsewhere(self) -> bool:
        """Whether the words are the same, and what changed is the place, the route or the answers."""
        return self.before == self.after and self.kind in (WORDING, MEANING)


@dataclass(frozen=True)
class VersionView:
    """One version with what it changed of the one before."""

    number: int
    published: datetime
    by: str
    breaks: bool
    changes: tuple[Change, ...]
    same: int
    known: bool
    """False for a version from before crosswalks were kept."""


def versions_of(survey: SurveyPage) -> list[VersionView]:
    """Every version of a survey, the newest first."""
    versions = list(SurveyVersion.objects.filter(survey=survey).order_by("number"))
    texts: dict[int, Mapping[str, str]] = {
        text.version_id: text.texts
        for text in VersionText.objects.filter(
            version__survey=survey, language=settings.LANGUAGE_CODE
        ).order_by("id")
    }
    publishers = _publishers(survey, [version.revision_id for version in versions])
    found = []
    before: Mapping[str, str] = {}
    for version in versions:
        after = texts.get(version.pk, {})
        found.append(
            VersionView(
                number=version.number,
                published=version.frozen_at,
                by=publishers.get(version.revision_id, ""),
                breaks=version.kind == SurveyVersion.Kind.MEANING,
                changes=tuple(_changes(version, before, after)),
                same=sum(line["kind"] == SAME for line in version.crosswalk),
                known=version.number == 1 or bool(version.crosswalk),
            )
        )
        before = after
    return found[::-1]


def _changes(version: SurveyVersion, before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[Change]:
    for line in version.crosswalk:
        if line["kind"] == SAME:
            continue
        was, now = f"q:{line['was']}", f"q:{line['code']}"
        answers = tuple(
            (
                part["code"],
                OPTION_WORDS[part["kind"]],
                before.get(f"{was}.{letter}:{part['code']}", ""),
                after.get(f"{now}.{letter}:{part['code']}", ""),
            )
            for letter, name in (("o", "options"), ("r", "rows"))
            for part in line[name]
            if part["kind"] != SAME and line["kind"] not in (NEW, REMOVED)
        )
        yield Change(
            code=line["code"],
            was=line["was"] if line["was"] != line["code"] else None,
            kind=line["kind"],
            word=WORDS[line["kind"]],
            before="" if line["kind"] == NEW else before.get(was, ""),
            after="" if line["kind"] == REMOVED else after.get(now, ""),
            answers=answers,
        )


def _publishers(survey: SurveyPage, revisions: list[int | None]) -> dict[Any, str]:
    """Who put each revision live, or else who wrote it; the log keeps two years."""
    wanted = [key for key in revisions if key is not None]
    names = {
        revision.pk: _name(revision.user)
        for revision in Revision.objects.filter(pk__in=wanted).select_related("user")
        if revision.user is not None
    }
    entries = PageLogEntry.objects.filter(
        page=survey.pk, action="wagtail.publish", revision__in=wanted
    ).select_related("user")
    names |= {entry.revision_id: _name(entry.user) for entry in entries if entry.user is not None}
    return names


def _name(user: Any) -> str:
    return user.get_full_name() or user.get_username()
