"""Raking: weight respondents so that each group has its share of the population."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from surveys.analysis.targets import Targets
from surveys.analysis.weighting.calibrate import weigh, with_gap
from surveys.analysis.weighting.collapse import Collapse
from surveys.analysis.weighting.distances import Bounds
from surveys.analysis.weighting.problem import build
from surveys.analysis.weighting.reading import Outside
from surveys.analysis.weighting.soft import Soft, softened
from surveys.analysis.weighting.weights import CellWeights, Weights


def rake(
    sample: pd.DataFrame,
    targets: Targets,
    *,
    base_weights: Sequence[float] | npt.NDArray[np.float64] | pd.Series[Any] | None = None,
    bounds: Bounds | None = None,
    missing: str = "soft",
    outside: Outside | None = None,
    collapse: Collapse | None = None,
    tol: float = 1e-8,
) -> Weights:
    """Weight respondents so that each group has its Census share.

    Raking ratio estimation (Deming and Stephan, 1940; Deville and Sarndal, 1992), over single and crossed
    margins. ``bounds`` limit the ratio of weight to base weight, both on one scale, so (0.2, 5) lets nobody
    count less than a fifth or more than five times. ``outside`` names answers the population figures have no
    category for, kept and treated as missing on that variable. A group nobody answered from cannot be
    weighted up: EmptyCategory names it, as UnknownCategory and InfeasibleTargets name theirs; targets that
    were not met to ``tol`` (relative to each) raise DidNotConverge rather than pass.
    """
    problem = build(
        sample, targets, base_weights=base_weights, missing=missing, outside=outside, collapse=collapse
    )
    return weigh(
        problem, sample, targets, method="raking", bounds=bounds, tol=tol, outside=outside, collapse=collapse
    )


def rake_cells(
    cells: pd.DataFrame,
    targets: Targets,
    *,
    count: str = "n",
    bounds: Bounds | None = None,
    missing: str = "soft",
    outside: Outside | None = None,
    collapse: Collapse | None = None,
    soft: Soft | None = None,
    tol: float = 1e-8,
) -> CellWeights:
    """Rake answers the database has counted already: one row a combination, ``count`` people in it.

    The same as ``rake`` on the rows spread out; the values are the weight of one person in each row. ``soft`` as in
    ``calibrate``.
    """
    problem = build(cells, targets, count=count, missing=missing, outside=outside, collapse=collapse)
    if soft:
        problem = softened(problem, soft)
    made = weigh(
        problem,
        cells,
        targets,
        method="raking",
        bounds=bounds,
        tol=tol,
        outside=outside,
        collapse=collapse,
        soft=soft,
        count=count,
    )
    if soft:
        made = with_gap(made)
    assert isinstance(made, CellWeights)
    return made
