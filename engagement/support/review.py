"""When a support line has to be checked again."""

from __future__ import annotations

from datetime import date

REVIEW_MONTHS = 6


def review_is_due(reviewed_on: date, *, today: date) -> bool:
    """Whether the last check is more than six calendar months ago.

    >>> review_is_due(date(2026, 1, 15), today=date(2026, 7, 15))
    False
    >>> review_is_due(date(2026, 1, 15), today=date(2026, 7, 16))
    True
    """
    months = (today.year - reviewed_on.year) * 12 + today.month - reviewed_on.month
    return months > REVIEW_MONTHS or (months == REVIEW_MONTHS and today.day > reviewed_on.day)
