"""Looking after those who read: how many hard texts somebody has opened today, for their eyes alone."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db.models import F
from django.utils import timezone

from surveys.models import HardTextsOpened

PAUSE_AFTER = 10
"""From so many hard texts a day on, and again each time as many have been opened, a pause is suggested."""


def count_opened(reader: Any, *, today: date | None = None) -> int:
    """Count one more hard text for somebody; returns how many it is today."""
    day = today or timezone.localdate()
    mine, _ = HardTextsOpened.objects.get_or_create(reader=reader, day=day)
    HardTextsOpened.objects.filter(pk=mine.pk).update(n=F("n") + 1)
    return opened_today(reader, today=day)


def opened_today(reader: Any, *, today: date | None = None) -> int:
    """How many hard texts somebody has opened today."""
    found = HardTextsOpened.objects.filter(reader=reader, day=today or timezone.localdate()).first()
    return found.n if found else 0


def kind_word(n: int) -> str:
    """What to say to somebody who has opened so many hard texts today; empty while a pause is not due."""
    if not n or n % PAUSE_AFTER:
        return ""
    return (
        f"You have opened {n} hard texts today. Stop for a while: stand up, look out, talk to somebody. The rest can"
        " wait until you are back, and a colleague can take over. Nobody else sees this count."
    )


def forget_counts(*, now: datetime | None = None) -> int:
    """Delete the counts of all days but today; how many is returned."""
    return HardTextsOpened.objects.filter(day__lt=timezone.localdate(now)).delete()[0]
