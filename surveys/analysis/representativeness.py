"""How far the people who answered differ from the population, and whom to invite next."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import special

from surveys.analysis.errors import AnalysisError
from surveys.analysis.estimates.intervals import checked_level, wilson
from surveys.analysis.targets import Targets
from surveys.analysis.weighting.collapse import Collapse
from surveys.analysis.weighting.missing import MissingReport
from surveys.analysis.weighting.problem import Problem, build
from surveys.analysis.weighting.reading import Margin, Outside

Floats = npt.NDArray[np.float64]

UNDER_REPRESENTED_BELOW = 0.8


@dataclass(frozen=True)
class Gaps:
    """Sample against population.

    ``categories``: variable, category, n, sample_share, population_share, gap_pp (percentage points, sample
    minus population) with gap_lower and gap_upper, ratio (sample share over population share; NaN where the
    population has none) with ratio_lower and ratio_upper, and under_represented (upper limit below 0.8).
    ``variables``: variable, n, dissimilarity (share of respondents who would have to change category),
    chi_square, df and p_value. Shares are of those who answered; ``missing`` says how many did not.
    ``unknown`` are answers the targets have no category for.
    """

    categories: pd.DataFrame
    variables: pd.DataFrame
    missing: tuple[MissingReport, ...]
    unknown: tuple[AnalysisError, ...]


def gaps(
    sample: pd.DataFrame,
    targets: Targets,
    *,
    count: str | None = None,
    outside: Outside | None = None,
    collapse: Collapse | None = None,
    level: float = 0.95,
) -> Gaps:
    """Compare the sample, unweighted, with each margin of the targets.

    Intervals are Wilson's (1927) for the sample share, carried over to gap and ratio. They describe how well
    the composition of the respondents is known, not how well the respondents stand for anyone.
    """
    checked_level(level)
    problem = _read(sample, targets, count, outside, collapse)
    rows: list[pd.DataFrame] = []
    summary: list[dict[str, Any]] = []
    for margin in problem.margins:
        n = float(margin.n.sum())
        population = margin.target / margin.target.sum()
        share = margin.n / n if n else np.full(len(margin.n), np.nan)
        lower, upper = wilson(margin.n, np.full(len(margin.n), n), level)
        ratio, ratio_lower, ratio_upper = (
            np.divide(value, population, out=np.full(len(share), np.nan), where=population > 0)
            for value in (share, lower, upper)
        )
        rows.append(
            pd.DataFrame(
                {
                    "variable": pd.Series([margin.name] * len(share), dtype=object),
                    "category": pd.Series(list(margin.categories), dtype=object),
                    "n": margin.n,
                    "sample_share": share,
                    "population_share": population,
                    "gap_pp": 100 * (share - population),
                    "gap_lower": 100 * (lower - population),
                    "gap_upper": 100 * (upper - population),
                    "ratio": ratio,
                    "ratio_lower": ratio_lower,
                    "ratio_upper": ratio_upper,
                    "under_represented": np.nan_to_num(ratio_upper, nan=1.0) < UNDER_REPRESENTED_BELOW,
                }
            )
        )
        summary.append({"variable": margin.name, "n": n, **_distance(margin, population, n)})
    return Gaps(
        categories=pd.concat(rows, ignore_index=True),
        variables=pd.DataFrame(summary),
        missing=problem.missing,
        unknown=tuple(r for r in problem.refusals if r.reason == "unknown_category"),
    )


def _distance(margin: Margin, population: Floats, n: float) -> dict[str, float]:
    if not n:
        return {"dissimilarity": math.nan, "chi_square": math.nan, "df": math.nan, "p_value": math.nan}
    share = margin.n / n
    expected = n * population
    possible = expected > 0
    # People where the population has nobody make the statistic infinite, and rightly so.
    impossible = bool((margin.n[~possible] > 0).any())
    chi_square = (
        math.inf
        if impossible
        else float(((margin.n[possible] - expected[possible]) ** 2 / expected[possible]).sum())
    )
    df = float(possible.sum() - 1)
    return {
        "dissimilarity": float(np.abs(share - population).sum() / 2),
        "chi_square": chi_square,
        "df": df,
        "p_value": float(special.chdtrc(df, chi_square)) if df > 0 else math.nan,
    }


@dataclass(frozen=True)
class Recruitment:
    """The fewest extra answers that reach a goal, margin by margin.

    ``categories``: variable, category, n, extra, and marginal_ess, what one more answer adds to the effective
    sample size. ``variables``: variable, n, extra, ess_now, ess_after, lowest_ratio_now, lowest_ratio_after.
    The margins overlap, as one person counts in each: extra answers of different variables do not add up.
    """

    categories: pd.DataFrame
    variables: pd.DataFrame


def recruitment(
    sample: pd.DataFrame,
    targets: Targets,
    *,
    ess: float | None = None,
    ratio: float | None = None,
    count: str | None = None,
    outside: Outside | None = None,
    collapse: Collapse | None = None,
) -> Recruitment:
    """How many more answers each category needs for an effective sample size or a representation ratio.

    Weighting to population shares P leaves an effective size of 1 / sum(P^2 / n). The fewest extra answers
    come from water-filling: raise every category to max(n, c P) for one level c, found in closed form. With
    ``ratio`` (0 to 1) c is such that no category's share falls below ratio times its population share.
    """
    if (ess is None) == (ratio is None):
        raise AnalysisError("Say either ess= or ratio=, one of the two.", reason="goal")
    if ess is not None and not (math.isfinite(ess) and ess > 0):
        raise AnalysisError(f"The effective sample size {ess!r} must be a positive number.", reason="goal")
    if ratio is not None and not 0 < ratio <= 1:
        raise AnalysisError(f"The ratio {ratio!r} must lie above 0 and not above 1.", reason="goal")
    problem = _read(sample, targets, count, outside, collapse)
    rows: list[pd.DataFrame] = []
    summary: list[dict[str, Any]] = []
    for margin in problem.margins:
        population = margin.target / margin.target.sum()
        if ess is not None:
            after = _whole(margin.n, level_for_ess(margin.n, population, ess) * population)
        else:
            assert ratio is not None
            after = _whole(margin.n, level_for_ratio(margin.n, population, ratio) * population)
            # Whole people added in one category lower the shares of the others by a little: settle that too.
            while ratio < 1 and _lowest_ratio(after, population) < ratio:
                settled = after
                after = _whole(settled, level_for_ratio(settled, population, ratio) * population)
                if (after == settled).all():
                    break
        extra = after - margin.n
        now = effective_size(margin.n, population)
        rows.append(
            pd.DataFrame(
                {
                    "variable": pd.Series([margin.name] * len(extra), dtype=object),
                    "category": pd.Series(list(margin.categories), dtype=object),
                    "n": margin.n,
                    "extra": extra.astype(np.int64),
                    "marginal_ess": [
                        effective_size(margin.n + (np.arange(len(extra)) == k), population) - now
                        for k in range(len(extra))
                    ],
                }
            )
        )
        summary.append(
            {
                "variable": margin.name,
                "n": float(margin.n.sum()),
                "extra": int(extra.sum()),
                "ess_now": now,
                "ess_after": effective_size(after, population),
                "lowest_ratio_now": _lowest_ratio(margin.n, population),
                "lowest_ratio_after": _lowest_ratio(after, population),
            }
        )
    return Recruitment(pd.concat(rows, ignore_index=True), pd.DataFrame(summary))


def _whole(n: Floats, wanted: Floats) -> Floats:
    """At least ``wanted`` in whole people, but not one more because of the last digit of a product."""
    return n + np.ceil(np.round(np.maximum(wanted - n, 0.0), 6))


def effective_size(n: Floats, population: Floats) -> float:
    """1 / sum(P^2 / n): answers worth of a sample of these sizes, weighted to these shares; 0 if one is empty."""
    needed = population > 0
    if (n[needed] <= 0).any():
        return 0.0
    return float(1.0 / (population[needed] ** 2 / n[needed]).sum())


def level_for_ess(n: Floats, population: Floats, ess: float) -> float:
    """The smallest c with an effective size of ``ess`` at max(n, c P); 0 when it is reached already."""
    if effective_size(n, population) >= ess:
        return 0.0
    needed = population > 0
    n, population = n[needed], population[needed]
    order = np.argsort(n / population, kind="stable")
    n, population = n[order], population[order]
    filled = np.cumsum(population)
    square = np.divide(population**2, n, out=np.full(len(n), math.inf), where=n > 0)
    rest = np.append(np.cumsum(square[::-1])[::-1][1:], 0.0)
    for k in range(len(n)):
        room = 1.0 / ess - rest[k]
        if room <= 0.0:
            continue
        level = float(filled[k] / room)
        # The level must lift the first k categories and not yet reach the next.
        if k + 1 == len(n) or level <= n[k + 1] / population[k + 1]:
            return level
    raise AssertionError("water-filling always ends when every category is lifted")


def level_for_ratio(n: Floats, population: Floats, ratio: float) -> float:
    """The smallest c for which every share of max(n, c P) is at least ``ratio`` times the population share."""
    needed = population > 0
    outside = float(n[~needed].sum())
    n, population = n[needed], population[needed]
    order = np.argsort(n / population, kind="stable")
    n, population = n[order], population[order]
    total = float(n.sum()) + outside
    if (n >= ratio * population * total).all():
        return 0.0
    filled = np.cumsum(population)
    above = np.append(np.cumsum(n[::-1])[::-1][1:], 0.0) + outside
    for k in range(len(n)):
        room = 1.0 - ratio * float(filled[k])
        if room <= 1e-12:
            break
        level = ratio * float(above[k]) / room
        if k + 1 == len(n) or level <= n[k + 1] / population[k + 1]:
            return level
    # A ratio of one asks for the population's own proportions, set by the best represented category.
    return float(np.max(n / population))


def _lowest_ratio(n: Floats, population: Floats) -> float:
    needed = population > 0
    if not n.sum():
        return 0.0
    return float(np.min(n[needed] / n.sum() / population[needed]))


def _read(
    sample: pd.DataFrame,
    targets: Targets,
    count: str | None,
    outside: Outside | None,
    collapse: Collapse | None,
) -> Problem:
    return build(sample, targets, count=count, missing="soft", outside=outside, collapse=collapse)
