"""When nobody can still be filling in a form."""

from __future__ import annotations

from datetime import datetime, timedelta

from surveys.models import Fieldwork, SeenClosed, SurveyPage

GRACE = timedelta(minutes=15)
"""How long after the close a form that was already open is still accepted."""


def is_over(survey: SurveyPage, *, now: datetime) -> bool:
    """Whether no further answer can come, so that whatever waits may be mixed however little it is.

    That is 15 minutes after the closing time, or after a survey closed by hand was first seen closed (closing by hand
    leaves no time of its own, so the first look notes it). A survey without fieldwork was never open.
    """
    if not Fieldwork.objects.filter(survey=survey).exists():
        return True
    closed = closed_since(survey, now=now)
    return closed is not None and closed + GRACE <= now


def closed_since(survey: SurveyPage, *, now: datetime) -> datetime | None:
    """Since when a survey is closed, or None while it is not: its closing time, or the first look after."""
    fieldwork = Fieldwork.objects.filter(survey=survey).first()
    if fieldwork is None:
        return None
    if fieldwork.closes_at is not None and fieldwork.closes_at <= now:
        return fieldwork.closes_at
    if fieldwork.state != Fieldwork.State.CLOSED:
        SeenClosed.objects.filter(survey=survey).delete()
        return None
    seen, _ = SeenClosed.objects.get_or_create(survey=survey, defaults={"since": now})
    return seen.since
