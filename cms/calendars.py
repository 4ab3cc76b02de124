"""Dates as calendar files (RFC 5545), for the telephone that reminds somebody."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.http import HttpResponse
from icalendar import Calendar, Event

HOURS_UNSAID = timedelta(hours=2)
"""How long something lasts of which only the beginning is known."""


@dataclass(frozen=True)
class Entry:
    """One date. ``key`` stays the same when the date moves, so that a calendar moves it too; times are aware."""

    key: str
    title: str
    starts_at: datetime
    ends_at: datetime | None
    place: str
    about: str
    url: str
    changed_at: datetime


def calendar_file(entries: Iterable[Entry], *, name: str, host: str) -> bytes:
    """The dates as one iCalendar file, in UTC, which every calendar shows in its own time."""
    calendar = Calendar()
    calendar.add("prodid", f"-//{host}//engagement platform//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    for entry in entries:
        event = Event()
        event.add("uid", f"{entry.key}@{host}")
        event.add("dtstamp", entry.changed_at.astimezone(UTC))
        event.add("dtstart", entry.starts_at.astimezone(UTC))
        event.add("dtend", (entry.ends_at or entry.starts_at + HOURS_UNSAID).astimezone(UTC))
        event.add("summary", entry.title)
        event.add("location", entry.place)
        event.add("description", entry.about)
        event.add("url", entry.url)
        calendar.add_component(event)
    return calendar.to_ical()


def calendar_response(entries: Iterable[Entry], *, name: str, host: str, filename: str) -> HttpResponse:
    """The file as an answer that a telephone offers to keep."""
    response = HttpResponse(
        calendar_file(entries, name=name, host=host), content_type="text/calendar; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="{filename}.ics"'
    return response
