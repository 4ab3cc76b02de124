"""How far the campaign reached in the last whole month: views, downloads, pledges, events. No person is counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils.timezone import make_aware
from wagtail.models import Page

from cms.campaign.pledges import counted_in
from cms.models.events import EventPage
from engagement.counting.months import first_of, whole_months
from engagement.counting.selectors import reach


@dataclass(frozen=True)
class ReachOfMonth:
    """One month. Views, downloads and pledges are rounded to five, and None below ten; events are public anyway."""

    month: date
    views: int | None
    downloads: int | None
    pledges: int | None
    events: int

    @property
    def is_told(self) -> bool:
        """Whether there is anything to say."""
        return bool(self.views or self.downloads or self.pledges or self.events)


def reach_of(campaign: Page, *, today: date) -> ReachOfMonth:
    """The last whole month of the campaign and everything below it, in all its languages. Four queries."""
    languages = list(Page.objects.filter(translation_key=campaign.translation_key))
    (counts,) = reach(languages, today=today, months=1)
    (month,) = whole_months(today, 1)
    pledges = [
        child.id for child in getattr(campaign, "body", []) if child.block_type == "pledge" and child.id
    ]
    began, ended = (make_aware(datetime.combine(day, time.min)) for day in (month, first_of(today)))
    events = EventPage.objects.live().filter(
        starts_at__gte=began, starts_at__lt=ended, cancelled=False, locale_id=campaign.locale_id
    )
    return ReachOfMonth(
        month,
        counts.views,
        counts.downloads,
        counted_in(pledges, month=month) if pledges else None,
        events.count(),
    )
