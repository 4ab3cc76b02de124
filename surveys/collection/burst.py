"""Noticing that a link brings far more answers in an hour than people send. Counts in memory alone, never a time."""

from __future__ import annotations

import math
import threading
import time
from collections import Counter, deque
from collections.abc import Callable

USUAL = 300.0
"""Answers an hour by one link that surprise nobody, before the link has a history: several school classes at once."""
UNLIKELY = 1e-6
REMEMBERED_HOURS = 24


def most_by_chance(expected: float, unlikely: float = UNLIKELY) -> int:
    """The largest count that still comes up by chance where so many are expected (Poisson, upper tail).

    One more has a probability below ``unlikely``.
    """
    count = math.ceil(expected + 12 * math.sqrt(expected) + 24)
    above = 0.0
    while count > 0:
        above += math.exp(count * math.log(expected) - expected - math.lgamma(count + 1))
        if above >= unlikely:
            return count
        count -= 1
    return 0


class Bursts:
    """Counts sends by survey, channel and hour of running, and compares each hour with the day before it.

    Each process counts what it serves. Hours are those of the process, so that a change of the clock moves nothing.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._hour = self._now()
        self._counts: Counter[tuple[int, str]] = Counter()
        self._earlier: deque[Counter[tuple[int, str]]] = deque(maxlen=REMEMBERED_HOURS)
        self._most: dict[tuple[int, str], int] = {}
        self._until: dict[int, int] = {}

    def is_over(self, survey: int, channel: str) -> bool:
        """Count one send; whether its link has now brought more within the hour than chance explains."""
        with self._lock:
            self._turn()
            link = (survey, channel)
            self._counts[link] += 1
            if link not in self._most:
                self._most[link] = most_by_chance(self._expected(link))
            if self._counts[link] <= self._most[link]:
                return False
            self._until[survey] = self._hour + 1
            return True

    def asks_for_work(self, survey: int) -> bool:
        """Whether a survey had such an hour now or just before, so that browsers are asked for proof of work."""
        with self._lock:
            self._turn()
            return self._until.get(survey, -1) >= self._hour

    def _now(self) -> int:
        return int(self._clock() // 3600)

    def _turn(self) -> None:
        now = self._now()
        if now == self._hour:
            return
        self._earlier.append(self._counts)
        self._earlier.extend(Counter() for _ in range(min(now - self._hour - 1, REMEMBERED_HOURS)))
        self._hour, self._counts, self._most = now, Counter(), {}

    def _expected(self, link: tuple[int, str]) -> float:
        seen = sum(hour[link] for hour in self._earlier)
        return max(USUAL, seen / len(self._earlier)) if self._earlier else USUAL


bursts = Bursts()
