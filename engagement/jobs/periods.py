"""When a job is due: a rule names the period a moment lies in, or says that nothing is due."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime, timedelta

Rule = Callable[[datetime], str | None]
"""From a local time to the name of its period; None when the job rests. One job runs once a period."""


def hourly_at(hours: Collection[int]) -> Rule:
    """Once in each of the named hours of the day, on the hour or as soon after it as the server is up."""
    named = frozenset(hours)
    if not named or not named <= set(range(24)):
        raise ValueError(f"Hours are whole numbers from 0 to 23, and at least one: got {sorted(hours)}.")
    return lambda now: f"{now:%Y-%m-%dT%H}" if now.hour in named else None


def daily_from(hour: int) -> Rule:
    """Once a day, at this hour or as soon after it as the server is up."""
    return lambda now: f"{now:%Y-%m-%d}" if now.hour >= hour else None


def weekly_from(weekday: int, hour: int) -> Rule:
    """Once in a calendar week, on this day (Monday is 0) at this hour or as soon after it as the server is up."""
    return lambda now: f"{now:%G-W%V}" if (now.weekday(), now.hour) >= (weekday, hour) else None


def every(*, minutes: int) -> Rule:
    """Once in each stretch of so many minutes of the hour."""
    if 60 % minutes:
        raise ValueError(f"An hour does not divide into stretches of {minutes} minutes.")
    return lambda now: f"{now - timedelta(minutes=now.minute % minutes):%Y-%m-%dT%H:%M}"
