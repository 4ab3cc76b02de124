"""The steps of an incident or a drill. Each locks its row: two who press at once find out that one was first."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.utils import get_admin_base_url

from engagement.accounts.notices import tell
from engagement.accounts.roles import ROLES
from engagement.audit.services import record
from engagement.incidents.models import HOLD, Incident
from engagement.incidents.selectors import OPEN, STALE, others_who_may, prepared_pages
from engagement.support.areas import AREAS

State = Incident.State


class NotNow(ValueError):
    """A step cannot be taken. The text says why, and what to do."""


def begin(*, by: Any, drill: bool, now: datetime | None = None) -> Incident:
    """Start the clock. Nothing changes for anybody yet."""
    now = now or timezone.now()
    Incident.objects.filter(state=State.BEGUN, begun_at__lt=now - STALE).delete()
    return Incident.objects.create(drill=drill, begun_at=now, declared_by=by)


@transaction.atomic
def declare(key: int, *, by: Any, area: str, page: int | None, now: datetime | None = None) -> Incident:
    """Say where and with which prepared page, and ask everybody who could be the second person.

    Raises NotNow.
    """
    incident = _locked(key)
    _must_be(incident, State.BEGUN)
    if area not in AREAS and area:
        raise NotNow("There is no such area here. Choose one from the list, or the whole region.")
    suited = {found.pk for found in prepared_pages(area)}
    if page not in suited:
        raise NotNow(
            "Choose one of the prepared pages that suit the place. If none does, publish one first: "
            "it goes through the same two reviews as every page."
        )
    incident.area, incident.page_id = area, page
    incident.state, incident.declared_by = State.DECLARED, by
    incident.declared_role, incident.declared_at = role_of(by), now or timezone.now()
    try:
        with transaction.atomic():
            incident.save()
    except IntegrityError:
        raise NotNow(
            f"Somebody has declared an incident for {incident.place} already. Open that one; nothing was changed."
        ) from None
    _note(incident, "declared", by)
    _ask(incident, by, "was declared. It has no effect until a second person releases it")
    return incident


@transaction.atomic
def release(key: int, *, by: Any, now: datetime | None = None) -> Incident:
    """The second person lets it take effect. Raises NotNow: for whoever declared it, too."""
    incident = _locked(key)
    _must_be(incident, State.DECLARED)
    if by.pk == incident.declared_by_id:
        raise NotNow("You declared this yourself. Somebody else has to release it.")
    if incident.page is None or not incident.page.live:
        raise NotNow(
            "The chosen page is not live any more. Drop this, and declare it anew with another page."
        )
    incident.state, incident.released_by = State.HELD, by
    incident.released_role, incident.released_at = role_of(by), now or timezone.now()
    incident.save()
    _note(incident, "released", by)
    return incident


@transaction.atomic
def drop(key: int, *, by: Any) -> Incident:
    """Stop before it took effect: by whoever declared it, or by a second person who says no."""
    incident = _locked(key)
    _must_be(incident, State.BEGUN, State.DECLARED)
    incident.state, incident.ended_by, incident.ended_at = State.DROPPED, by, timezone.now()
    incident.save()
    _note(incident, "dropped", by)
    return incident


@transaction.atomic
def ask_end(key: int, *, by: Any) -> Incident:
    """Ask for the end. It holds until a second person agrees."""
    incident = _locked(key)
    _must_be(incident, State.HELD)
    incident.state, incident.end_asked_by = State.ENDING, by
    incident.save()
    _note(incident, "end-asked", by)
    _ask(incident, by, "is to end. It holds until a second person agrees")
    return incident


@transaction.atomic
def hold_on(key: int, *, by: Any) -> Incident:
    """Take the wish to end it back, or say no to it."""
    incident = _locked(key)
    _must_be(incident, State.ENDING)
    incident.state, incident.end_asked_by = State.HELD, None
    incident.save()
    _note(incident, "held-on", by)
    return incident


@transaction.atomic
def end(key: int, *, by: Any, now: datetime | None = None) -> Incident:
    """End it: what was put aside is back within seconds. Of a drill, anybody's word is enough. Raises NotNow."""
    incident = _locked(key)
    if incident.drill:
        _must_be(incident, State.HELD, State.ENDING)
    else:
        _must_be(incident, State.ENDING)
        if by.pk == incident.end_asked_by_id:
            raise NotNow("You asked for the end yourself. Somebody else has to agree.")
    incident.state, incident.ended_by, incident.ended_at = State.OVER, by, now or timezone.now()
    incident.save()
    _note(incident, "ended", by)
    return incident


def role_of(person: Any) -> str:
    """The role that lets somebody hold incidents, as it is called: what is kept of a drill names no person."""
    held = set(person.groups.values_list("name", flat=True))
    return next((role.name for role in ROLES.values() if HOLD in role.permissions and role.name in held), "")


def _locked(key: int) -> Incident:
    return Incident.objects.select_for_update(of=("self",)).select_related("page").get(pk=key)


def _must_be(incident: Incident, *states: str) -> None:
    if incident.state not in states:
        who = incident.ended_by or incident.end_asked_by or incident.released_by or incident.declared_by
        name = f" ({who.get_full_name() or who.get_username()})" if who else ""
        raise NotNow(f"Somebody was faster{name}: this is now “{incident.get_state_display()}”. Look again.")


def _note(incident: Incident, step: str, by: Any) -> None:
    what = "drill" if incident.drill else "incident"
    record(f"{what}.{step}", by=by, of=incident, about=incident.area if incident.state in OPEN else "")


def _ask(incident: Incident, by: Any, what: str) -> None:
    kind = "A drill" if incident.drill else "An incident"
    where = f"{get_admin_base_url() or ''}{reverse('incidents:incident', args=[incident.pk])}"
    tell(
        others_who_may(by),
        f"{'DRILL: ' if incident.drill else ''}A second person is needed now",
        f"{kind} for {incident.place} {what}: {where}",
    )
