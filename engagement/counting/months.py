"""Calendar months: counts are told by whole ones, never by the month at hand."""

from __future__ import annotations

from datetime import date, timedelta


def first_of(day: date) -> date:
    """The first day of a day's month.

    >>> first_of(date(2026, 11, 22))
    datetime.date(2026, 11, 1)
    """
    return day.replace(day=1)


def whole_months(today: date, count: int) -> list[date]:
    """The first days of the last whole months, the newest first.

    >>> whole_months(date(2026, 2, 10), 3)
    [datetime.date(2026, 1, 1), datetime.date(2025, 12, 1), datetime.date(2025, 11, 1)]
    """
    months, day = [], first_of(today)
    for _ in range(count):
        day = first_of(day - timedelta(days=1))
        months.append(day)
    return months
