"""The example's directory: organisations, places and services that were all made up, dated relative to today."""

from __future__ import annotations

import uuid
from datetime import date, time, timedelta
from typing import Any

from django.utils.text import slugify

from cms.example.directory_entries import COME, ORGANISATIONS, PLACES, SEEN, SERVICES
from cms.example.pages import ensure_page
from cms.models import DirectoryPage, HomePage
from engagement.directory.models import Keeper, Location, Organisation, Schedule, Service
from engagement.support.areas import AREAS

CODES = {name: code for code, name in AREAS.items()}

BODY = [
    ("heading", "Before you go"),
    (
        "question_answer",
        {
            "question": "I do not know anybody there. What do I do?",
            "answer": "<p>Ring first, or come at the beginning. Say it is your first time. You can take a friend to "
            "all of these, and you can leave when you like.</p>",
        },
    ),
    (
        "question_answer",
        {
            "question": "Is every place in the list?",
            "answer": "<p>No. A place is in it when somebody told us and an editor looked. If one is missing, tell its "
            "people to write to us.</p>",
        },
    ),
]


def _key(*parts: str) -> uuid.UUID:
    return uuid.uuid5(uuid.NAMESPACE_DNS, "/".join(("invented.example", *parts)))


def build_directory(home: HomePage, *, today: date) -> DirectoryPage:
    """The directory's page and its entries. Safe to repeat; what an editor changed in an entry stays."""
    page = ensure_page(
        home,
        DirectoryPage,
        "directory",
        title="Near you",
        search_description="Things to do and people who help, near you: what, where, for whom and what it costs.",
        standfirst="Things to do and people who help. Most of it is free, and you can just come.",
        is_example=True,
        show_in_menus=True,
        kept_by="The directory team (invented)",
        body=BODY,
    )
    organisations = {slug: _organisation(slug, *told) for slug, told in ORGANISATIONS.items()}
    places = {slug: _place(slug, *told) for slug, told in PLACES.items()}
    for name, owner, kind, description, rows, more in SERVICES:
        _service(name, organisations[owner], kind, description, rows, more, places, today)
    return page


def _organisation(slug: str, name: str, description: str) -> Organisation:
    found, made = Organisation.objects.get_or_create(
        pk=_key("organisation", slug), defaults={"name": name, "description": description, "is_example": True}
    )
    if made:
        Keeper.objects.create(organisation=found, email=f"{slug}@example.org")
    return found


def _place(slug: str, name: str, street: str, neighbourhood: str, area: str, getting_there: str) -> Location:
    found, _ = Location.objects.get_or_create(
        pk=_key("place", slug),
        defaults={
            "name": name,
            "street": street,
            "neighbourhood": neighbourhood,
            "area": CODES.get(area, ""),
            "getting_there": getting_there,
            "is_example": True,
        },
    )
    return found


def _service(
    name: str,
    organisation: Organisation,
    kind: str,
    description: str,
    rows: list[tuple[str, list[str], int, int, str]],
    more: dict[str, Any],
    places: dict[str, Location],
    today: date,
) -> None:
    given = dict(more)
    days = {
        "confirmed_on": today - timedelta(days=given.pop("confirmed")),
        "assured_on": today - timedelta(days=given["seen"]) if "seen" in given else None,
        "assurance": SEEN if given.pop("seen", None) else "",
    }
    defaults = {
        "organisation": organisation,
        "name": name,
        "slug": slugify(name),
        "kind": kind,
        "description": description,
        "how_to_come": COME,
        "languages": ["en"],
        "shown": True,
        "is_example": True,
        **given,
    }
    service, made = Service.objects.get_or_create(pk=_key("service", slugify(name)), defaults=defaults | days)
    if made:
        for index, (place, days_of_week, opens, closes, note) in enumerate(rows):
            Schedule.objects.create(
                pk=_key("row", slugify(name), str(index)),
                service=service,
                location=places[place],
                days=days_of_week,
                opens_at=time(opens),
                closes_at=time(closes),
                note=note,
            )
    else:
        Service.objects.filter(pk=service.pk, is_example=True).update(**days)
