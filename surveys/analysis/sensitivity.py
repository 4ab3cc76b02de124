"""What weighting cannot mend: how far a figure may be off if answering depends on the answer itself."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from surveys.analysis.errors import AnalysisError

if TYPE_CHECKING:
    import pandas as pd

RHOS = (0.001, 0.005, 0.01, 0.05)
"""Correlations between answering and the answer: Meng (2018) found 0.005 in a large election survey of 2016."""
ODDS = (2 / 3, 0.8, 1.0, 1.25, 1.5, 2.0)


def random_equivalent(n: float, population: float, rho: float) -> float:
    """How many people picked at random would tell as much as ``n`` who chose to answer, out of a population.

    ``rho`` is the correlation in the population between answering and what is asked about (the data defect
    correlation): [f/(1 - f)]/rho^2 for f = n/population (Meng, 2018, section 3), and never more than ``n``. Raises
    AnalysisError unless 0 < n < population and -1 < rho < 1.
    """
    if not 0 < n < population:
        raise AnalysisError(
            f"{n:g} answers out of {population:g} people: the answers must be some, but not all of them.",
            n=n,
            target=population,
            reason="not_a_part",
        )
    if not -1 < rho < 1:
        raise AnalysisError(f"The correlation {rho!r} must lie between -1 and 1.", reason="correlation")
    if rho == 0:
        return float(n)
    fraction = n / population
    return min(float(n), fraction / (1 - fraction) / rho**2)


def defect_table(n: float, population: float, *, rhos: Sequence[float] = RHOS) -> pd.DataFrame:
    """What self-selection would cost, by how strongly answering goes with the answer.

    A row for each rho with ``random_equivalent`` and ``error_pp``, the root mean squared error of a share of one half
    in percentage points: the square of it is (1 - f)/f times rho^2 times a quarter (Meng, 2018, section 2), however
    large ``n`` is. Unweighted; weighting on what goes with both makes rho smaller and never tells how small.
    """
    import pandas as pd  # Here, because the method statement is loaded at every start of the application.

    return pd.DataFrame(
        {
            "rho": list(rhos),
            "random_equivalent": [random_equivalent(n, population, rho) for rho in rhos],
            "error_pp": [
                100 * abs(rho) * math.sqrt((1 - n / population) / (n / population)) / 2 for rho in rhos
            ],
        }
    )


def if_the_missing_differ(share: float, *, answering: float, odds: Sequence[float] = ODDS) -> pd.DataFrame:
    """Where a share would lie if those who did not answer had other odds of the answer than those who did.

    ``share`` is the (weighted) share among people who answered, ``answering`` the part of the population they are, and
    each of ``odds`` the odds of the silent relative to theirs: 1 changes nothing, 1.5 turns two in five into one in
    two. A row for each with ``odds_ratio``, ``silent`` (their share) and ``population``. No data can tell which row is
    true. Raises AnalysisError for a share or part outside 0 to 1, or odds not above 0.
    """
    import pandas as pd

    for name, value in (("share", share), ("part that answered", answering)):
        if not 0 <= value <= 1:
            raise AnalysisError(f"The {name} {value!r} must lie between 0 and 1.", reason="share")
    rows = []
    for ratio in odds:
        if not (ratio > 0 and math.isfinite(ratio)):
            raise AnalysisError(f"The odds ratio {ratio!r} must be a number above 0.", reason="odds")
        silent = ratio * share / (1 - share + ratio * share)
        rows.append((ratio, silent, answering * share + (1 - answering) * silent))
    return pd.DataFrame(rows, columns=["odds_ratio", "silent", "population"])
