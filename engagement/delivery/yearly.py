"""The plan of each year, kept by timed work: nobody chooses the day, and nobody changes it afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from engagement.delivery.models import PlanSnapshot
from engagement.delivery.models.snapshots import digest_of
from engagement.delivery.plan import ToldAction, as_content

KEPT_IN = (4, 1)
"""Month and day from which a year's plan is kept: the first of April, when the Partnership's year begins."""


def year_of(today: date) -> int:
    """The Partnership's year a day lies in, by the calendar year it begins in.

    >>> year_of(date(2026, 3, 31)), year_of(date(2026, 4, 1))
    (2025, 2026)
    """
    return today.year if (today.month, today.day) >= KEPT_IN else today.year - 1


def keep_year(actions: Sequence[ToldAction], *, today: date, is_example: bool = False) -> PlanSnapshot | None:
    """Keep the plan of the year at hand, once; None when it is kept already or there is nothing to keep."""
    year = year_of(today)
    if not actions or PlanSnapshot.objects.filter(year=year).exists():
        return None
    content = as_content(actions)
    return PlanSnapshot.objects.create(
        year=year, taken_on=today, content=content, digest=digest_of(content), is_example=is_example
    )


def kept_years() -> list[PlanSnapshot]:
    """Every kept year that is still what was kept, the newest first."""
    return [kept for kept in PlanSnapshot.objects.all() if kept.is_intact]
