"""Moments on other days, counted in local dates: the hour of the run and a change to summer time do not matter."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.utils import timezone


def in_days(days: int) -> datetime:
    """Noon of the local day so many days after today (before, where negative), as an aware moment."""
    return timezone.make_aware(datetime.combine(timezone.localdate() + timedelta(days=days), time(12)))
