"""Whether the order in which answers were shown changed what people chose.

Each visit draws one of a few orders, so people in different orders differ by chance alone, and a plain test on
unweighted counts is valid: Pearson's chi-squared of order by answer, with Cochran's rule for small expected counts
(W. G. Cochran, Some methods for strengthening the common chi-squared tests, Biometrics 10, 1954), adjusted for the
number of questions tried by Holm's method (S. Holm, Scandinavian Journal of Statistics 6, 1979).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

FEWEST = 30
"""People an order must have before anything is said of it."""


@dataclass(frozen=True)
class OrderTest:
    """A test of order by answer. ``p`` is the chance of differences as large if the order changed nothing."""

    statistic: float
    degrees: int
    p: float


@dataclass(frozen=True)
class FirstPlace:
    """How often an answer was chosen where it stood first, and elsewhere: shares over all answers that move."""

    first: float
    elsewhere: float


def order_test(counts: Sequence[Sequence[int]]) -> OrderTest | None:
    """Test ``counts`` (a row an order, a column an answer); None where there are too few answers for it."""
    table = np.asarray(counts, dtype=float)
    table = table[:, table.sum(axis=0) > 0] if table.size else table
    if table.ndim != 2 or min(table.shape) < 2 or table.sum(axis=1).min() < FEWEST:
        return None
    found = stats.chi2_contingency(table, correction=False)
    expected = found.expected_freq
    if expected.min() < 1 or (expected < 5).mean() > 0.2:
        return None
    return OrderTest(float(found.statistic), int(found.dof), float(found.pvalue))


def several_test(ticked: Sequence[Sequence[int]], people: Sequence[int]) -> OrderTest | None:
    """The same where people tick several answers: each answer ticked or not, the smallest of Holm's adjusted p.

    ``ticked``: a row an order, a column an answer; ``people``: how many were asked in each order.
    """
    columns = np.asarray(ticked).T
    tests = [order_test([[n, total - n] for n, total in zip(c, people, strict=True)]) for c in columns]
    made = [test for test in tests if test is not None]
    if not made:
        return None
    best = min(made, key=lambda test: test.p)
    return OrderTest(best.statistic, best.degrees, min(1.0, best.p * len(made)))


def holm(ps: Sequence[float]) -> list[float]:
    """P-values adjusted for their number, in the order given."""
    adjusted = [0.0] * len(ps)
    highest = 0.0
    for rank, place in enumerate(sorted(range(len(ps)), key=lambda number: ps[number])):
        highest = max(highest, min(1.0, ps[place] * (len(ps) - rank)))
        adjusted[place] = highest
    return adjusted


def first_place(
    counts: Sequence[Sequence[int]], people: Sequence[int], first: Sequence[int]
) -> FirstPlace | None:
    """Compare answers where they stood first with the same answers elsewhere.

    ``first``: for each order the column of the answer that stood first in it. None where fewer than ``FEWEST`` people
    saw a place.
    """
    table = np.asarray(counts, dtype=float)
    moved = sorted(set(first))
    chosen_first = chosen_else = seen_first = seen_else = 0.0
    for order, (row, total) in enumerate(zip(table, people, strict=True)):
        for column in moved:
            if first[order] == column:
                chosen_first += row[column]
                seen_first += total
            else:
                chosen_else += row[column]
                seen_else += total
    if min(seen_first, seen_else) < FEWEST:
        return None
    return FirstPlace(chosen_first / seen_first, chosen_else / seen_else)
