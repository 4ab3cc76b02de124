"""Calibration: the weights nearest to the base weights that meet known totals, by a choice of distance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from surveys.analysis.errors import AnalysisError, InfeasibleTargets
from surveys.analysis.targets import Targets
from surveys.analysis.weighting.collapse import Collapse
from surveys.analysis.weighting.distances import Bounds, distance
from surveys.analysis.weighting.feasibility import explain
from surveys.analysis.weighting.left_open import worst_gap
from surveys.analysis.weighting.problem import Problem, build
from surveys.analysis.weighting.reading import Outside
from surveys.analysis.weighting.soft import Soft, exact_targets, softened
from surveys.analysis.weighting.solve import solve
from surveys.analysis.weighting.weights import Weights, assemble


def calibrate(
    sample: pd.DataFrame,
    targets: Targets,
    *,
    method: str = "linear",
    bounds: Bounds | None = None,
    continuous: Mapping[str, float] | None = None,
    soft: Soft | None = None,
    base_weights: Sequence[float] | npt.NDArray[np.float64] | pd.Series[Any] | None = None,
    missing: str = "soft",
    outside: Outside | None = None,
    collapse: Collapse | None = None,
    tol: float = 1e-8,
) -> Weights:
    """Calibrate to the margins and, with ``continuous``, to population totals of numbers.

    ``method`` is "linear" (the generalised regression estimator), "raking" or "logit" (Deville and Sarndal,
    1992; Deville, Sarndal and Sautory, 1993). ``bounds`` limit the ratio of weight to base weight, the base
    weights scaled to the population total first; logit needs both. Without bounds the linear method can give
    negative weights: that is refused, naming whom. ``soft`` names margins or continuous totals that may be missed: with
    0.1, each is missed by a tenth of its multiplier (the log of the factor it asks for), with 0.01 by a hundredth. Use
    it for targets that are themselves a model or ask for much; ``margins`` of the result shows what was missed, and a
    caution names a gap above half a percentage point. At least one margin is met exactly. Errors as for ``rake``.
    """
    problem = build(
        sample,
        targets,
        base_weights=base_weights,
        missing=missing,
        outside=outside,
        collapse=collapse,
        continuous=continuous,
    )
    if soft:
        problem = softened(problem, soft)
    made = weigh(
        problem,
        sample,
        targets,
        method=method,
        bounds=bounds,
        tol=tol,
        outside=outside,
        collapse=collapse,
        continuous=continuous,
        soft=soft,
    )
    return with_gap(made) if soft else made


def with_gap(weights: Weights) -> Weights:
    """The weights with a caution where a soft target is missed by more than half a percentage point."""
    gap = worst_gap(weights, "Soft targets leave", "gap_of_soft_targets")
    return weights if gap is None else replace(weights, warnings=(*weights.warnings, gap))


def weigh(
    problem: Problem,
    sample: pd.DataFrame,
    targets: Targets,
    *,
    method: str,
    bounds: Bounds | None,
    tol: float,
    outside: Outside | None,
    collapse: Collapse | None,
    continuous: Mapping[str, float] | None = None,
    soft: Soft | None = None,
    count: str | None = None,
) -> Weights:
    """Solve a problem that was built, or raise the error that says why it has no solution."""
    if not 0.0 < tol < 0.01:
        raise AnalysisError(f"The tolerance {tol!r} must lie between 0 and 0.01.", reason="tolerance")
    measure = distance(method, bounds)
    problem.refuse()
    solution = solve(problem.membership, problem.base, problem.targets, measure, tol=tol, ridge=problem.ridge)
    if not solution.converged or not np.isfinite(solution.ratios).all():
        if problem.ridge is not None:
            # What stands in the way is among the targets that are met exactly.
            exact = exact_targets(targets, soft or {})
            problem = build(
                sample,
                exact,
                count=count,
                missing=problem.policy,
                outside={v: answers for v, answers in (outside or {}).items() if v in exact.variables},
                collapse={v: merge for v, merge in (collapse or {}).items() if v in exact.variables},
            )
        raise explain(problem, bounds, solution.margin_error, solution.iterations)
    if solution.ratios.min() < 0.0 and (solution.ratios[problem.base > 0.0] < 0.0).any():
        raise _negative(problem, solution.ratios)
    return assemble(
        problem,
        solution,
        sample=sample,
        counted=count is not None,
        done={
            "targets": targets.checksum,
            "base_population": targets.base_population,
            "total": targets.total,
            "method": method,
            "bounds": None if bounds is None else list(bounds),
            "tolerance": tol,
            "outside": {name: list(answers) for name, answers in (outside or {}).items()},
            "collapses": {name: dict(merge) for name, merge in (collapse or {}).items()},
            "continuous": dict(continuous or {}),
            **({"soft": {str(name): value for name, value in soft.items()}} if soft else {}),
        },
    )


def _negative(problem: Problem, ratios: npt.NDArray[np.float64]) -> InfeasibleTargets:
    """The refusal for weights below zero, naming the category where most of them fall."""
    below = problem.n * (ratios < 0.0)
    fallen = problem.membership.totals(below)
    labels = problem.labels()[: problem.membership.offsets[-1]]
    worst = int(np.argmax(fallen[: len(labels)]))
    variable, category = labels[worst]
    return InfeasibleTargets(
        f"The linear method gives {below.sum():g} people a negative weight, most of them with {category!r} for "
        f"{variable!r}. Use bounds=(0, None), or method='raking', which cannot.",
        variable=variable,
        category=category,
        n=float(below.sum()),
        target=float(problem.targets[worst]),
        reason="negative_weight",
    )
