"""Confidence intervals for weighted means and proportions, vectorised.

Logit intervals (Lumley, 2010), Korn-Graubard (1998) and Wilson intervals with an effective sample size; Student
and beta quantiles from SciPy.
"""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np
import numpy.typing as npt
from scipy import special

from surveys.analysis.errors import AnalysisError

Floats = npt.NDArray[np.float64]
Interval = Literal["logit", "wilson", "korn-graubard"]

# The logit interval leans on a normal approximation; with less than this it gives way to Korn-Graubard.
_FEW_PEOPLE = 30
_FEW_ON_ONE_SIDE = 5.0


def checked_interval(ci: str) -> Interval:
    """The interval of that name; AnalysisError says which there are."""
    for name in get_args(Interval):
        if ci == name:
            found: Interval = name
            return found
    raise AnalysisError(
        f"There is no interval {ci!r}; choose 'logit', 'wilson' or 'korn-graubard'.", reason="interval"
    )


def checked_level(level: float) -> float:
    """The confidence level, strictly between 0 and 1."""
    if not 0.0 < level < 1.0:
        raise AnalysisError(f"The confidence level {level!r} must lie between 0 and 1.", reason="level")
    return level


def mean_interval(estimate: Floats, se: Floats, n: Floats, level: float) -> tuple[Floats, Floats]:
    """Student's interval with n - 1 degrees of freedom."""
    half = student(n, level) * se
    return estimate - half, estimate + half


def proportion_interval(
    p: Floats,
    se: Floats,
    n: Floats,
    kish: Floats,
    ci: Interval,
    level: float,
    degrees: Floats | None = None,
) -> tuple[Floats, Floats, npt.NDArray[np.object_]]:
    """Lower and upper limits, and the interval used for each.

    ``n`` are respondents, ``kish`` the effective base, which stands in where a proportion of 0 or 1 leaves no
    variance to measure. The effective size p(1-p)/V is never taken larger than n. A logit interval gives way
    to Korn-Graubard below 30 people or 5 on one side. ``degrees`` of freedom are those of the standard error; n - 1
    where it is linearised, fewer where it comes from a few replicates or from completed samples.
    """
    p, se, n, kish = (np.asarray(a, dtype=np.float64) for a in (p, se, n, kish))
    quantile = student(n if degrees is None else np.minimum(n, degrees + 1.0), level)
    p = np.where(np.isfinite(p), np.clip(p, 0.0, 1.0), np.nan)
    spread = p * (1.0 - p)
    extreme = ~(spread > 1e-15)
    with np.errstate(divide="ignore", invalid="ignore"):
        effective = np.where(extreme, kish, np.where(se > 0.0, spread / se**2, n))
    effective = np.minimum(effective, n)
    used = np.full(p.shape, ci, dtype=object)
    if ci == "logit":
        used[(n < _FEW_PEOPLE) | (n * np.minimum(p, 1.0 - p) < _FEW_ON_ONE_SIDE)] = "korn-graubard"
    lower, upper = np.full(p.shape, np.nan), np.full(p.shape, np.nan)
    able = np.isfinite(p) & (n > 1.0)
    for name, function in (("logit", _logit), ("korn-graubard", _korn_graubard), ("wilson", _wilson)):
        here = able & (used == name)
        if here.any():
            size = effective[here]
            if degrees is not None and name == "korn-graubard":
                size = size * (student(n, level)[here] / quantile[here]) ** 2
            lower[here], upper[here] = function(p[here], se[here], size, quantile[here], level)
    used[~able] = None
    return lower, upper, used


def design_effect(p: Floats, se: Floats, n: Floats) -> Floats:
    """Variance of a share over that of as many answers picked at random, V / [p(1 - p)/(n - 1)] (Kish, 1965).

    NaN where the share is 0 or 1 and for fewer than two people.
    """
    p, se, n = (np.asarray(a, dtype=np.float64) for a in (p, se, n))
    simple = p * (1.0 - p) / np.where(n > 1.0, n - 1.0, np.nan)
    found: Floats = np.divide(se**2, simple, out=np.full(simple.shape, np.nan), where=simple > 1e-15)
    return found


def wilson(count: Floats, n: Floats, level: float) -> tuple[Floats, Floats]:
    """Wilson's interval (1927) for count out of n, with the normal quantile; 0 to 1 where n is 0."""
    n = np.asarray(n, dtype=np.float64)
    p = np.divide(count, n, out=np.zeros_like(n), where=n > 0)
    z = float(special.ndtri(0.5 + level / 2))
    lower, upper = _score(p, np.maximum(n, 1.0), np.full(n.shape, z))
    return np.where(n > 0, lower, 0.0), np.where(n > 0, upper, 1.0)


def _logit(p: Floats, se: Floats, effective: Floats, quantile: Floats, level: float) -> tuple[Floats, Floats]:
    centre = np.log(p / (1.0 - p))
    half = quantile * se / (p * (1.0 - p))
    lower: Floats = 1.0 / (1.0 + np.exp(-(centre - half)))
    upper: Floats = 1.0 / (1.0 + np.exp(-(centre + half)))
    return lower, upper


def _korn_graubard(
    p: Floats, se: Floats, effective: Floats, quantile: Floats, level: float
) -> tuple[Floats, Floats]:
    tail = (1.0 - level) / 2
    successes, failures = effective * p, effective * (1.0 - p)
    with np.errstate(invalid="ignore"):
        lower = np.where(
            successes > 0, special.betaincinv(np.maximum(successes, 1e-300), failures + 1.0, tail), 0.0
        )
        upper = np.where(
            failures > 0, special.betaincinv(successes + 1.0, np.maximum(failures, 1e-300), 1.0 - tail), 1.0
        )
    return lower, upper


def _wilson(
    p: Floats, se: Floats, effective: Floats, quantile: Floats, level: float
) -> tuple[Floats, Floats]:
    return _score(p, effective, quantile)


def _score(p: Floats, n: Floats, z: Floats) -> tuple[Floats, Floats]:
    size = np.maximum(n, 1e-9)
    denominator = 1.0 + z**2 / size
    centre = (p + z**2 / (2 * size)) / denominator
    half = z * np.sqrt(p * (1.0 - p) / size + z**2 / (4 * size**2)) / denominator
    return np.maximum(centre - half, 0.0), np.minimum(centre + half, 1.0)


def student(n: Floats, level: float) -> Floats:
    """Student's two-sided quantile with n - 1 degrees of freedom; NaN for fewer than two people."""
    quantile: Floats = np.asarray(special.stdtrit(np.maximum(np.asarray(n) - 1.0, 1.0), 0.5 + level / 2))
    return np.where(np.asarray(n) > 1.0, quantile, np.nan)
