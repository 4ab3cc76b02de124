"""Comparing means: design-based t-tests and significance letters for the means of columns.

Groups of one weighted survey are not independent, since the weights tie them together; the covariance this gives their
means is part of every test. The two-sample test equals R's ``svyttest``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import special

from surveys.analysis.errors import AnalysisError
from surveys.analysis.estimates.crosstab import column_letters, compare, marks
from surveys.analysis.estimates.intervals import checked_level, mean_interval

if TYPE_CHECKING:
    from surveys.analysis.estimates.design import Design

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class TTest:
    """A design-based t-test. ``difference`` is the first group's mean less the second's (or less ``value``).

    ``p_value`` is two-sided; ``lower`` and ``upper`` are Student's interval for the difference.
    """

    difference: float
    se: float
    statistic: float
    df: float
    p_value: float
    lower: float
    upper: float
    n: tuple[float, ...]


@dataclass(frozen=True)
class Means:
    """Means of a number by group. ``letters`` names, beside the higher mean, the columns that are lower by more than
    chance; ``comparisons`` lists every test with its p value and the value adjusted for their number.
    """

    table: pd.DataFrame
    column_letters: pd.Series[Any]
    letters: pd.Series[Any]
    comparisons: pd.DataFrame


def t_test(
    design: Design,
    y: str | pd.Series[Any],
    by: str | pd.Series[Any] | None,
    groups: Sequence[Any] | None,
    value: float,
    level: float,
) -> TTest:
    """See ``Design.t_test``."""
    name, numbers = design.numbers(y)
    if by is None:
        found = design.linearised(design.overall, numbers)
        n: tuple[float, ...] = (float(found.n[0, 0]),)
        _enough(name, n)
        difference = float(found.estimate[0, 0]) - value
        variance, freedom = float(found.variance[0, 0]), n[0] - 1.0
    else:
        if value:
            raise AnalysisError(
                "Two groups are compared with each other; leave out either by= or value=.", reason="value"
            )
        domain, labels = design.grouped(by)
        wanted = list(labels) if groups is None else list(groups)
        if len(wanted) != 2 or wanted[0] == wanted[1]:
            raise AnalysisError(
                f"A t-test compares two groups, and there are {len(wanted)} ({', '.join(map(str, wanted[:6]))}); name "
                "two with groups=.",
                reason="two_groups",
            )
        for group in wanted:
            if group not in labels:
                raise AnalysisError(
                    f"Nobody is in the group {group!r}; there are {', '.join(map(str, labels))}.",
                    category=str(group),
                    n=0,
                    reason="unknown_group",
                )
        found = design.linearised(domain, numbers)
        a, b = labels.index(wanted[0]), labels.index(wanted[1])
        n = (float(found.n[a, 0]), float(found.n[b, 0]))
        _enough(name, n)
        covariance = found.between_groups(0)
        difference = float(found.estimate[a, 0] - found.estimate[b, 0])
        variance = float(covariance[a, a] + covariance[b, b] - 2.0 * covariance[a, b])
        freedom = sum(n) - 2.0
    se = float(np.sqrt(max(variance, 0.0)))
    statistic = difference / se if se > 0.0 else float("nan")
    half = float(special.stdtrit(freedom, 0.5 + level / 2)) * se
    return TTest(
        difference=difference,
        se=se,
        statistic=statistic,
        df=freedom,
        p_value=float(2.0 * special.stdtr(freedom, -abs(statistic))) if se > 0.0 else float("nan"),
        lower=difference - half,
        upper=difference + half,
        n=n,
    )


def _enough(name: str, n: Sequence[float]) -> None:
    if min(n) < 2:
        raise AnalysisError(
            f"Only {min(n):g} people of a group have a number for {name!r}; a test needs at least 2.",
            variable=name,
            n=min(n),
            reason="too_few",
        )


def column_means(
    design: Design,
    y: str | pd.Series[Any],
    by: str | pd.Series[Any],
    *,
    fdr: bool,
    alpha: float,
    min_base: int,
    level: float,
) -> Means:
    """See ``Design.column_means``."""
    checked_level(level)
    checked_level(alpha)
    name, numbers = design.numbers(y)
    domain, labels = design.grouped(by)
    found = design.linearised(domain, numbers)
    estimate, n = found.estimate[:, 0], found.n[:, 0]
    se = np.sqrt(found.variance[:, 0])
    lower, upper = mean_interval(estimate, se, n, level)
    index = pd.Index(labels, name="group")
    comparisons = compare(found, (name,), labels, min_base, fdr, shares=False)
    names = column_letters(len(labels), n >= min_base)
    return Means(
        table=pd.DataFrame(
            {
                "estimate": estimate,
                "se": se,
                "lower": lower,
                "upper": upper,
                "n": n,
                "weighted_base": found.base[:, 0],
                "effective_base": found.kish[:, 0],
            },
            index=index,
        ),
        column_letters=pd.Series(names, index=index, name="letter"),
        letters=marks(comparisons, (name,), labels, names, alpha).iloc[0].rename("letters"),
        comparisons=comparisons.drop(columns="option"),
    )
