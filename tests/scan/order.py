"""Does anything that is stored follow the order in which answers were sent? Kendall's tau, with a stated bound."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from scipy.stats import kendalltau

DEVIATIONS = 5.0
"""How many standard deviations of chance are allowed: about one false alarm in 1.7 million comparisons."""


def bound(n: int) -> float:
    """The largest tau that chance is granted for ``n`` answers.

    Without any relation tau has mean 0 and variance 2(2n + 5) / (9n(n - 1)) (Kendall, 1938): 0.44 for 60 answers.
    """
    return DEVIATIONS * math.sqrt(2 * (2 * n + 5) / (9 * n * (n - 1)))


@dataclass(frozen=True)
class Order:
    """How closely one kind of place follows the order of sending."""

    place: str
    tau: float
    n: int

    @property
    def leaks(self) -> bool:
        return abs(self.tau) > bound(self.n)

    def __str__(self) -> str:
        return f"{self.place}: tau {self.tau:+.2f} over {self.n} answers (bound {bound(self.n):.2f})"


def compare(place: str, places: Mapping[int, object]) -> Order:
    """Compare where answers lie with when they were sent.

    ``places`` gives for the number of an answer (its rank in the order of sending) where it was found: a key, an
    offset, a transaction. If all lie in one place nothing can be told from it and tau is 0. Fewer than 30 answers are
    refused: the bound would pass anything.
    """
    if len(places) < 30:
        raise ValueError(f"{place}: {len(places)} answers were found there, too few to judge an order.")
    sent = sorted(places)
    found = [places[number] for number in sent]
    tau = float(kendalltau(sent, found).statistic) if len(set(found)) > 1 else 0.0
    return Order(place, tau, len(sent))
