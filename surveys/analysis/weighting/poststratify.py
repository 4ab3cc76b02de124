"""Poststratification: one crossed table, each cell of it brought to its population figure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from surveys.analysis.errors import EmptyCategory, TargetError
from surveys.analysis.targets import Targets
from surveys.analysis.weighting.calibrate import weigh
from surveys.analysis.weighting.collapse import Collapse
from surveys.analysis.weighting.problem import build
from surveys.analysis.weighting.reading import Outside
from surveys.analysis.weighting.weights import Weights


def poststratify(
    sample: pd.DataFrame,
    table: Targets,
    *,
    min_cell: int = 10,
    collapse: Collapse | None = None,
    base_weights: Sequence[float] | npt.NDArray[np.float64] | pd.Series[Any] | None = None,
    missing: str = "soft",
    outside: Outside | None = None,
) -> Weights:
    """Weight each cell of one (usually crossed) table to its population figure.

    ``table`` is Targets with a single margin. A cell with fewer than ``min_cell`` respondents makes a weight
    too noisy to use: EmptyCategory names the smallest; merge categories with ``collapse`` (see
    ``collapse_sparse``) or lower ``min_cell`` knowingly.
    """
    if len(table.margins) != 1:
        raise TargetError(
            f"Poststratification takes one table; these targets have {len(table.margins)} margins. Use rake().",
            reason="several_margins",
        )
    problem = build(
        sample, table, base_weights=base_weights, missing=missing, outside=outside, collapse=collapse
    )
    problem.refuse()
    margin = problem.margins[0]
    thin = np.flatnonzero((margin.n < min_cell) & (margin.target > 0.0))
    if len(thin):
        k = int(thin[np.argmin(margin.n[thin])])
        category = margin.categories[k]
        raise EmptyCategory(
            f"{len(thin)} cells of {margin.name!r} have fewer than {min_cell} respondents, the smallest {category!r} "
            f"with {margin.n[k]:g}. Merge categories (collapse=), or lower min_cell.",
            variable=margin.name,
            category=category,
            n=float(margin.n[k]),
            target=float(margin.target[k]),
            reason="thin_cell",
        )
    return weigh(
        problem,
        sample,
        table,
        method="raking",
        bounds=None,
        tol=1e-12,
        outside=outside,
        collapse=collapse,
    )
