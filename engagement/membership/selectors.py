"""Reads of this app. Those for the public read no address."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from engagement.membership.models import Group, JoiningRequest, Subscription
from engagement.outbox.sealing import CannotOpen, unseal
from engagement.publishing.roles import has_role

ROLE_OF: dict[str, str] = {
    Group.YOUTH: "youth_lead",
    Group.FAITH: "faith_lead",
    Group.ADVISORY: "moderator",
}
"""Who reads the requests of a group, and nobody else: not even a superuser."""


def choices_of(subscription: int) -> dict[str, Any] | None:
    """What a subscriber has chosen; None for one who is not on the list (any more)."""
    return (
        Subscription.objects.filter(pk=subscription, confirmed=True)
        .values("topics", "areas", "language")
        .first()
    )


def groups_of(user: Any) -> list[str]:
    """The groups whose requests somebody reads."""
    return [group for group, role in ROLE_OF.items() if has_role(user, role)]


def requests_for(user: Any) -> list[dict[str, Any]]:
    """The requests that somebody reads, opened: those that wait first, oldest first."""
    found = JoiningRequest.objects.filter(group__in=groups_of(user)).select_related("decided_by")
    return [
        opened(request)
        for request in sorted(found, key=lambda each: (bool(each.decision), each.arrived_on, each.pk))
    ]


def opened(request: JoiningRequest) -> dict[str, Any]:
    """A request with what its sender wrote; ``details`` is None where that does not open any more."""
    try:
        details = unseal("joining", request.details, bound=request.pk)
    except CannotOpen:
        details = None
    days = (timezone.localdate() - request.arrived_on).days
    return {"request": request, "details": details, "days": days}
