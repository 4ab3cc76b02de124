"""Weighted quantiles with Woodruff's interval."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from surveys.analysis.errors import AnalysisError
from surveys.analysis.estimates.design import frame_of
from surveys.analysis.estimates.intervals import mean_interval, student

if TYPE_CHECKING:
    from surveys.analysis.estimates.design import Design

Floats = npt.NDArray[np.float64]


def quantile(
    design: Design, y: str | pd.Series[Any], p: float, by: str | pd.Series[Any] | None, *, level: float
) -> pd.DataFrame:
    """The smallest value at or below which a share ``p`` of the population lies, in each group.

    The interval is Woodruff's (1952): Student's interval for the share at or below the estimate, with its calibrated
    standard error, carried back to values; ``se`` is its width over twice Student's quantile, as in R's survey. A limit
    beyond 0 or 1 has no value and is NaN. An answer on a short scale moves in whole steps: read the interval, not the
    standard error. Raises AnalysisError unless 0 < p < 1.
    """
    if not 0.0 < p < 1.0:
        raise AnalysisError(f"The share {p!r} must lie between 0 and 1; 0.5 is the median.", reason="share")
    _, values = design.numbers(y)
    domain, labels = design.grouped(by)
    group_of = np.append(domain.group, -1)[domain.of_row]
    weights = design.row_weights
    orders = [ordered(values, weights, group_of == k) for k in range(len(labels))]
    estimate = np.array([each.at(p) for each in orders])
    below = np.where(np.isfinite(values), values <= np.append(estimate, np.nan)[group_of], np.nan)
    found = design.linearised(domain, np.where(group_of >= 0, below, np.nan))
    shares, se = found.estimate[:, 0], np.sqrt(found.variance[:, 0])
    limits = mean_interval(shares, se, found.n[:, 0], level)
    lower, upper = (
        np.array([each.at(limit) for each, limit in zip(orders, side, strict=True)]) for side in limits
    )
    width = (upper - lower) / (2 * student(found.n[:, 0], level))
    frame = frame_of(replace(found, estimate=estimate[:, None]), labels, lower, upper)
    return frame.assign(se=width).drop(columns="unweighted")


@dataclass(frozen=True)
class Ordered:
    """The known values of one group in order, with the share of the weight at or below each."""

    values: Floats
    share: Floats

    def at(self, p: float) -> float:
        """The smallest value with at least a share ``p`` at or below it; NaN where there is none."""
        if not len(self.values) or not 0.0 <= p <= 1.0:
            return float("nan")
        # A share that misses p by rounding alone has reached it.
        return float(self.values[min(int(np.searchsorted(self.share, p - 1e-12)), len(self.values) - 1)])


def ordered(values: Floats, weights: Floats, here: npt.NDArray[np.bool_]) -> Ordered:
    """The known values of the rows ``here``, in order."""
    here = here & np.isfinite(values) & (weights > 0)
    found, place = np.unique(values[here], return_inverse=True)
    held = np.bincount(place, weights[here], minlength=len(found)).astype(np.float64)
    return Ordered(found, np.cumsum(held) / held.sum() if len(held) else held)
