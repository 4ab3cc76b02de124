"""Reads of page counts. Nothing leaves here but whole months, rounded, with small counts hidden."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, Sum
from django.db.models.functions import TruncMonth
from wagtail.models import Page

from engagement.counting.models import PageCount
from engagement.counting.months import first_of, whole_months
from engagement.counting.rounding import shown

VIEW, DOWNLOAD = PageCount.Kind.VIEW, PageCount.Kind.DOWNLOAD


@dataclass(frozen=True)
class Reach:
    """A whole month of some pages together. A number is rounded to five; None where it is below ten, and so hidden."""

    month: date
    views: int | None
    downloads: int | None

    @property
    def is_hidden(self) -> bool:
        """Whether there is no number to show."""
        return self.views is None and self.downloads is None


def reach(pages: Iterable[Page], *, today: date, months: int = 1) -> list[Reach]:
    """The last whole months of some pages and everything below them, added up, the newest month first. One query.

    Give a page together with its translations to count every language in one number.
    """
    wanted = whole_months(today, months)
    below = Q(pk__in=[])
    for page in pages:
        below |= Q(page__path__startswith=page.path)
    rows = (
        PageCount.objects.filter(below, date__gte=wanted[-1], date__lt=first_of(today))
        .order_by()
        .annotate(month=TruncMonth("date"))
        .values_list("month", "kind")
        .annotate(total=Sum("n"))
    )
    totals = {(month, kind): total for month, kind, total in rows}
    return [
        Reach(month, shown(totals.get((month, VIEW), 0)), shown(totals.get((month, DOWNLOAD), 0)))
        for month in wanted
    ]


@dataclass(frozen=True)
class PageReads:
    """One page: the last whole week, the last whole months (newest first), and files taken in the newest month."""

    page: Page
    week: int | None
    months: tuple[int | None, ...]
    downloads: int | None


def page_reads(pages: Iterable[Page], *, today: date, months: int = 3) -> list[PageReads]:
    """How often each page itself was shown, the most read of the newest month first. Two queries.

    Pages whose count is hidden follow in the order they came in, so that the order tells nothing of it.
    """
    pages = list(pages)
    keys = [page.pk for page in pages]
    wanted = whole_months(today, months)
    monday = today - timedelta(days=today.weekday())
    of_pages = PageCount.objects.filter(page__in=keys).order_by()
    week = dict(
        of_pages.filter(kind=VIEW, date__gte=monday - timedelta(days=7), date__lt=monday)
        .values_list("page")
        .annotate(total=Sum("n"))
    )
    rows = (
        of_pages.filter(date__gte=wanted[-1], date__lt=first_of(today))
        .annotate(month=TruncMonth("date"))
        .values_list("page", "month", "kind")
        .annotate(total=Sum("n"))
    )
    totals = {(page, month, kind): total for page, month, kind, total in rows}
    found = [
        PageReads(
            page,
            shown(week.get(page.pk, 0)),
            tuple(shown(totals.get((page.pk, month, VIEW), 0)) for month in wanted),
            shown(totals.get((page.pk, wanted[0], DOWNLOAD), 0)),
        )
        for page in pages
    ]
    return sorted(found, key=lambda told: -(told.months[0] or 0))
