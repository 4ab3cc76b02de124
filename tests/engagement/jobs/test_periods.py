"""Rules of periods: when a job is due, and under which name."""

from __future__ import annotations

from datetime import datetime

import pytest

from engagement.jobs.periods import daily_from, every, hourly_at

HALF_PAST_NINE = datetime(2026, 11, 22, 9, 34, 12)


def test_an_hourly_job_has_one_period_for_the_whole_hour_and_rests_in_others():
    rule = hourly_at([9, 17])
    assert rule(HALF_PAST_NINE) == rule(HALF_PAST_NINE.replace(minute=0)) == "2026-11-22T09"
    assert rule(HALF_PAST_NINE.replace(hour=10)) is None


@pytest.mark.parametrize("hours", [[], [24], [-1, 3]])
def test_hours_that_do_not_exist_are_refused(hours):
    with pytest.raises(ValueError, match="0 to 23"):
        hourly_at(hours)


def test_a_daily_job_is_due_from_its_hour_on():
    rule = daily_from(3)
    assert rule(HALF_PAST_NINE) == "2026-11-22"
    assert rule(HALF_PAST_NINE.replace(hour=2)) is None


def test_a_job_every_five_minutes_has_a_period_for_each_five():
    rule = every(minutes=5)
    assert rule(HALF_PAST_NINE) == rule(HALF_PAST_NINE.replace(minute=30)) == "2026-11-22T09:30"
    assert rule(HALF_PAST_NINE.replace(minute=35)) == "2026-11-22T09:35"


def test_minutes_that_do_not_divide_an_hour_are_refused():
    with pytest.raises(ValueError, match="does not divide"):
        every(minutes=7)
