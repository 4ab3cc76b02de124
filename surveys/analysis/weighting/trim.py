"""Trimming: let nobody count more than so many times the mean, and say what that costs the margins."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from surveys.analysis.errors import AnalysisError
from surveys.analysis.weighting.distances import distance
from surveys.analysis.weighting.left_open import worst_gap
from surveys.analysis.weighting.problem import Problem
from surveys.analysis.weighting.solve import Solution, solve
from surveys.analysis.weighting.weights import CellWeights, Weights, assemble

Floats = npt.NDArray[np.float64]

ROUNDS = 50
POTTER_CAPS = (2.0, 2.5, 3.0, 3.5, 4.0, 5.0, 6.0, 8.0, 10.0)


def trim(
    weights: Weights,
    *,
    cap: float | str,
    outcomes: Sequence[str] = (),
    recalibrate: bool = True,
    tol: float = 1e-8,
) -> Weights:
    """Lower the heaviest weights to ``cap`` times the mean and hand what they lose to the others.

    With ``recalibrate`` the trimmed weights are raked to the targets again, and trimmed again, until both hold or,
    where they cannot, until they come no nearer: the cap is then kept, ``max_margin_error`` and ``margins`` say what is
    left, and a caution names the worst gap above half a percentage point. Bounds in ``rake`` do the same without any
    gap wherever that is possible: try those first, and ``check`` for the smallest cap.

    ``cap="potter"`` chooses the cap among POTTER_CAPS and none that makes the estimated mean squared error of the means
    of ``outcomes`` smallest, relative to that of the untrimmed weights and on average over them (Potter, 1990;
    Valliant, Dever and Kreuter, 2018): variance plus squared bias, which is the squared change of the estimate less
    what chance alone makes it change. ``provenance["trimmed"]`` keeps the cap, how many people were lowered and, for
    Potter, the errors of every cap tried. Standard errors treat the result as calibrated. Raises AnalysisError
    for a cap not above 1 and for "potter" without outcomes.
    """
    if cap == "potter":
        return _potter(weights, outcomes, recalibrate, tol)
    if isinstance(cap, str) or not (math.isfinite(cap) and cap > 1):
        raise AnalysisError(
            f"The cap {cap!r} must be a number above 1 (times the mean weight) or 'potter'.", reason="cap"
        )
    return _capped(weights, float(cap), recalibrate, tol)


def _capped(weights: Weights, cap: float, recalibrate: bool, tol: float) -> Weights:
    problem = weights.problem
    people = np.ones(len(weights.values)) if problem.cells.row_count is None else problem.cells.row_count
    highest = cap * problem.total / weights.n
    lowered = float(people[weights.values > highest * (1 + 1e-12)].sum())
    if not lowered:
        return replace(
            weights, provenance={**weights.provenance, "trimmed": {"cap": cap, "people": 0, "rounds": 0}}
        )
    values, rounds = weights.values, 0
    best: tuple[float, Floats] | None = None
    while rounds < ROUNDS:
        rounds += 1
        values = _lowered(values, people, highest)
        error = _margin_error(problem.rebased(values))
        if best is None or error < best[0] * (1 - 1e-6):
            best = (error, values)
        else:
            break
        if not recalibrate or error <= tol:
            break
        again = problem.rebased(values)
        solution = solve(
            again.membership,
            again.base,
            again.targets,
            distance("raking", None),
            tol=tol,
            max_iterations=60,
            ridge=again.ridge,
        )
        if not solution.converged:
            break
        values = values * again.cells.to_rows(again.of_cells(solution.ratios)) * again.scale
        if float(values.max()) <= highest * (1 + 1e-9):
            best = (solution.margin_error, values)
            break
    assert best is not None
    error, values = best
    return _as_weights(weights, values, cap=cap, people=lowered, rounds=rounds, error=error, tol=tol)


def _lowered(values: Floats, people: Floats, highest: float) -> Floats:
    """The weights with none above ``highest`` and the same total: the others grow in proportion."""
    total = float(people @ values)
    values = np.minimum(values, highest)
    for _ in range(ROUNDS):
        free = (values < highest) & (values > 0)
        lost = total - float(people @ values)
        if lost <= 1e-12 * total or not free.any():
            break
        values = np.where(free, values * (1 + lost / float(people[free] @ values[free])), values)
        values = np.minimum(values, highest)
    return values


def _margin_error(problem: Problem) -> float:
    size = np.where(problem.targets != 0.0, np.abs(problem.targets), problem.base.sum())
    return float(np.max(np.abs(problem.membership.totals(problem.base) - problem.targets) / size))


def _as_weights(
    weights: Weights, values: Floats, *, cap: float, people: float, rounds: int, error: float, tol: float
) -> Weights:
    problem = weights.problem.rebased(values)
    ratios = np.ones(len(problem.order))
    achieved = problem.membership.totals(problem.base)
    trimmed = assemble(
        problem,
        Solution(ratios, error <= tol, rounds, error, achieved, np.zeros(problem.membership.columns)),
        sample=weights.sample,
        done={
            **weights.provenance,
            "trimmed": {"cap": cap, "people": people, "rounds": rounds, "margin_error": error},
        },
        counted=isinstance(weights, CellWeights),
    )
    gap = worst_gap(trimmed, "Trimming leaves", "gap_after_trimming")
    return trimmed if gap is None else replace(trimmed, warnings=(*trimmed.warnings, gap))


def _potter(weights: Weights, outcomes: Sequence[str], recalibrate: bool, tol: float) -> Weights:
    if not outcomes:
        raise AnalysisError(
            "Potter's rule weighs bias against variance of real figures: name the columns in outcomes=.",
            reason="no_outcomes",
        )
    whole = [_mean(weights, name) for name in outcomes]
    heaviest = weights.range[1]
    tried: list[dict[str, Any]] = [{"cap": None, "relative_mse": 1.0}]
    best: tuple[float, Weights] = (1.0, weights)
    for cap in (cap for cap in POTTER_CAPS if cap < heaviest):
        trimmed = _capped(weights, cap, recalibrate, tol)
        errors = []
        for name, (mean, variance) in zip(outcomes, whole, strict=True):
            now, left = _mean(trimmed, name)
            errors.append(
                (_squared_bias(now - mean, left, variance) + left) / variance if variance > 0 else 1.0
            )
        relative = float(np.mean(errors))
        tried.append({"cap": cap, "relative_mse": relative})
        if relative < best[0]:
            best = (relative, trimmed)
    kept = best[1]
    told = {"cap": None, "people": 0, "rounds": 0} | kept.provenance.get("trimmed", {})
    told |= {"potter": tried, "outcomes": list(outcomes)}
    return replace(kept, provenance={**kept.provenance, "trimmed": told})


def _squared_bias(change: float, after: float, before: float) -> float:
    """The squared bias behind a change of an estimate whose variance was ``before`` and is ``after``.

    The square of the change is on average the squared bias plus the variance of the change. Both estimates are of the
    same people and rise and fall together: with a correlation of one, that variance is the squared difference of the
    standard errors. A lower correlation would leave less bias, so trimming is never made to look better than it is.
    """
    return max(change**2 - (math.sqrt(after) - math.sqrt(before)) ** 2, 0.0)


def _mean(weights: Weights, name: str) -> tuple[float, float]:
    found = weights.to_design().mean(name).iloc[0]
    return float(found["estimate"]), float(found["se"]) ** 2
