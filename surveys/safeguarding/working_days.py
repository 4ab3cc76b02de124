"""Working days in England: Monday to Friday, bank holidays left out. No Django."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

from dateutil.easter import easter

DAY = timedelta(days=1)


@cache
def bank_holidays(year: int) -> frozenset[date]:
    """The eight bank holidays of a year in England, those that fall on a weekend moved to the next free day.

    Extra days proclaimed for one year (a coronation, a jubilee) are not known here: a clock then runs a day short,
    which errs on the side of reading sooner.
    """
    found = {
        easter(year) - 2 * DAY,
        easter(year) + DAY,
        _monday_from(date(year, 5, 1)),
        _monday_from(date(year, 5, 25)),
        _monday_from(date(year, 8, 25)),
    }
    for day in (date(year, 1, 1), date(year, 12, 25), date(year, 12, 26)):
        # One after the other, each to the first free working day: two substitutes never fall on one day.
        found.add(_free_day(day, found))
    return frozenset(found)


def _monday_from(day: date) -> date:
    return day + (-day.weekday() % 7) * DAY


def _free_day(day: date, taken: set[date]) -> date:
    while day.weekday() >= 5 or day in taken:
        day += DAY
    return day


def is_working_day(day: date) -> bool:
    """Whether people are at work on a day.

    >>> is_working_day(date(2026, 11, 23)), is_working_day(date(2026, 12, 28)), is_working_day(date(2026, 12, 29))
    (True, False, True)
    """
    return day.weekday() < 5 and day not in bank_holidays(day.year)


def after(day: date, n: int) -> date:
    """The n-th working day after a day.

    >>> after(date(2026, 11, 20), 2), after(date(2026, 11, 22), 2)
    (datetime.date(2026, 11, 24), datetime.date(2026, 11, 24))
    """
    while n:
        day += DAY
        n -= is_working_day(day)
    return day


def between(first: date, last: date) -> int:
    """How many working days come after ``first``, up to and with ``last``."""
    return sum(1 for day in _days(first + DAY, last) if is_working_day(day))


def _days(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += DAY
