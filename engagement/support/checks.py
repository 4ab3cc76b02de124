"""System checks: a helpline nobody has confirmed for half a year must not go unnoticed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections
from django.utils.timezone import localdate

from engagement.support.areas import AREAS
from engagement.support.models import SupportLine
from engagement.support.national import national_lines
from engagement.support.review import REVIEW_MONTHS, review_is_due
from engagement.support.selectors import lines_due_for_review, shown_lines


def overdue(lines: Iterable[SupportLine], *, today: date, place: str) -> list[CheckMessage]:
    """One error for each line whose last review is too old."""
    return [
        Error(
            f"The support line “{line.name}” in {place} was last checked on {line.reviewed_on:%d %B %Y}.",
            hint=f"Confirm it with {line.source}, then set its review date: {REVIEW_MONTHS} months is the limit.",
            id="support.E001",
        )
        for line in lines
        if review_is_due(line.reviewed_on, today=today)
    ]


def badly_kept(lines: Iterable[SupportLine], *, today: date, place: str) -> list[CheckMessage]:
    """One error for each line that nobody owns, that has no source, or whose review lies in the future."""
    found: list[CheckMessage] = []
    for line in lines:
        wrong = [
            what
            for what, is_wrong in (
                ("nobody owns it", not line.owner.strip()),
                ("it does not say where its details were read", not line.source.strip()),
                ("its review lies in the future", line.reviewed_on > today),
                ("it says no way to reach it", not (line.phone or line.text_to or line.website)),
            )
            if is_wrong
        ]
        if wrong:
            found.append(
                Error(
                    f"The support line “{line.name}” in {place}: {'; '.join(wrong)}.",
                    hint="Complete it under Support lines in the admin, or in national.toml.",
                    id="support.E002",
                )
            )
    return found


def areas_without_help(lines: Iterable[SupportLine]) -> list[CheckMessage]:
    """One error naming every authority that has no line of its own."""
    there = {line.area for line in lines}
    missing = [name for code, name in AREAS.items() if code not in there]
    if not missing:
        return []
    return [
        Error(
            f"No local support line for {', '.join(missing)}.",
            hint="Add one for each under Support lines in the admin, with its area, owner and review date.",
            id="support.E003",
        )
    ]


def invented(lines: Iterable[SupportLine]) -> list[CheckMessage]:
    """An error where invented lines lie in the database of a real installation. Visitors are not shown them."""
    names = [line.name for line in lines if line.is_example]
    if not names:
        return []
    return [
        Error(
            f"Invented support lines of the example site are stored here: {', '.join(names)}.",
            hint="Delete them under Support lines in the admin. Nobody answers them.",
            id="support.E004",
        )
    ]


@register(deploy=True)
def national_lines_are_reviewed(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """``check --deploy`` fails while a line of ``national.toml`` is older than six months."""
    today = localdate()
    return [
        *overdue(national_lines(), today=today, place="national.toml"),
        *badly_kept(national_lines(), today=today, place="national.toml"),
    ]


@register(Tags.database, deploy=True)
def stored_lines_are_reviewed(app_configs: Any, databases: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """``check --deploy --database default`` fails while a stored line, local ones included, is older than six months,
    has no owner or source, is invented outside the example site, or while an authority has none of its own.
    ``migrate`` does not ask: this is about the site.
    """
    if not databases or "default" not in databases:
        return []
    if SupportLine._meta.db_table not in connections["default"].introspection.table_names():
        return []
    today, stored, shown = localdate(), list(SupportLine.objects.all()), list(shown_lines())
    return [
        *overdue(lines_due_for_review(today), today=today, place="the database"),
        *badly_kept(stored, today=today, place="the database"),
        *areas_without_help(shown),
        *(() if settings.DEMO_SIGN_IN else invented(stored)),
    ]
