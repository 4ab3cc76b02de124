"""Reads of incidents: what holds now, for every page the public sees; and what staff look back on."""

from __future__ import annotations

from collections.abc import Iterable
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import Q, QuerySet
from wagtail.models import Page

from engagement.accounts.roles import ROLES
from engagement.incidents.models import HOLD, Incident
from engagement.support.areas import AREAS

State = Incident.State
OPEN = (State.DECLARED, State.HELD, State.ENDING)
HOLDING = (State.HELD, State.ENDING)
DRILL_EVERY = timedelta(days=183)
STALE = timedelta(days=1)
"""What was begun and left lying for a day is nobody's intention any more."""


_of_this_request: ContextVar[list[list[Held]] | None] = ContextVar("held", default=None)
"""None outside a request; else empty, or what was read for it."""


@dataclass(frozen=True)
class Held:
    """One incident that holds now: its authority (empty: the whole region), and the page that stands for it."""

    area: str
    page: int | None

    @property
    def name(self) -> str:
        """The authority's name; empty for the whole region."""
        return AREAS.get(self.area, "")


def held() -> list[Held]:
    """Every real incident that two people have released and nobody has ended; the whole region first.

    One query, and one alone in a request: a page asks for each of its stories.
    """
    remembered = _of_this_request.get()
    if remembered:
        return remembered[0]
    rows = Incident.objects.filter(drill=False, state__in=HOLDING).order_by("area")
    found = [Held(area, page) for area, page in rows.values_list("area", "page_id")]
    if remembered is not None:
        remembered.append(found)
    return found


def remember(**_: Any) -> None:
    """A request begins: what holds is read once for it."""
    _of_this_request.set([])


def forget(**_: Any) -> None:
    """A request is over, or an incident has changed."""
    _of_this_request.set(None)


def held_areas(found: Iterable[Held] | None = None) -> frozenset[str]:
    """The authorities in which an incident holds: all seven when it holds for the region."""
    areas = {one.area for one in (held() if found is None else found)}
    return frozenset(AREAS) if "" in areas else frozenset(areas)


def region_is_held(found: Iterable[Held]) -> bool:
    """Whether one of these holds for the whole region."""
    return any(not one.area for one in found)


def stands_for(page: Page) -> bool:
    """Whether a real incident shows this page, or a translation of it, to the public now."""
    return Incident.objects.filter(
        drill=False, state__in=HOLDING, page__translation_key=page.translation_key
    ).exists()


def prepared_pages(area: str | None = None) -> list[Page]:
    """Pages that were written and reviewed in calm times, in the site's first language; those for one area if named.

    A page without an area suits every one.
    """
    model: Any = apps.get_model(settings.INCIDENT_PAGES)
    pages = model.objects.live().filter(locale__language_code=settings.LANGUAGE_CODE)
    if area is not None:
        pages = pages.filter(Q(area="") | Q(area=area))
    return list(pages.order_by("title"))


def under_way() -> QuerySet[Incident]:
    """Incidents and drills that wait for somebody or hold, real ones first."""
    return (
        Incident.objects.filter(state__in=OPEN).select_related("page", *_PEOPLE).order_by("drill", "begun_at")
    )


def past(*, drill: bool) -> QuerySet[Incident]:
    """What is over, the newest first."""
    return Incident.objects.filter(drill=drill, state=State.OVER).select_related("page")


def last_drill_on(*, now: datetime | None = None) -> date | None:
    """The day of the last drill that went through; None if there never was one."""
    last = Incident.objects.filter(drill=True, state=State.OVER, released_at__isnull=False).first()
    return last.begun_at.date() if last else None


def drill_is_due(today: date) -> bool:
    """Whether half a year passed since the last drill, or there never was one."""
    last = last_drill_on()
    return last is None or last + DRILL_EVERY <= today


def may_hold(user: Any) -> bool:
    """Whether somebody may declare and release."""
    return bool(user.is_authenticated and user.is_active and user.has_perm(HOLD))


def others_who_may(user: Any) -> list[User]:
    """Everybody else who could be the second person now."""
    names = [role.name for role in ROLES.values() if HOLD in role.permissions]
    return list(
        User.objects.filter(is_active=True, groups__name__in=names)
        .exclude(pk=user.pk)
        .distinct()
        .order_by("username")
    )


_PEOPLE = ("declared_by", "released_by", "end_asked_by", "ended_by")
