"""Pledges: pressed by nobody in particular, counted by the month.

A form carries a number that was drawn when its page was shown, with the hour and a signature, so that a form sent twice
is counted once. Used numbers are known in the memory of the process that took them, for a day, and are never written.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable
from datetime import date
from uuid import UUID

from django.core import signing
from django.db import IntegrityError, transaction
from django.db.models import F, Sum
from django.utils.timezone import localdate

from cms.models.pledges import PledgeCount
from engagement.counting.months import first_of
from engagement.counting.rounding import shown

HOURS = 24
"""How long a page may stay open before its button has to be fetched anew."""
MOST_AN_HOUR = 1_200
"""Presses of all pledges that one process counts in an hour: four school assemblies. More moves nothing."""

_signer = signing.Signer(salt="pledge")


class Full(Exception):
    """Far more presses came within the hour than people make."""


class TooOld(ValueError):
    """The form was opened more than a day ago, or its number is not one of ours."""


def number(now: float | None = None) -> str:
    """A fresh number for one form: random, with the hour, signed. Nothing of it is stored."""
    hour = int((time.time() if now is None else now) // 3600)
    return _signer.sign(f"{hour:x}.{secrets.token_urlsafe(9)}")


class Pressed:
    """Numbers of forms used within a day, and presses within the hour, in memory alone."""

    def __init__(self, clock: Callable[[], float] = time.time, most: int | None = None) -> None:
        self._clock = clock
        self._most = most
        self._lock = threading.Lock()
        self._used: dict[int, set[str]] = {}
        self._hour, self._presses = 0, 0

    def is_new(self, told: str) -> bool:
        """Whether a form was not sent before; marks it as sent. Raises TooOld, and Full when a flood comes."""
        try:
            stamp, _, drawn = _signer.unsign(told).partition(".")
            opened = int(stamp, 16)
        except (signing.BadSignature, ValueError) as forged:
            raise TooOld("This form is not one of ours.") from forged
        hour = int(self._clock() // 3600)
        if not -2 <= hour - opened <= HOURS:
            raise TooOld("This form was opened more than a day ago.")
        with self._lock:
            if hour != self._hour:
                self._hour, self._presses = hour, 0
                self._used = {at: used for at, used in self._used.items() if hour - at <= HOURS}
            if drawn in self._used.get(opened, ()):
                return False
            if self._presses >= (MOST_AN_HOUR if self._most is None else self._most):
                raise Full
            self._presses += 1
            self._used.setdefault(opened, set()).add(drawn)
            return True

    def forget(self) -> None:
        """Drop everything that is known."""
        with self._lock:
            self._used, self._presses = {}, 0


pressed = Pressed()


def make_pledge(pledge: UUID, told: str, *, today: date | None = None) -> None:
    """Count one press, once for each form. Raises TooOld and Full."""
    if not pressed.is_new(told):
        return
    month = first_of(today or localdate())
    rows = PledgeCount.objects.filter(pledge=pledge, month=month)
    if rows.update(n=F("n") + 1):
        return
    try:
        with transaction.atomic():
            PledgeCount.objects.create(pledge=pledge, month=month, n=1)
    except IntegrityError:
        # Another process made the month's row in between.
        rows.update(n=F("n") + 1)


def counted(pledge: UUID | str) -> int | None:
    """How often a pledge was made, rounded to five; None below ten. One query."""
    total = PledgeCount.objects.filter(pledge=pledge).aggregate(total=Sum("n"))["total"]
    return shown(total or 0)


def counted_in(pledges: list[str], *, month: date) -> int | None:
    """How often some pledges together were made in a month, rounded to five; None below ten. One query."""
    rows = PledgeCount.objects.filter(pledge__in=pledges, month=first_of(month))
    return shown(rows.aggregate(total=Sum("n"))["total"] or 0)
