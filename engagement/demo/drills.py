"""A drill the example's people held some weeks ago."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.auth.models import User
from django.utils import timezone

from engagement.demo.people import PEOPLE
from engagement.incidents.models import Incident
from engagement.incidents.selectors import prepared_pages
from engagement.incidents.services import role_of

HELD_AGO = timedelta(days=40)
CHOOSING = timedelta(minutes=4, seconds=10)
SECOND_PERSON = timedelta(minutes=3, seconds=25)
AREA = "E08000030"


def make_drill() -> None:
    """Marcus declares, Sana releases: once, and only where no drill was ever held."""
    pages = prepared_pages(AREA)
    if not pages or Incident.objects.filter(drill=True).exists():
        return
    marcus, sana = User.objects.get(username="marcus"), User.objects.get(username="sana")
    begun = timezone.now() - HELD_AGO
    Incident.objects.create(
        drill=True,
        state=Incident.State.OVER,
        area=AREA,
        page=pages[0],
        begun_at=begun,
        declared_by=marcus,
        declared_role=role_of(marcus),
        declared_at=begun + CHOOSING,
        released_by=sana,
        released_role=role_of(sana),
        released_at=begun + CHOOSING + SECOND_PERSON,
        ended_by=marcus,
        ended_at=begun + CHOOSING + 2 * SECOND_PERSON,
    )


def remove_drill() -> None:
    """Take away what the example's people declared."""
    names = [person.username for person in PEOPLE]
    Incident.objects.filter(declared_by__username__in=names).delete()
