"""Estimates from several completed samples put together by Rubin's rules (1987).

What is not known about missing answers shows as the variance between the completed samples, and is added to the
variance within them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Combined:
    """Estimates with their standard errors, the degrees of freedom, and the share of the variance owed to gaps."""

    estimate: Floats
    se: Floats
    degrees: Floats
    missing_information: Floats


def combined(estimates: Floats, variances: Floats, complete: Floats) -> Combined:
    """Combine estimates over the first axis.

    ``complete`` are the degrees of freedom had nothing been missing. One completed sample is taken as it is.
    """
    m = len(estimates)
    within = variances.mean(axis=0)
    extra = (1.0 + 1.0 / m) * estimates.var(axis=0, ddof=1) if m > 1 else np.zeros_like(within)
    variance = within + extra
    relative = np.divide(extra, variance, out=np.zeros_like(variance), where=variance > 0.0)
    degrees = freedom(relative, m, complete) if m > 1 else complete
    return Combined(estimates.mean(axis=0), np.sqrt(variance), degrees, relative)


def freedom(relative: Floats, m: int, complete: Floats) -> Floats:
    """Degrees of freedom of a combined estimate, adjusted for small samples (Barnard and Rubin, 1999).

    ``relative`` is the share of the variance owed to missing answers, ``complete`` the degrees of freedom had nothing
    been missing.
    """
    gamma = np.clip(relative, 0.0, 1.0)
    observed = (complete + 1.0) / (complete + 3.0) * complete * (1.0 - gamma)
    with np.errstate(divide="ignore"):
        large = (m - 1.0) / gamma**2
    found: Floats = 1.0 / (1.0 / np.maximum(large, 1e-300) + 1.0 / np.maximum(observed, 1e-300))
    return found
