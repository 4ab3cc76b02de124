"""Solving the calibration equations on cells: a few raking sweeps, then damped Newton steps on the dual.

The dual objective sum d * Phi(x'l) - t'l is convex; its gradient is minus the unmet part of the targets. A
step is shortened until the objective falls, so the method cannot run away where plain Newton steps do. Soft targets
add half of r l^2 each (ridge calibration: Bardsley and Chambers, 1984; Beaumont and Bocquet, 2008), so that a target is
missed by r times its multiplier.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from surveys.analysis.weighting.distances import Distance
from surveys.analysis.weighting.membership import (
    CrossedMembership,
    Membership,
    independent_columns,
    solve_positive,
)

Floats = npt.NDArray[np.float64]

MAX_ITERATIONS = 200
_SWEEPS = 8


@dataclass(frozen=True)
class Solution:
    """Ratios w/d for each cell, and how close they come to the targets (largest relative margin error).

    ``multipliers`` are the solution of the dual: a start for a problem that differs by little.
    """

    ratios: Floats
    converged: bool
    iterations: int
    margin_error: float
    achieved: Floats
    multipliers: Floats


@dataclass(frozen=True)
class _Point:
    """The dual problem at one choice of multipliers; ``ratios`` and ``curvature`` are worked out when asked for."""

    multipliers: Floats
    ratios: Callable[[], Floats]
    curvature: Callable[[], Floats]
    achieved: Floats
    gradient: Floats
    objective: float
    error: float


def solve(
    membership: Membership | CrossedMembership,
    base: Floats,
    targets: Floats,
    distance: Distance,
    *,
    tol: float,
    max_iterations: int = MAX_ITERATIONS,
    start: Floats | None = None,
    ridge: Floats | None = None,
) -> Solution:
    """Ratios w/d that meet the targets, nearest to one by the distance.

    ``base`` (cells) and ``targets`` (categories) are on one scale, so that the base weights add to the total
    of every margin. ``start`` are multipliers to set out from; ``ridge`` is how far each target may give way, 0 for one
    met exactly. The answer says truthfully whether every equation was met to ``tol``, relative to its target.
    """
    size = np.abs(targets)
    if not size.all():
        size[size == 0.0] = base.sum()

    def at(multipliers: Floats, weights: Floats | None = None) -> _Point:
        if distance.exponential:
            # Ratio, slope and integral are one and the same here.
            made = membership.raked(base, multipliers, weights)
            ratios, curvature, achieved, integral = made.ratios, made.gram, made.achieved, made.total
        else:
            predictor = membership.predictor(multipliers)
            found = distance.ratio(predictor)
            achieved, integral = membership.totals(base * found), float(base @ distance.integral(predictor))

            def ratios() -> Floats:
                return found

            def curvature() -> Floats:
                return membership.gram(base * distance.slope(predictor))

        gradient = achieved - targets
        objective = integral - float(targets @ multipliers)
        if ridge is not None:
            gradient += ridge * multipliers
            objective += 0.5 * float(ridge @ multipliers**2)
        error = float((np.abs(gradient) / size).max())
        return _Point(multipliers, ratios, curvature, achieved, gradient, objective, error)

    multipliers = np.zeros(membership.columns) if start is None else start.copy()
    iterations, swept = 0, None
    if start is None and distance.exponential:
        # A step of Newton's squares the error: a tenth of the root leaves a hundredth of what is allowed.
        enough = 0.1 * math.sqrt(tol)
        most = min(_SWEEPS, max_iterations)
        iterations, swept = membership.sweep(base, targets, multipliers, enough=enough, tol=tol, most=most)
    now = at(multipliers, swept)
    kept: npt.NDArray[np.intp] | None = None
    block: Any = None
    while now.error > tol and iterations < max_iterations:
        iterations += 1
        curvature = now.curvature()
        if ridge is not None:
            curvature[np.diag_indices_from(curvature)] += ridge
        if kept is None:
            # Every slope is above zero at the start, so the columns that depend on others show here.
            kept = independent_columns(curvature)
            block = (kept[:, None], kept)
        hessian = curvature[block]
        if distance.bounded:
            # Where every cell of a category stands at a bound the curvature vanishes; a whiff of it stays.
            hessian[np.diag_indices_from(hessian)] += 1e-9 * size[kept]
        step = np.zeros_like(multipliers)
        step[kept] = -solve_positive(hessian, now.gradient[kept])
        expected = float(now.gradient @ step)
        length = 1.0
        for _ in range(60):
            trial = at(now.multipliers + length * step)
            # Close to the solution the objective changes by less than its own rounding, while the error
            # still halves: either is progress.
            if np.isfinite(trial.objective) and (
                trial.objective <= now.objective + 1e-4 * length * expected or trial.error <= 0.5 * now.error
            ):
                break
            length *= 0.5
        else:
            break
        now = trial
    return Solution(now.ratios(), now.error <= tol, iterations, now.error, now.achieved, now.multipliers)
