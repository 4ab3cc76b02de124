"""How long people take over a survey, known in memory alone: enough to mark who raced through it."""

from __future__ import annotations

import threading
from collections import Counter

ENOUGH = 30
"""Forms seen before anybody is compared with them."""
_STEP = 10
_LONGEST = 3600


class Paces:
    """Counts of forms by survey and by tens of seconds open. No time of day, nothing about one form is kept."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._seen: dict[int, Counter[int]] = {}

    def is_speeding(self, survey: int, seconds: float) -> bool:
        """Add one form, open for so long; whether that is less than a third of the median of those before it.

        A form open for less than no time (the clock was put back) says nothing.
        """
        if seconds < 0:
            return False
        with self._lock:
            seen = self._seen.setdefault(survey, Counter())
            median = _median(seen)
            seen[min(int(seconds), _LONGEST) // _STEP] += 1
        return median is not None and seconds * 3 < median


def _median(seen: Counter[int]) -> float | None:
    total = seen.total()
    if total < ENOUGH:
        return None
    passed = 0
    for step in sorted(seen):
        passed += seen[step]
        if passed * 2 >= total:
            return float(step * _STEP)
    return None


paces = Paces()
