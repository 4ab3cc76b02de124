"""What goes live and what ends, and when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django.apps import apps
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from wagtail.models import Page, Revision, WorkflowState

from engagement.publishing.reviewed import ReviewedPage
from engagement.publishing.roles import is_reviewer
from engagement.publishing.sections import name_of_section


@dataclass(frozen=True)
class Event:
    """A page that changes by itself at a moment."""

    when: datetime
    what: str
    page: Page
    section: str
    state: str = ""
    revision: int | None = None
    """The approved draft, where it can be called off."""
    may_call_off: bool = False


GOES_LIVE = "Goes live"
ENDS = "Comes down"
HIDES = "Is hidden unless its teller agrees again"


def scheduled(user: Any, *, section: str = "", now: datetime | None = None) -> list[Event]:
    """What will happen to the pages somebody may see, soonest first; of one section if it is named."""
    now = now or timezone.now()
    found = []
    for event in _events(now):
        rights = event.page.permissions_for_user(user)
        if not (is_reviewer(user) or rights.can_edit()) or (section and event.section != section):
            continue
        if event.revision and rights.can_unschedule():
            event = Event(**{**vars(event), "may_call_off": True})
        found.append(event)
    return sorted(found, key=lambda event: (event.when, event.page.title))


def _events(now: datetime) -> Iterator[Event]:
    for page in Page.objects.live().filter(expire_at__gt=now).specific():
        yield Event(page.expire_at, ENDS, page, name_of_section(page), "live now")
    approved = Revision.page_revisions.filter(approved_go_live_at__isnull=False)
    for revision in approved:
        draft = revision.as_object()
        section = name_of_section(draft)
        yield Event(revision.approved_go_live_at, GOES_LIVE, draft, section, "approved", revision.pk)
        if draft.expire_at and not (
            draft.live and draft.expire_at == Page.objects.get(pk=draft.pk).expire_at
        ):
            yield Event(draft.expire_at, ENDS, draft, section, "approved")
    for state in WorkflowState.objects.active().select_related("current_task_state__task"):
        page = state.content_object
        if not isinstance(page, Page) or state.current_task_state is None:
            continue
        waits = (
            "sent back to its writer"
            if state.status == WorkflowState.STATUS_NEEDS_CHANGES
            else f"not approved yet, waits for {state.current_task_state.task.name}"
        )
        yield from _planned(page, waits, now)
    yield from _hiding(now)


def _planned(page: Page, waits: str, now: datetime) -> Iterator[Event]:
    draft = page.get_latest_revision()
    for field, what in (("go_live_at", GOES_LIVE), ("expire_at", ENDS)):
        when = parse_datetime(draft.content.get(field) or "") if draft else None
        if when and when > now:
            shown = draft.as_object()
            yield Event(when, what, shown, name_of_section(page), waits)


def _hiding(now: datetime) -> Iterator[Event]:
    for model in apps.get_models():
        field = getattr(model, "hidden_from", "") if issubclass(model, ReviewedPage) else ""
        if not field:
            continue
        for page in model.objects.live().filter(**{f"{field}__gt": timezone.localdate(now)}):
            midnight = timezone.make_aware(datetime.combine(getattr(page, field), time.min))
            yield Event(midnight, HIDES, page, name_of_section(page), "live now")
