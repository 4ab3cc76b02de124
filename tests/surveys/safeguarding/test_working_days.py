"""Two working days are neither a weekend nor a bank holiday."""

from __future__ import annotations

from datetime import date

import pytest

from surveys.safeguarding.working_days import after, bank_holidays, between, is_working_day


@pytest.mark.parametrize(
    ("year", "days"),
    [
        # As published by the government for England and Wales.
        (2025, ["1-1", "4-18", "4-21", "5-5", "5-26", "8-25", "12-25", "12-26"]),
        (2026, ["1-1", "4-3", "4-6", "5-4", "5-25", "8-31", "12-25", "12-28"]),
        (2027, ["1-1", "3-26", "3-29", "5-3", "5-31", "8-30", "12-27", "12-28"]),
    ],
)
def test_bank_holidays_are_those_of_england(year, days):
    expected = {date(year, *map(int, day.split("-"))) for day in days}
    assert bank_holidays(year) == expected


@pytest.mark.parametrize(
    ("came", "due"),
    [
        (date(2026, 11, 16), date(2026, 11, 18)),
        (date(2026, 11, 20), date(2026, 11, 24)),
        (date(2026, 11, 21), date(2026, 11, 24)),
        (date(2026, 12, 24), date(2026, 12, 30)),
        (date(2026, 4, 2), date(2026, 4, 8)),
    ],
)
def test_two_working_days_after(came, due):
    assert after(came, 2) == due
    assert between(came, due) == 2
    assert is_working_day(due)
