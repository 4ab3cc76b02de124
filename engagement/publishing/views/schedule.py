"""The calendar of pages that change by themselves."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from engagement.publishing.schedule import scheduled
from engagement.publishing.views.frame import screen


@require_safe
def schedule(request: HttpRequest) -> HttpResponse:
    """What goes live and what ends, of the sections this person may see; of one of them by ``?section=``."""
    everything = scheduled(request.user)
    sections = sorted({event.section for event in everything})
    chosen = request.GET.get("section", "")
    return screen(
        request,
        "schedule",
        "What goes live and ends",
        {
            "events": [event for event in everything if not chosen or event.section == chosen],
            "sections": sections,
            "chosen": chosen if chosen in sections else "",
        },
        icon="date",
    )
