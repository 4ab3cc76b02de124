"""Invented page counts of the example, so that reach and its report have something to show. Seeded: always the same."""

from __future__ import annotations

import random
from datetime import date, timedelta

from wagtail.models import Page

from engagement.counting.models import PageCount

DAYS = 130
"""Far enough back for four whole months."""
BUSIEST = {"HomePage": 60, "CampaignPage": 34, "StoryPage": 22, "ResultsIndexPage": 18}
"""Readers of a day by kind of page; any other page has some."""
OTHERS = 6


def make_counts(today: date) -> str:
    """Fill the days before today, unless anything was counted already."""
    if PageCount.objects.exists():
        return "kept"
    chance = random.Random(20_230_801)
    rows = []
    for page in Page.objects.live().exclude(depth=1).order_by("path").specific(defer=True):
        kind = page.specific_class
        if not getattr(kind, "is_counted", False):
            continue
        usual = BUSIEST.get(kind.__name__, OTHERS)
        rows += [
            PageCount(
                page_id=page.pk, date=today - timedelta(days=day), n=chance.randint(usual // 3, usual * 2)
            )
            for day in range(1, DAYS)
        ]
        if kind.__name__ in ("CampaignPage", "StoryPage"):
            rows += [
                PageCount(
                    page_id=page.pk,
                    kind=PageCount.Kind.DOWNLOAD,
                    date=today - timedelta(days=day),
                    n=chance.randint(1, 4),
                )
                for day in range(1, DAYS)
            ]
    PageCount.objects.bulk_create(rows)
    return f"{len(rows):,} sums of a day made"


def remove_counts() -> None:
    """Forget what was counted on the example: nearly all of it was invented."""
    PageCount.objects.all().delete()
