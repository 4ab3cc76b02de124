"""A prepared page, and an incident that holds, as tests need them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from wagtail.models import Page

from cms.models import HomePage, ReassurancePage
from engagement.incidents import services
from engagement.incidents.models import Incident

WALSALL = "E08000030"


def prepare(slug: str = "together", *, area: str = "") -> ReassurancePage:
    """A page that both readers approved."""
    home = HomePage.objects.first()
    if home is None:
        home = Page.objects.get(depth=1).add_child(
            instance=HomePage(title="Most of us", headline="Most of us")
        )
    return home.add_child(
        instance=ReassurancePage(title=f"Looking after each other: {slug}", slug=slug, area=area)
    )


def hold(
    page: Page,
    *,
    by: Any,
    second: Any,
    area: str = WALSALL,
    drill: bool = False,
    now: datetime | None = None,
    over: bool = False,
) -> Incident:
    """An incident (or a drill) that one person declared and another released; over at once, if asked."""
    now = now or timezone.now()
    incident = services.begin(by=by, drill=drill, now=now)
    services.declare(incident.pk, by=by, area=area, page=page.pk, now=now + timedelta(minutes=1))
    incident = services.release(incident.pk, by=second, now=now + timedelta(minutes=3))
    return services.end(incident.pk, by=by) if over else incident
