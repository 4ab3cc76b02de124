"""Can these targets be met by this sample, at which largest weight, and if not, which of them conflict?

Answered by linear programmes on the cells before any weighting: w >= 0 with X'w = t. When there is no such w,
the dual solution (Farkas) is a proof, and its non-zero entries are the categories in conflict.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import optimize, sparse

from surveys.analysis.errors import AnalysisError, DidNotConverge, InfeasibleTargets
from surveys.analysis.targets import Targets
from surveys.analysis.weighting.collapse import Collapse, Collapses, collapse_sparse
from surveys.analysis.weighting.distances import Bounds
from surveys.analysis.weighting.missing import MissingReport
from surveys.analysis.weighting.problem import Problem, build
from surveys.analysis.weighting.reading import Outside
from surveys.analysis.weighting.refusals import Category, said

Floats = npt.NDArray[np.float64]

_NOTHING = 1e-9
_EXACT = 1e-10
_NO_CAP = 1e-6
"""A reciprocal of a cap below this is what the solver's tolerance leaves of zero."""
_UNBOUNDED = 3
"""What scipy's ``linprog`` says of a programme without a limit."""


@dataclass(frozen=True)
class Conflict:
    """One category of a set of targets that cannot hold together.

    ``direction`` is "too high" or "too low" relative to the others; ``nearest`` is its total in the weighting
    that misses the targets least in all.
    """

    variable: str | tuple[str, ...]
    category: Category
    n: float
    target: float
    nearest: float
    direction: str


@dataclass(frozen=True)
class Feasibility:
    """What stands between a sample and its targets.

    ``categories`` has a row for each category: n, target, sample_share, population_share and the factor its
    respondents need on average. ``min_cap`` is the smallest possible largest ratio of weight to base weight
    (both on one scale); None when no weights exist. ``problems`` are errors that ``rake`` would raise.
    """

    feasible: bool
    categories: pd.DataFrame
    problems: tuple[AnalysisError, ...]
    conflicts: tuple[Conflict, ...]
    min_cap: float | None
    suggested_collapses: Collapses
    missing: tuple[MissingReport, ...]
    dropped: float


def check(
    sample: pd.DataFrame,
    targets: Targets,
    *,
    count: str | None = None,
    base_weights: Sequence[float] | Floats | pd.Series[Any] | None = None,
    bounds: Bounds | None = None,
    missing: str = "soft",
    outside: Outside | None = None,
    collapse: Collapse | None = None,
    min_n: int = 10,
) -> Feasibility:
    """Say before weighting whether the targets can be met, and what to do where they cannot.

    ``bounds`` on w/d are part of the question when given. Nothing here raises because of the answers people
    gave: unknown and empty categories are listed in ``problems``.
    """
    problem = build(
        sample,
        targets,
        count=count,
        base_weights=base_weights,
        missing=missing,
        outside=outside,
        collapse=collapse,
    )
    suggestion = (
        collapse_sparse(sample, targets, min_n=min_n, count=count) if collapse is None else Collapses()
    )
    problems = list(problem.refusals)
    conflicts: tuple[Conflict, ...] = ()
    cap: float | None = None
    if not problems:
        lower, upper = _limits(bounds)
        conflicts = find_conflicts(problem, lower, upper)
        if conflicts:
            problems.append(_refusal(problem, conflicts, bounds))
            if bounds is not None and not find_conflicts(problem, 0.0, math.inf):
                cap = smallest_cap(problem)
        else:
            cap = smallest_cap(problem, lower)
    return Feasibility(
        feasible=not problems,
        categories=_table(problem),
        problems=tuple(problems),
        conflicts=conflicts,
        min_cap=cap,
        suggested_collapses=suggestion,
        missing=problem.missing,
        dropped=problem.dropped,
    )


def smallest_cap(problem: Problem, lower: float = 0.0) -> float | None:
    """The smallest u for which weights with lower <= w/d <= u meet every target; None when there is none.

    With w/d = lower + (u - lower) y and q = 1 / (u - lower), the question is how large q can be while every y is
    between 0 and 1 and X'(d y) = q (t - lower X'd): one row a category, where u itself would need one a cell.
    """
    matrix, share = _people(problem)
    reach = sparse.csc_array(matrix.T * share)
    beyond = problem.targets / problem.total - lower * reach.sum(axis=1)
    cost = np.zeros(len(share) + 1)
    cost[-1] = -1.0
    result = optimize.linprog(
        cost,
        A_eq=sparse.csc_array(sparse.hstack([reach, sparse.csc_array(-beyond[:, None])])),
        b_eq=np.zeros(len(beyond)),
        bounds=[*((0.0, 1.0) for _ in share), (0.0, None)],
        method="highs",
        options={"primal_feasibility_tolerance": _EXACT},
    )
    if result.status == _UNBOUNDED:
        return lower
    if result.status != 0 or result.x[-1] < _NO_CAP:
        return None
    return float(lower + 1.0 / result.x[-1])


def find_conflicts(problem: Problem, lower: float, upper: float) -> tuple[Conflict, ...]:
    """The categories that cannot be met together within bounds on w/d; empty when they can."""
    columns = problem.membership.columns
    matrix, share = _people(problem)
    goal = problem.targets / problem.total
    identity = sparse.eye_array(columns)
    result = optimize.linprog(
        np.concatenate([np.zeros(len(share)), np.ones(2 * columns)]),
        A_eq=sparse.csc_array(sparse.hstack([sparse.csc_array(matrix.T), identity, -identity])),
        b_eq=goal,
        bounds=[
            *((lower * s, upper * s if math.isfinite(upper) else None) for s in share),
            *((0.0, None) for _ in range(2 * columns)),
        ],
        method="highs",
    )
    if result.status != 0:
        raise DidNotConverge(
            f"The linear programme that checks the targets failed: {result.message}",
            reason="linear_programme",
        )
    if result.fun <= _NOTHING * len(goal):
        return ()
    proof = _sparsest(np.asarray(result.eqlin.marginals), problem)
    nearest = matrix.T @ (np.asarray(result.x[: len(share)]) * problem.total)
    n = np.concatenate([*(margin.n for margin in problem.margins), np.full(len(problem.continuous), np.nan)])
    labels = problem.labels()
    return tuple(
        Conflict(
            variable=labels[k][0],
            category=labels[k][1],
            n=float(n[k]),
            target=float(problem.targets[k]),
            nearest=float(nearest[k]),
            direction="too high" if proof[k] > 0 else "too low",
        )
        for k in np.argsort(-np.abs(proof * goal), kind="stable")
        if abs(proof[k]) > 1e-7
    )


def _people(problem: Problem) -> tuple[sparse.csr_array, Floats]:
    """X and the base shares of the cells that have somebody in them."""
    inhabited = np.flatnonzero(problem.base > 0.0)
    return problem.membership.matrix[inhabited], problem.base[inhabited] / problem.total


def _sparsest(proof: Floats, problem: Problem) -> Floats:
    """The same proof with fewer names: a constant may move from one margin to another freely."""
    shifted = np.round(proof, 9)
    parts = [
        slice(a, b) for a, b in zip(problem.membership.offsets, problem.membership.offsets[1:], strict=False)
    ]
    moved = 0.0
    for part in parts:
        values, times = np.unique(shifted[part], return_counts=True)
        usual = float(values[np.argmax(times)])
        shifted[part] -= usual
        moved += usual
    if abs(moved) > 1e-9:
        cost = [
            np.count_nonzero(np.abs(shifted[p] + moved) > 1e-9) - np.count_nonzero(shifted[p]) for p in parts
        ]
        shifted[parts[int(np.argmin(cost))]] += moved
    return shifted


def explain(problem: Problem, bounds: Bounds | None, margin_error: float, iterations: int) -> AnalysisError:
    """The error for targets that were not met: infeasible with names, or feasible but not reached."""
    lower, upper = _limits(bounds)
    conflicts = find_conflicts(problem, lower, upper)
    if conflicts:
        return _refusal(problem, conflicts, bounds)
    labels = problem.labels()
    return DidNotConverge(
        f"The targets can be met, but after {iterations} iterations the largest miss is {margin_error:.2g} of its "
        f"target. Check categories with very few respondents among {', '.join(sorted({str(v) for v, _ in labels}))}, "
        "or widen the bounds.",
        reason="iterations",
    )


def _refusal(problem: Problem, conflicts: tuple[Conflict, ...], bounds: Bounds | None) -> InfeasibleTargets:
    first = conflicts[0]
    named = "; ".join(
        f"{said(c.variable)} {said(c.category)} (n={c.n:g}, target {c.target:,.6g} is {c.direction}, nearest "
        f"{c.nearest:,.6g})"
        for c in conflicts[:6]
    )
    more = f"; and {len(conflicts) - 6} more" if len(conflicts) > 6 else ""
    within = ""
    advice = "Merge one of these categories with another (collapse=) or drop a variable."
    if bounds is not None:
        within = f" within the bounds {bounds!r} on weight over base weight"
        cap = smallest_cap(problem)
        if cap is not None:
            advice = f"Without a lower bound the smallest upper bound that works is {cap:.3f}."
    return InfeasibleTargets(
        f"No weights meet these targets together{within}: {named}{more}. {advice}",
        variable=first.variable,
        category=first.category,
        n=first.n,
        target=first.target,
        reason="bounds" if bounds is not None else "conflict",
    )


def _limits(bounds: Bounds | None) -> tuple[float, float]:
    if bounds is None:
        return 0.0, math.inf
    return (
        0.0 if bounds[0] is None else float(bounds[0]),
        math.inf if bounds[1] is None else float(bounds[1]),
    )


def _table(problem: Problem) -> pd.DataFrame:
    rows = []
    before = problem.membership.totals(problem.base)
    at = 0
    for margin in problem.margins:
        for k, category in enumerate(margin.categories):
            share = before[at] / problem.total
            goal = margin.target[k] / problem.total
            rows.append(
                {
                    "variable": margin.name,
                    "category": category,
                    "n": margin.n[k],
                    "target": margin.target[k],
                    "sample_share": share,
                    "population_share": goal,
                    "factor": goal / share if share > 0 else (math.inf if goal > 0 else math.nan),
                }
            )
            at += 1
    return pd.DataFrame(rows)
