"""The one form in which a page count is shown: hidden when small, rounded otherwise."""

from __future__ import annotations

SMALLEST = 10
"""Below this a count is hidden: a page that four people read could tell which four."""
STEP = 5
"""Shown counts are rounded to the nearest five, so that neither two lists nor two days tell of one reader."""


def shown(n: int) -> int | None:
    """A count as it may be shown: None below ten, else rounded to the nearest five.

    >>> shown(9), shown(10), shown(12), shown(13), shown(1_248)
    (None, 10, 10, 15, 1250)
    """
    return None if n < SMALLEST else (n + STEP // 2) // STEP * STEP
