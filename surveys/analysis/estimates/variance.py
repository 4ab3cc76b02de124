"""Linearised variances of calibrated estimates, exact on cells.

For z the influence of each person on an estimate and e = z - x'B its residual after regression on the
calibration variables (with base weights d), V = n/(n-1) sum (w e - mean(w e))^2 (Deville and Sarndal, 1992;
Lumley, 2010). All sums over people are sums over (cell, group) of z and z squared, so one pass over the rows
suffices however many groups and answers there are.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cached_property

import numpy as np
import numpy.typing as npt
from scipy import sparse

from surveys.analysis.weighting.membership import independent_columns, solve_positive
from surveys.analysis.weighting.problem import Problem

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.intp]


@dataclass(frozen=True)
class Calibration:
    """The weights' own part of every variance: the regression matrix and the second moments of X."""

    problem: Problem
    ratios: Floats

    @cached_property
    def n(self) -> float:
        """People who take part."""
        return float(self.problem.n.sum())

    @cached_property
    def achieved(self) -> Floats:
        """X'w."""
        return self.problem.membership.totals(self.problem.base * self.ratios)

    @cached_property
    def second_moments(self) -> Floats:
        """sum w^2 x x'."""
        problem = self.problem
        squares = problem.cells.base_squares[problem.order] * problem.scale**2
        return problem.membership.gram(squares * self.ratios**2)

    @cached_property
    def _regression(self) -> tuple[Ints, Floats]:
        gram = self.problem.membership.gram(self.problem.base)
        if self.problem.ridge is not None:
            # A soft target takes away only part of the variation it explains: ridge regression in place of plain.
            gram[np.diag_indices_from(gram)] += self.problem.ridge
        kept = independent_columns(gram)
        return kept, gram[np.ix_(kept, kept)]

    def coefficients(self, sums: Floats) -> Floats:
        """B for each estimate, from ``sums`` = X'(d z) (..., categories)."""
        kept, block = self._regression
        flat = sums.reshape(-1, sums.shape[-1])
        out = np.zeros_like(flat)
        out[:, kept] = solve_positive(block, flat[:, kept].T).T
        return out.reshape(sums.shape)


@dataclass(frozen=True)
class Domains:
    """Rows grouped by cell and group: ``of_row`` leads from a row to its (cell, group), -1 for none."""

    calibration: Calibration
    of_row: Ints
    cell: Ints
    group: Ints
    n_groups: int

    @cached_property
    def within(self) -> sparse.csr_array:
        """Groups by (cell, group): adds over the cells of each group."""
        return sparse.csr_array(
            (np.ones(len(self.cell)), (self.group, np.arange(len(self.cell)))),
            shape=(self.n_groups, len(self.cell)),
        )

    @cached_property
    def spread(self) -> sparse.csr_array:
        """(group, category) by (cell, group): adds X over the cells of each group."""
        matrix = self.calibration.problem.membership.matrix
        rows = matrix if _is_identity(self.cell, matrix.shape[0]) else matrix[self.cell]
        width = matrix.shape[1]
        shift = np.repeat(self.group * width, np.diff(rows.indptr))
        wide = sparse.csr_array(
            (rows.data, rows.indices + shift, rows.indptr), shape=(len(self.cell), self.n_groups * width)
        )
        return sparse.csr_array(wide.T)

    @cached_property
    def weighted(self) -> sparse.csr_array:
        """``within`` with the ratios w/d, above ``spread``."""
        ratio = self.calibration.ratios[self.cell]
        return _stacked(_times(self.within, ratio), self.spread)

    @cached_property
    def squared(self) -> sparse.csr_array:
        """``within`` above ``spread``, both with squared ratios."""
        square = self.calibration.ratios[self.cell] ** 2
        return _stacked(_times(self.within, square), _times(self.spread, square))

    def split(self, sums: Floats) -> tuple[Floats, Floats]:
        """A product with ``weighted`` or ``squared`` as (groups, columns) and (groups, columns, categories)."""
        width = self.calibration.problem.membership.columns
        by_category = sums[self.n_groups :].reshape(self.n_groups, width, sums.shape[1])
        return sums[: self.n_groups], by_category.transpose(0, 2, 1)


def _times(matrix: sparse.csr_array, columns: Floats) -> sparse.csr_array:
    return sparse.csr_array(
        (matrix.data * columns[matrix.indices], matrix.indices, matrix.indptr), shape=matrix.shape
    )


def _stacked(above: sparse.csr_array, below: sparse.csr_array) -> sparse.csr_array:
    return sparse.csr_array(sparse.vstack([above, below], format="csr"))


def _is_identity(index: Ints, size: int) -> bool:
    return len(index) == size and bool((index == np.arange(size)).all())


def domains(calibration: Calibration, cell: Ints, group: Ints | None, n_groups: int) -> Domains:
    """Group rows by cell and by ``group`` (-1: in no group); ``group`` None puts everybody in one."""
    if group is None:
        size = len(calibration.ratios)
        return Domains(calibration, cell, np.arange(size), np.zeros(size, dtype=np.intp), 1)
    key = np.where((cell >= 0) & (group >= 0), cell * n_groups + group, -1)
    size = len(calibration.ratios) * n_groups
    if size <= max(1 << 20, 4 * len(cell)):
        seen = np.zeros(size + 1, dtype=bool)
        seen[key] = True
        occupied = np.flatnonzero(seen[:-1])
        place = np.full(size + 1, -1, dtype=np.intp)
        place[occupied] = np.arange(len(occupied))
        of_row = place[key]
    else:
        occupied, of_row = np.unique(key, return_inverse=True)
        if len(occupied) and occupied[0] < 0:
            occupied, of_row = occupied[1:], of_row - 1
    return Domains(calibration, of_row, occupied // n_groups, occupied % n_groups, n_groups)


@dataclass(frozen=True)
class Sums:
    """Sums over the rows of each (cell, group): first the base, then a column of y for each answer.

    ``n`` counts people, ``d`` times ``d_scale`` is weighted by the base weight and ``dd`` times its scale by
    the square of it. ``dd2`` sums y squared; None where y is 0 or 1.
    """

    n: Floats
    d: Floats
    dd: Floats
    dd2: Floats | None
    d_scale: float
    dd_scale: float


@dataclass(frozen=True)
class Linearised:
    """Estimates (groups by answers) with what their variances and covariances need."""

    estimate: Floats
    n: Floats
    hits: Floats
    base: Floats
    kish: Floats
    variance: Floats
    residual_total: Floats
    coefficients: Floats
    cross: Floats
    calibration: Calibration
    parts: tuple[Floats, Floats, Floats]

    def between_groups(self, answer: int) -> Floats:
        """Covariance matrix of the groups' estimates of one answer; the groups do not overlap."""
        b, a = self.coefficients[:, answer], self.cross[:, answer]
        mixed = b @ a.T
        s = self.residual_total[:, answer]
        n = self.calibration.n
        cov = b @ self.calibration.second_moments @ b.T - mixed - mixed.T - np.outer(s, s) / n
        scaled: Floats = cov * (n / (n - 1.0))
        np.fill_diagonal(scaled, self.variance[:, answer])
        return scaled

    def between_answers(self, group: int) -> Floats:
        """Covariance matrix of the estimates of answers that exclude each other, in one group."""
        b, a = self.coefficients[group], self.cross[group]
        mixed = b @ a.T
        s = self.residual_total[group]
        w2_0, w2_1, whole = (part[group] for part in self.parts)
        mu = self.estimate[group]
        own = -np.outer(mu, w2_1) - np.outer(w2_1, mu) + np.outer(mu, mu) * w2_0
        n = self.calibration.n
        cov = own / np.outer(whole, whole) + b @ self.calibration.second_moments @ b.T
        cov -= mixed + mixed.T + np.outer(s, s) / n
        scaled: Floats = cov * (n / (n - 1.0))
        np.fill_diagonal(scaled, self.variance[group])
        return scaled


@dataclass(frozen=True)
class Moments:
    """Sums over each group, base first: people, w, w squared, and X'(d y) and X'(w squared y) by category."""

    counted: Floats
    weighted: Floats
    squared: Floats
    squared_y2: Floats
    first: Floats
    second: Floats

    def together(self) -> Moments:
        """All groups as one."""
        return Moments(*(getattr(self, f.name).sum(axis=0, keepdims=True) for f in fields(self)))


def moments(domain: Domains, sums: Sums) -> Moments:
    """The sums every estimate and variance is made of."""
    weighted, first = domain.split(sums.d_scale * (domain.weighted @ sums.d))
    squared, second = domain.split(sums.dd_scale * (domain.squared @ sums.dd))
    squared_y2 = (
        squared[:, 1:] if sums.dd2 is None else sums.dd_scale * (domain.squared[: domain.n_groups] @ sums.dd2)
    )
    return Moments(domain.within @ sums.n, weighted, squared, squared_y2, first, second)


def linearise(calibration: Calibration, m: Moments, *, total: bool = False) -> Linearised:
    """Means (or totals) of each answer in each group, with their linearised variances."""
    n, hits = m.counted[:, :1], m.counted[:, 1:]
    base, value = m.weighted[:, :1], m.weighted[:, 1:]
    w2_0, w2_1, w2_2 = m.squared[:, :1], m.squared[:, 1:], m.squared_y2
    first, second = m.first, m.second
    if total:
        mu, whole = np.zeros_like(value), np.ones_like(value)
        estimate = value
    else:
        whole = np.broadcast_to(base, value.shape)
        mu = np.divide(value, whole, out=np.full(value.shape, np.nan), where=whole > 0.0)
        estimate = mu
        whole = np.where(whole > 0.0, whole, np.nan)
    scale = whole[:, :, None]
    shift = mu[:, :, None]
    influence = (first[:, 1:] - shift * first[:, :1]) / scale
    cross = (second[:, 1:] - shift * second[:, :1]) / scale
    empty = ~np.isfinite(mu)
    coefficients = calibration.coefficients(np.where(empty[:, :, None], 0.0, influence))
    people = calibration.n
    residual_total = (value - mu * base if not total else value) / whole - coefficients @ calibration.achieved
    raw = (w2_2 - 2 * mu * w2_1 + mu**2 * w2_0) / whole**2
    raw = raw - 2 * np.einsum("gjk,gjk->gj", coefficients, np.nan_to_num(cross))
    raw = raw + np.einsum("gjk,gjk->gj", coefficients @ calibration.second_moments, coefficients)
    variance = people / (people - 1.0) * (raw - residual_total**2 / people) if people > 1 else raw * np.nan
    # Differences of large sums may leave a variance of 1e-20 on the wrong side of nothing.
    variance = np.where(empty, np.nan, np.maximum(variance, 0.0))
    weight_squares = np.broadcast_to(w2_0, value.shape)
    weighted = np.broadcast_to(base, value.shape)
    kish = np.divide(weighted**2, weight_squares, out=np.zeros(value.shape), where=weight_squares > 0.0)
    return Linearised(
        estimate=np.where(empty, np.nan, estimate),
        n=np.broadcast_to(n, value.shape),
        hits=hits,
        base=weighted,
        kish=kish,
        variance=variance,
        residual_total=np.nan_to_num(residual_total),
        coefficients=coefficients,
        cross=np.nan_to_num(cross),
        calibration=calibration,
        parts=(np.asarray(w2_0[:, 0]), w2_1, whole),
    )
