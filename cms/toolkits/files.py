"""A plan as a calendar file: whole weeks, by no address that anybody keeps."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from django.http import HttpResponse
from icalendar import Calendar, Event

from cms.models import ToolkitPage
from cms.toolkits.forms import line_of
from cms.toolkits.planning import KINDS, Session


def plan_response(sessions: Iterable[Session], kits: dict[int, ToolkitPage], *, host: str) -> HttpResponse:
    """Each session from Monday to Friday of its week, as days and not hours (RFC 5545), free rather than busy."""
    calendar = Calendar()
    calendar.add("prodid", f"-//{host}//prevention planner//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", "Prevention plan")
    for session in sessions:
        kit = kits[session.toolkit]
        event = Event()
        event.add("uid", f"{line_of(session)}@{host}")
        # The same plan gives the same file: nothing in it says when it was made.
        event.add("dtstamp", datetime.combine(session.monday, datetime.min.time(), tzinfo=UTC))
        event.add("dtstart", session.monday)
        event.add("dtend", session.monday + timedelta(days=5))
        event.add("summary", f"{KINDS[session.kind]}: {kit.title}")
        event.add("description", f"{kit.minutes} minutes. {kit.standfirst}".strip())
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    response = HttpResponse(calendar.to_ical(), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="prevention-plan.ics"'
    response["Cache-Control"] = "no-store"
    return response
