"""Multilevel logistic regression on cells, fitted by Laplace's approximation with empirical Bayes.

Each term is a set of effects, one for each combination of one or more variables. Main effects have a wide fixed
standard deviation, so they are hardly shrunk; the standard deviation of every interaction is estimated, drawn towards
that of all interactions together, and this one towards a prior that keeps it off zero (Chung et al., 2013), where plain
maximum likelihood would claim too much certainty. Modes come from Newton steps, standard deviations from Harville's
fixed point in between (Fellner, 1986; Schall, 1991).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt
from scipy import linalg, special

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.intp]
Term = tuple[int, ...]

MAIN_SD = 1.5
"""Fixed standard deviation of main effects on the logit scale: an odds ratio of 20 is within two of them."""
INTERACTION_SD = 0.2
"""What the standard deviation of all interactions together is drawn towards."""
PRIOR_WEIGHT = 3.0
"""How many effects each step of the prior is worth: this one, and from all interactions to a single one."""
_INTERCEPT_PRECISION = 1e-4
_ITERATIONS = 60
_SETTLED = 0.01
_EXACT = 1e-8


def terms_of(variables: int, crossed: Sequence[int]) -> list[Term]:
    """Every variable, every pair, and the full crossing of the groups reported where they are three or more."""
    terms: list[Term] = [(v,) for v in range(variables)]
    terms += list(combinations(range(variables), 2))
    if len(crossed) > 2:
        terms.append(tuple(crossed))
    return terms


def places(codes: Ints, sizes: Sequence[int], term: Term) -> Ints:
    """Which effect of a term each cell has; codes are variables by cells."""
    at = np.zeros(codes.shape[1], dtype=np.intp)
    for v in term:
        at = at * sizes[v] + codes[v]
    return at


@dataclass(frozen=True)
class Layout:
    """Where the effects of each term stand in the vector of coefficients, the intercept first."""

    terms: tuple[Term, ...]
    sizes: tuple[int, ...]

    @property
    def widths(self) -> list[int]:
        """Number of effects of each term."""
        return [int(np.prod([self.sizes[v] for v in term])) for term in self.terms]

    @property
    def offsets(self) -> list[int]:
        """First coefficient of each term, and the number of coefficients at the end."""
        return [1, *(1 + np.cumsum(self.widths)).tolist()]

    def columns(self, codes: Ints) -> Ints:
        """The coefficients each whole cell has, cells by terms (without the intercept)."""
        return np.stack(
            [
                offset + places(codes, self.sizes, term)
                for term, offset in zip(self.terms, self.offsets, strict=False)
            ],
            axis=1,
        )


@dataclass(frozen=True, eq=False)
class Multilevel:
    """A fitted model.

    ``coefficients`` are modes of every effect (0 where no one in the sample has it), ``sd`` the standard deviation of
    each term, ``effective`` the number of effects each term uses in effect. ``kept`` are the coefficients somebody has
    and ``root`` a matrix whose cross-product R'R is their posterior covariance; the others keep their prior.
    """

    layout: Layout
    coefficients: Floats
    sd: Floats
    effective: Floats
    kept: Ints
    root: Floats
    iterations: int
    converged: bool

    def predictor(self, codes: Ints) -> Floats:
        """Log odds of whole cells."""
        total: Floats = self.coefficients[0] + self.coefficients[self.layout.columns(codes)].sum(axis=1)
        return total

    def prior_sd(self) -> Floats:
        """The prior standard deviation of every coefficient."""
        out = np.full(self.layout.offsets[-1], _INTERCEPT_PRECISION**-0.5)
        for sd, start, stop in zip(self.sd, self.layout.offsets, self.layout.offsets[1:], strict=False):
            out[start:stop] = sd
        return out


def fit(layout: Layout, rows: Floats, n: Floats, hits: Floats) -> Multilevel:
    """Fit to ``hits`` of ``n`` people in each cell; neither all nor none of them may be hits.

    ``rows`` are cells by coefficients: ones for what a cell is, shares where an answer is missing.
    """
    offsets = np.array(layout.offsets)
    kept = np.flatnonzero(rows.any(axis=0))
    x = np.ascontiguousarray(rows[:, kept])
    block = np.searchsorted(offsets, kept, side="right") - 1  # -1: the intercept
    orders = np.array([len(term) for term in layout.terms])
    prior = np.where(orders == 1, MAIN_SD, INTERACTION_SD) ** 2
    variances = prior.astype(np.float64)
    share = (hits.sum() + 0.5) / (n.sum() + 1.0)
    beta = np.zeros(len(kept))
    beta[0] = special.logit(share)
    counts = np.bincount(block[1:], minlength=len(prior)).astype(np.float64)
    estimated = (orders > 1) & (counts > 0)
    settled = converged = False
    iteration = 0
    root = np.zeros((0, 0))
    effective = np.zeros(len(prior))
    while iteration < _ITERATIONS and not converged:
        iteration += 1
        precision = np.where(block < 0, _INTERCEPT_PRECISION, 1.0 / variances[np.maximum(block, 0)])
        p = special.expit(x @ beta)
        weight = n * p * (1.0 - p)
        hessian = (x * weight[:, None]).T @ x
        hessian[np.diag_indices_from(hessian)] += precision
        lower = linalg.cholesky(hessian, lower=True, check_finite=False)
        root = linalg.lapack.dtrtri(lower, lower=1)[0]
        gradient = x.T @ (hits - n * p) - precision * beta
        step = root.T @ (root @ gradient)
        beta = beta + _length(x, n, hits, precision, beta, step) * step
        spread = np.square(root).sum(axis=0)
        effective = counts - np.bincount(block[1:], spread[1:], minlength=len(prior)) / variances
        small = float(np.abs(step).max())
        if settled:
            converged = small < _EXACT**0.5
            continue
        squares = np.bincount(block[1:], beta[1:] ** 2, minlength=len(prior))
        used = np.maximum(effective, 0.0)
        # What interactions are like is learned from all of them together, then from each one's own effects.
        common = (squares[estimated].sum() + PRIOR_WEIGHT * INTERACTION_SD**2) / (
            used[estimated].sum() + PRIOR_WEIGHT
        )
        new = np.where(estimated, (squares + PRIOR_WEIGHT * common) / (used + PRIOR_WEIGHT), prior)
        settled = bool(np.abs(np.log(new / variances)).max() < _SETTLED) and small < 0.1
        # Once settled the standard deviations stay, so that mode and covariance belong to one model.
        variances = variances if settled else new
    full = np.zeros(layout.offsets[-1])
    full[kept] = beta
    return Multilevel(layout, full, np.sqrt(variances), effective, kept, root, iteration, converged)


def _length(x: Floats, n: Floats, hits: Floats, precision: Floats, beta: Floats, step: Floats) -> float:
    """The longest of 1, 1/2, 1/4 … by which a step raises the penalised likelihood, which is concave."""

    def objective(b: Floats) -> float:
        eta = x @ b
        return float(hits @ eta - n @ np.logaddexp(0.0, eta) - 0.5 * precision @ b**2)

    now, length = objective(beta), 1.0
    while length > 1e-4 and objective(beta + length * step) < now - 1e-9 * abs(now):
        length *= 0.5
    return length
