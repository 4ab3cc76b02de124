"""Calibration distances: how far a weight may move from its base weight, and what each step costs.

Each distance gives the ratio w/d as a function F of the linear predictor u = x'l, its derivative, and its
integral, which is the objective of the dual problem (Deville and Sarndal, 1992; Deville, Sarndal and Sautory,
1993). All three are vectorised.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from surveys.analysis.errors import AnalysisError
from surveys.analysis.weighting.membership import LARGEST_EXPONENT

Floats = npt.NDArray[np.float64]
Bounds = tuple[float | None, float | None]
Method = Literal["linear", "raking", "logit"]


@dataclass(frozen=True)
class Distance:
    """One calibration distance with its bounds on w/d (``lower`` 0 and ``upper`` infinity when unbounded)."""

    name: Method
    ratio: Callable[[Floats], Floats]
    slope: Callable[[Floats], Floats]
    integral: Callable[[Floats], Floats]
    lower: float
    upper: float

    @property
    def bounded(self) -> bool:
        """Whether a ratio can meet a bound other than the natural one of the distance."""
        return math.isfinite(self.upper) or self.lower > 0.0

    @property
    def exponential(self) -> bool:
        """Whether ratio, slope and integral are all the exponential itself: raking without bounds."""
        return self.name == "raking" and not self.bounded


def distance(method: str, bounds: Bounds | None) -> Distance:
    """The distance of a method and bounds; AnalysisError for a method or bounds that do not exist."""
    lower, upper = _checked(bounds)
    if method == "raking":
        return _raking(lower, upper)
    if method == "linear":
        return _linear(-math.inf if bounds is None else lower, upper)
    if method == "logit":
        if not math.isfinite(upper):
            raise AnalysisError(
                "The logit method needs two finite bounds, for example bounds=(0.2, 5).", reason="bounds"
            )
        return _logit(lower, upper)
    raise AnalysisError(
        f"There is no calibration method {method!r}; choose 'linear', 'raking' or 'logit'.", reason="method"
    )


def _checked(bounds: Bounds | None) -> tuple[float, float]:
    if bounds is None:
        return 0.0, math.inf
    try:
        low, high = bounds
        lower = 0.0 if low is None else float(low)
        upper = math.inf if high is None else float(high)
    except (TypeError, ValueError):
        lower = upper = math.nan
    if not 0.0 <= lower < 1.0 < upper:
        raise AnalysisError(
            f"The bounds {bounds!r} on the ratio of weight to base weight cannot hold; give (lower, upper) with "
            "0 <= lower < 1 < upper, for example (0.2, 5).",
            reason="bounds",
        )
    return lower, upper


def _raking(lower: float, upper: float) -> Distance:
    if lower == 0.0 and math.isinf(upper):

        def ratio(u: Floats) -> Floats:
            return np.exp(np.minimum(u, LARGEST_EXPONENT))

        return Distance("raking", ratio, ratio, ratio, 0.0, math.inf)

    low = math.log(lower) if lower > 0.0 else -math.inf
    high = math.log(upper) if math.isfinite(upper) else math.inf

    def clipped(u: Floats) -> Floats:
        return np.clip(np.exp(np.clip(u, -LARGEST_EXPONENT, LARGEST_EXPONENT)), lower, upper)

    def slope(u: Floats) -> Floats:
        inside: Floats = np.where((u > low) & (u < high), clipped(u), 0.0)
        return inside

    def integral(u: Floats) -> Floats:
        # exp(u) between the bounds, straight lines of slope L and U outside, joined without a step.
        value = np.exp(np.clip(u, max(low, -LARGEST_EXPONENT), min(high, LARGEST_EXPONENT)))
        if lower > 0.0:
            value = value + lower * np.minimum(u - low, 0.0)
        if math.isfinite(upper):
            value = value + upper * np.maximum(u - high, 0.0)
        return value

    return Distance("raking", clipped, slope, integral, lower, upper)


def _linear(lower: float, upper: float) -> Distance:
    low, high = lower - 1.0, upper - 1.0

    def ratio(u: Floats) -> Floats:
        return np.clip(1.0 + u, lower, upper)

    def slope(u: Floats) -> Floats:
        return ((u > low) & (u < high)).astype(np.float64)

    def integral(u: Floats) -> Floats:
        inside = np.clip(u, low, high)
        return inside + 0.5 * inside**2 + (1.0 + inside) * (u - inside)

    return Distance("linear", ratio, slope, integral, lower, upper)


def _logit(lower: float, upper: float) -> Distance:
    scale = (upper - lower) / ((1.0 - lower) * (upper - 1.0))
    constant = math.log((1.0 - lower) / (upper - 1.0))

    def share(u: Floats) -> Floats:
        # The share of the way from lower to upper, written so that neither tail overflows.
        e: Floats = np.clip(scale * u + constant, -LARGEST_EXPONENT, LARGEST_EXPONENT)
        return 1.0 / (1.0 + np.exp(-e))

    def ratio(u: Floats) -> Floats:
        return lower + (upper - lower) * share(u)

    def slope(u: Floats) -> Floats:
        s = share(u)
        return (upper - lower) * scale * s * (1.0 - s)

    def integral(u: Floats) -> Floats:
        return lower * u + (upper - lower) / scale * np.logaddexp(0.0, scale * u + constant)

    return Distance("logit", ratio, slope, integral, lower, upper)
