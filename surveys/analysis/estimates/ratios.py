"""Ratios of two weighted totals, with the linearised standard error of calibrated weights."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from surveys.analysis.errors import AnalysisError
from surveys.analysis.estimates.design import frame_of
from surveys.analysis.estimates.intervals import mean_interval

if TYPE_CHECKING:
    from surveys.analysis.estimates.design import Design


def ratio(
    design: Design,
    y: str | pd.Series[Any],
    x: str | pd.Series[Any],
    by: str | pd.Series[Any] | None,
    *,
    level: float,
) -> pd.DataFrame:
    """Total of y over total of x in each group; see ``Design.ratio``.

    For R = Y/X the influence of each person is (y - R x)/X (Woodruff, 1971), regressed on the calibration variables
    like that of a mean. Raises AnalysisError for a group whose total of x is 0.
    """
    _, numerator = design.numbers(y)
    name, denominator = design.numbers(x)
    known = np.isfinite(numerator) & np.isfinite(denominator)
    numerator, denominator = (np.where(known, values, np.nan) for values in (numerator, denominator))
    domain, labels = design.grouped(by)
    over, under = (
        design.linearised(domain, values, total=True).estimate[:, 0] for values in (numerator, denominator)
    )
    if (under == 0).any():
        group = labels[int(np.argmax(under == 0))]
        raise AnalysisError(
            f"The total of {name!r} is 0 for {group!r}, so nothing can be divided by it.",
            variable=name,
            category=str(group),
            reason="divided_by_nothing",
        )
    estimate = over / under
    group_of = np.append(domain.group, -1)[domain.of_row]
    influence = (numerator - estimate[group_of] * denominator) / under[group_of]
    found = design.linearised(domain, np.where(group_of >= 0, influence, np.nan), total=True)
    found = replace(found, estimate=estimate[:, None])
    lower, upper = mean_interval(estimate, np.sqrt(found.variance[:, 0]), found.n[:, 0], level)
    return frame_of(found, labels, lower, upper).drop(columns="unweighted")
