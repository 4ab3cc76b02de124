"""Targets that weights leave open on purpose, after trimming or where they are soft: the worst is always told."""

from __future__ import annotations

import numpy as np

from surveys.analysis.weighting.refusals import said
from surveys.analysis.weighting.weights import Caution, Weights

GAP_PP = 0.5
"""A margin left further than this from its target, in percentage points, is told."""


def worst_gap(weights: Weights, cause: str, code: str) -> Caution | None:
    """The caution for the category left furthest from its target, if that is too far."""
    margins = weights.margins
    categorical = margins[margins["category"] != "(total)"]
    change = categorical["after"].to_numpy(float) - categorical["target"].to_numpy(float)
    gaps = 100 * change / weights.problem.total
    # Of two categories equally far off, the one with too few is the news.
    worst = int(np.argmin(gaps) if -gaps.min() >= gaps.max() - 1e-9 else np.argmax(gaps))
    gap = float(gaps[worst])
    if abs(gap) <= GAP_PP:
        return None
    row = categorical.iloc[worst]
    return Caution(
        code,
        f"{cause} {said(row['category'])} for {said(row['variable'])} {abs(gap):.1f} percentage points "
        f"{'below' if gap < 0 else 'above'} its target.",
        variable=row["variable"],
        category=row["category"],
        n=float(row["n"]),
        value=gap,
    )
