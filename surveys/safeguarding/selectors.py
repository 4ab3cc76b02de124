"""What the safeguarding lead sees of the queue without opening anything."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.utils import timezone
from wagtail.models import ModelLogEntry

from surveys.models import KeyShare, Referral
from surveys.safeguarding.keys import key_in_use
from surveys.safeguarding.services import KEEP_DECIDED, OPENED
from surveys.safeguarding.working_days import after, between

WORKING_DAYS = 2
"""How many working days after the mix a text must have been read."""
OPEN = "surveys.open_referrals"


@dataclass(frozen=True)
class Opening:
    """Who opened a text, and when."""

    who: str
    at: Any
    user: int | None


@dataclass(frozen=True)
class Waiting:
    """A text that waits for a decision: its clock, who has opened it, whether today's key opens it."""

    referral: Referral
    due: date
    days: int
    """Working days left; 0 is today, below that overdue."""
    openings: tuple[Opening, ...]
    opens: bool

    @property
    def state(self) -> str:
        """``overdue``, ``today`` or ``waiting``."""
        return "overdue" if self.days < 0 else "waiting" if self.days else "today"


@dataclass(frozen=True)
class Decided:
    """A decision, and the day its text goes (None: gone already)."""

    referral: Referral
    text_goes: date | None


def waiting(*, today: date | None = None) -> list[Waiting]:
    """Undecided texts: overdue ones first, then those the machine calls urgent, then by their day."""
    today = today or timezone.localdate()
    found = list(Referral.objects.filter(decision="").defer("sealed").select_related("key"))
    openings = openings_of(found)
    key = key_in_use()
    rows = [
        Waiting(
            referral,
            due := after(referral.arrived_on, WORKING_DAYS),
            between(today, due) if due >= today else -between(due, today) or -1,
            tuple(openings.get(referral.pk, ())),
            key is not None and referral.key_id == key.pk,
        )
        for referral in found
    ]
    return sorted(
        rows,
        key=lambda row: (row.days >= 0, not row.referral.urgent, row.referral.arrived_on, row.referral.pk),
    )


def waiting_one(referral: int) -> Waiting | None:
    """One undecided text; None when it is decided or gone."""
    return next((row for row in waiting() if row.referral.pk == referral), None)


def decided(limit: int = 100) -> list[Decided]:
    """The latest decisions, newest first."""
    found = Referral.objects.exclude(decision="").select_related("decided_by").order_by("-decided_on", "pk")
    return [
        Decided(row, row.decided_on + KEEP_DECIDED if row.sealed is not None else None)
        for row in found[:limit]
        if row.decided_on
    ]


def openings_of(referrals: Iterable[Referral]) -> dict[int, list[Opening]]:
    """Who opened each text and when, oldest first, from the log."""
    keys = [str(referral.pk) for referral in referrals]
    found: dict[int, list[Opening]] = {}
    entries = ModelLogEntry.objects.filter(action=OPENED, object_id__in=keys).select_related("user")
    for entry in entries.order_by("timestamp"):
        who = entry.user.get_full_name() or entry.user.get_username() if entry.user else "Somebody who left"
        found.setdefault(int(entry.object_id), []).append(Opening(who, entry.timestamp, entry.user_id))
    return found


def leads() -> QuerySet[Any]:
    """Everybody whose role lets them open the queue."""
    permission = Permission.objects.filter(content_type__app_label="surveys", codename=OPEN.partition(".")[2])
    return (
        get_user_model()
        ._default_manager.filter(
            is_active=True, is_superuser=False, groups__permissions__in=permission.values("pk")
        )
        .distinct()
        .order_by("username")
    )


@dataclass(frozen=True)
class Lead:
    """A safeguarding lead and how far they can open the queue: ``yes``, ``invited`` or ``no``."""

    user: Any
    access: str


def who_can_open() -> list[Lead]:
    """Every lead, with their access to the key in use."""
    shares = {
        share.holder_id: "invited" if share.is_invitation else "yes"
        for share in KeyShare.objects.filter(key=key_in_use()).exclude(holder=None)
    }
    return [Lead(user, shares.get(user.pk, "no")) for user in leads()]


def access_of(user: Any) -> str:
    """``yes``, ``invited`` or ``no``: whether a person has a share of the key in use."""
    share = KeyShare.objects.filter(key=key_in_use(), holder=user).first()
    return "no" if share is None else "invited" if share.is_invitation else "yes"
