"""Reads of page counts. Nothing leaves here but whole months, rounded, with small counts hidden."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

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
