"""Small jobs of the platform itself."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core.management import call_command
from django.utils import timezone
from wagtail.models import Page

from engagement.incidents.selectors import held
from engagement.jobs.models import JobRun

KEPT = timedelta(days=14)
"""How long it is remembered which periods are done; far longer than any period."""


def publish_scheduled(*, now: datetime | None = None) -> None:
    """Publish pages whose time has come and take down those that have expired, as Wagtail's own command does.

    While an incident holds, nothing goes live by a timetable made before it: pages come down alone, and the rest
    follows when it is over.
    """
    if not held():
        call_command("publish_scheduled", verbosity=0)
        return
    for page in Page.objects.live().filter(expire_at__lt=now or timezone.now()).order_by("expire_at"):
        page.specific.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")


def forget_old_runs(*, now: datetime | None = None) -> int:
    """Delete the record of periods long past; how many is returned. Periods are dates, so they sort as text."""
    before = timezone.localtime(now) - KEPT
    return JobRun.objects.filter(period__lt=f"{before:%Y-%m-%d}").delete()[0]
