"""Made-up entries for tests."""

from __future__ import annotations

from datetime import date, time, timedelta
from itertools import count

from django.utils.timezone import localdate

from engagement.directory.models import Keeper, Location, Organisation, Schedule, Service

SANDWELL, DUDLEY = "E08000028", "E08000027"
_numbers = count(1)


def organisation(name: str = "Towpath (invented)", *, email: str = "towpath@example.org") -> Organisation:
    made = Organisation.objects.create(name=name, description="Made up.")
    if email:
        Keeper.objects.create(organisation=made, email=email)
    return made


def place(area: str = SANDWELL, neighbourhood: str = "Five Locks") -> Location:
    return Location.objects.create(name="Boathouse", street="Towpath", neighbourhood=neighbourhood, area=area)


def service(
    name: str = "", *, at: Location | None = None, confirmed: date | int | None = 10, **given: object
) -> Service:
    """An entry of the list; ``confirmed`` is a day, or how many days ago."""
    name = name or f"Entry {next(_numbers)}"
    made = Service.objects.create(
        **{
            "organisation": given.pop("organisation", None) or organisation(),
            "name": name,
            "slug": name.lower().replace(" ", "-"),
            "description": "What happens there.",
            "kind": "sport",
            "how_to_come": "Just come",
            "shown": True,
            "languages": ["en"],
            "confirmed_on": localdate() - timedelta(days=confirmed)
            if isinstance(confirmed, int)
            else confirmed,
            **given,
        }
    )
    where = at or (Location.objects.first() or place())
    Schedule.objects.create(service=made, location=where, days=["MO"], opens_at=time(17), closes_at=time(19))
    return made
