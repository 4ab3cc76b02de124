"""Which categories each cell belongs to: the calibration matrix X, kept as indices where it is 0 and 1.

A cell that answered everything belongs to exactly one category of each margin, so sums over X are counts by
index. Cells with fractional membership (a missing answer, a continuous total) are the rows of a small dense
matrix, or of a sparse one when there are many categories.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import linalg, sparse

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.intp]

_DENSE_UP_TO = 256
_LAST_ROUNDS = 3
"""So many rounds of fitting take less time than one of Newton's steps."""
_ARRIVED = 0.8
"""Of the tolerance: how near rounds of fitting are to come, foreseen from how fast they did."""
LARGEST_EXPONENT = 600.0
"""exp() of more than this is beyond any weight and close to overflow."""


@dataclass(frozen=True)
class Raked:
    """What raking comes to at one choice of multipliers: the total of each category and of all weights.

    ``ratios`` (w/d, one a cell) and ``gram`` (X' diag(w) X) are worked out when asked for.
    """

    achieved: Floats
    total: float
    ratios: Callable[[], Floats]
    gram: Callable[[], Floats]


def worth_sweeping(furthest: Sequence[float], *, enough: float, tol: float, most: int) -> bool:
    """Whether another round of proportional fitting is worth its time.

    ``furthest`` is the largest step (log of a factor) of each round so far. Rounds go on while each is at most a third
    of the one before, until the next would be within ``enough``, from where one of Newton's steps arrives; where they
    gain little Newton's steps do better. The few rounds that would arrive by themselves, within four fifths of ``tol``,
    cost less than that step.
    """
    if len(furthest) < 2:
        return not furthest or furthest[0] > enough
    rate = furthest[-1] / furthest[-2]
    ahead = furthest[-1] * rate
    if len(furthest) >= most or rate >= 1.0 / 3.0 or ahead <= _ARRIVED * tol:
        return False
    return ahead > enough or math.log(_ARRIVED * tol / ahead) > _LAST_ROUNDS * math.log(rate)


def step_towards(goal: Floats, achieved: Floats) -> Floats:
    """The factor from what each category has to what it should; 1 where one of the two is nothing."""
    reachable = np.minimum(achieved, goal) > 0.0
    if reachable.all():
        return goal / achieved
    return np.divide(goal, achieved, out=np.ones(len(goal)), where=reachable)


class Membership:
    """The matrix X with a row for each cell and a column for each category of each margin.

    ``whole`` holds, for each margin, the category index within that margin of the first cells (all of them
    0-1); ``mixed`` holds the remaining rows of X in full. ``sizes`` are the numbers of categories.
    """

    def __init__(self, whole: list[Ints], sizes: list[int], mixed: Floats, extra: int = 0) -> None:
        self.sizes = sizes
        self.offsets = [0, *accumulate(sizes)]
        self.columns = self.offsets[-1] + extra
        self._whole = whole
        # Margins by cells: the column of X in which each cell has its one.
        self.places = np.empty((len(whole), len(whole[0])), dtype=np.intp)
        for row, index, offset in zip(self.places, whole, self.offsets, strict=False):
            np.add(index, offset, out=row)
        self.n_whole = self.places.shape[1]
        self.n_cells = self.n_whole + len(mixed)
        self.mixed: Any = mixed if self.columns <= _DENSE_UP_TO or not len(mixed) else sparse.csr_array(mixed)
        self._has_mixed = len(mixed) > 0

    def predictor(self, multipliers: Floats) -> Floats:
        """X l, one value a cell."""
        u: Floats = multipliers[self.places].sum(axis=0)
        if not self._has_mixed:
            return u
        return np.concatenate([u, self.mixed @ multipliers])

    def exponentials(self, multipliers: Floats) -> Floats:
        """exp(X l), one value a cell: the product of one factor a category, where that cannot overflow."""
        if np.abs(multipliers).max() * len(self.sizes) > LARGEST_EXPONENT:
            return np.exp(np.minimum(self.predictor(multipliers), LARGEST_EXPONENT))
        found: Floats = np.exp(multipliers).take(self.places).prod(axis=0)
        if not self._has_mixed:
            return found
        return np.concatenate([found, np.exp(np.minimum(self.mixed @ multipliers, LARGEST_EXPONENT))])

    def totals(self, values: Floats) -> Floats:
        """X'v, one value a category."""
        out = self._sums_of_whole(values)
        if self._has_mixed:
            out += self.mixed.T @ values[self.n_whole :]
        return out

    def _sums_of_whole(self, values: Floats) -> Floats:
        first = np.concatenate([values[: self.n_whole]] * len(self.places))
        # Without a single whole cell bincount would answer in integers.
        return np.bincount(self.places.ravel(), first, minlength=self.columns).astype(np.float64, copy=False)

    def raked(self, base: Floats, multipliers: Floats, weights: Floats | None = None) -> Raked:
        """What raking with these multipliers comes to; ``weights`` where they are known already."""
        if weights is None or not math.isfinite(weights.sum()):
            ratios = self.exponentials(multipliers)
            weights = base * ratios
        else:
            ratios = np.divide(weights, base, out=np.ones(len(base)), where=base > 0.0)
        achieved = self.totals(weights)
        return Raked(
            achieved,
            float(weights.sum()),
            lambda: ratios,
            # Whole cells have only ones on the diagonal: it is what was achieved.
            lambda: self.gram(weights, diagonal=None if self._has_mixed else achieved),
        )

    def sweep(
        self, base: Floats, targets: Floats, multipliers: Floats, *, enough: float, tol: float, most: int
    ) -> tuple[int, Floats | None]:
        """Rounds of iterative proportional fitting (Deming and Stephan, 1940); ``multipliers`` change in place.

        As many as ``worth_sweeping`` finds worth their time; answers how many, and the weights they arrived at.
        """
        weights = base * self.exponentials(multipliers) if multipliers.any() else base.copy()
        first, rest = weights[: self.n_whole], weights[self.n_whole :]
        factors, found = np.ones(self.columns), np.ones(self.columns)
        # Views of each margin, made once: with few people a round is spent on calls, not on arithmetic.
        spans = [
            (indices, slice(offset, offset + size), targets[offset : offset + size], size)
            for indices, offset, size in zip(self._whole, self.offsets, self.sizes, strict=False)
        ]
        views = [(indices, goal, factors[part], size) for indices, part, goal, size in spans]
        furthest: list[float] = []
        # Whoever has some weight keeps some: what can be reached once can be reached in every round.
        reachable = False
        while worth_sweeping(furthest, enough=enough, tol=tol, most=most):
            if reachable and not self._has_mixed:
                for indices, goal, factor, size in views:
                    np.divide(goal, np.bincount(indices, first, size), out=factor)
                    first *= factor.take(indices)
            else:
                for indices, part, goal, size in spans:
                    achieved: Floats = np.bincount(indices, first, size)  # type: ignore[assignment]
                    if self._has_mixed:
                        achieved = achieved + self._columns(part).T @ rest
                    found[part] = achieved
                    factor = factors[part] = step_towards(goal, achieved)
                    first *= factor.take(indices)
                    if self._has_mixed:
                        rest *= np.exp(self._columns(part) @ np.log(factor))
                reachable = bool(np.minimum(found, targets).min() > 0.0)
            steps = np.log(factors)
            multipliers += steps
            furthest.append(float(np.abs(steps).max()))
        return len(furthest), weights

    def _columns(self, part: slice) -> Any:
        return self.mixed[:, part]

    def gram(self, values: Floats, *, diagonal: Floats | None = None) -> Floats:
        """X' diag(v) X, categories by categories; ``diagonal`` is that of the whole cells where it is known."""
        # A cell has its ones in as many columns as there are margins: every pair of these is one entry of X'X.
        pairs = len(self._pairs)
        if pairs:
            first = np.concatenate([values[: self.n_whole]] * pairs)
            counted = np.bincount(self._pairs.ravel(), first, minlength=self.columns**2)
            above = counted.astype(np.float64, copy=False).reshape(self.columns, self.columns)
            out: Floats = above + above.T
        else:
            out = np.zeros((self.columns, self.columns))
        out.ravel()[:: self.columns + 1] += self._sums_of_whole(values) if diagonal is None else diagonal
        if self._has_mixed:
            rest = values[self.n_whole :]
            if isinstance(self.mixed, np.ndarray):
                out += self.mixed.T @ (rest[:, None] * self.mixed)
            else:
                out += (self.mixed.T @ self.mixed.multiply(rest[:, None]).tocsr()).toarray()
        return out

    @cached_property
    def _pairs(self) -> Ints:
        """The entry of X'X, counted row by row, of each pair of margins (rows) in each cell (columns)."""
        margins = len(self.places)
        found = np.empty((margins * (margins - 1) // 2, self.n_whole), dtype=np.intp)
        at = 0
        for first in range(margins - 1):
            after = at + margins - 1 - first
            np.add(self.places[first] * self.columns, self.places[first + 1 :], out=found[at:after])
            at = after
        return found

    @cached_property
    def matrix(self) -> sparse.csr_array:
        """X as a sparse matrix, cells by categories."""
        columns = self.places.T.ravel()
        starts = np.arange(self.n_whole + 1) * len(self.places)
        top = sparse.csr_array((np.ones(len(columns)), columns, starts), shape=(self.n_whole, self.columns))
        if not self._has_mixed:
            return top
        return sparse.csr_array(sparse.vstack([top, sparse.csr_array(self.mixed)], format="csr"))


class CrossedMembership:
    """X for a full grid of cells: combinations on the left by combinations on the right.

    Every margin lives on one side, so X needs a small matrix for each side only (``left`` and ``right``,
    combinations by categories), fractional membership included, and sums over the grid are products of small
    matrices. Does what Membership does, in the same order of columns: left, then right.
    """

    def __init__(self, left: Floats, right: Floats, left_sizes: list[int], right_sizes: list[int]) -> None:
        self.left, self.right = left, right
        self.sizes = [*left_sizes, *right_sizes]
        self.offsets = [0, *np.cumsum(self.sizes).tolist()]
        self.columns = int(self.offsets[-1])
        self.cut = left.shape[1]
        self.shape = (len(left), len(right))
        self.n_cells = len(left) * len(right)

    def predictor(self, multipliers: Floats) -> Floats:
        """X l, one value a cell."""
        a, b = self.left @ multipliers[: self.cut], self.right @ multipliers[self.cut :]
        return np.add.outer(a, b).ravel()

    def exponentials(self, multipliers: Floats) -> Floats:
        """exp(X l), one value a cell: the exponentials of the two sides multiplied, where that cannot overflow."""
        a, b = self.left @ multipliers[: self.cut], self.right @ multipliers[self.cut :]
        if np.abs(a).max() + np.abs(b).max() > LARGEST_EXPONENT:
            return np.exp(np.minimum(np.add.outer(a, b).ravel(), LARGEST_EXPONENT))
        return np.multiply.outer(np.exp(a), np.exp(b)).ravel()

    def totals(self, values: Floats) -> Floats:
        """X'v, one value a category."""
        grid = values.reshape(self.shape)
        return np.concatenate([self.left.T @ grid.sum(axis=1), self.right.T @ grid.sum(axis=0)])

    def gram(self, values: Floats) -> Floats:
        """X' diag(v) X, categories by categories."""
        grid = values.reshape(self.shape)
        return self._blocks(grid.sum(axis=1), grid.sum(axis=0), self.left.T @ grid @ self.right)

    def raked(self, base: Floats, multipliers: Floats, weights: Floats | None = None) -> Raked:
        """What raking with these multipliers comes to, worked out on the two sides without a value a cell."""
        a, b = self.left @ multipliers[: self.cut], self.right @ multipliers[self.cut :]
        if np.abs(a).max() + np.abs(b).max() > LARGEST_EXPONENT:
            ratios = np.exp(np.minimum(np.add.outer(a, b).ravel(), LARGEST_EXPONENT))
            weights = base * ratios
            return Raked(
                self.totals(weights), float(weights.sum()), lambda: ratios, lambda: self.gram(weights)
            )
        grid = base.reshape(self.shape)
        np.exp(a, out=a)
        np.exp(b, out=b)
        rows, columns = a * (grid @ b), b * (a @ grid)

        def gram() -> Floats:
            cross = (self.left * a[:, None]).T @ (grid @ (self.right * b[:, None]))
            return self._blocks(rows, columns, cross)

        return Raked(
            np.concatenate([rows @ self.left, columns @ self.right]),
            float(rows.sum()),
            lambda: np.multiply.outer(a, b).ravel(),
            gram,
        )

    def _blocks(self, rows: Floats, columns: Floats, cross: Floats) -> Floats:
        out = np.empty((self.columns, self.columns))
        cut = self.cut
        out[:cut, :cut] = self.left.T @ (rows[:, None] * self.left)
        out[:cut, cut:] = cross
        out[cut:, :cut] = cross.T
        out[cut:, cut:] = self.right.T @ (columns[:, None] * self.right)
        return out

    def sweep(
        self, base: Floats, targets: Floats, multipliers: Floats, *, enough: float, tol: float, most: int
    ) -> tuple[int, None]:
        """Rounds of iterative proportional fitting (Deming and Stephan, 1940); ``multipliers`` change in place.

        As many as ``worth_sweeping`` finds worth their time; answers how many. No weights of cells are made here.
        """
        grid = base.reshape(self.shape)
        a = np.exp(self.left @ multipliers[: self.cut])
        b = np.exp(self.right @ multipliers[self.cut :])
        at = [slice(x, y) for x, y in zip(self.offsets, self.offsets[1:], strict=False)]
        sides = (
            [(part, np.ascontiguousarray(self.left[:, part])) for part in at if part.stop <= self.cut],
            [
                (part, np.ascontiguousarray(self.right[:, part.start - self.cut : part.stop - self.cut]))
                for part in at
                if part.stop > self.cut
            ],
        )
        steps = np.zeros(self.columns)
        furthest: list[float] = []
        while worth_sweeping(furthest, enough=enough, tol=tol, most=most):
            for side, own in zip(sides, (a, b), strict=True):
                weights = own * (grid @ b if own is a else a @ grid)
                for part, matrix in side:
                    step = steps[part] = np.log(step_towards(targets[part], weights @ matrix))
                    change = np.exp(matrix @ step)
                    weights *= change
                    own *= change
            multipliers += steps
            furthest.append(float(np.abs(steps).max()))
        return len(furthest), None

    @cached_property
    def matrix(self) -> sparse.csr_array:
        """X as a sparse matrix, cells by categories."""
        left, right = sparse.csr_array(self.left), sparse.csr_array(self.right)
        rows, columns = self.shape
        return sparse.csr_array(
            sparse.hstack(
                [left[np.repeat(np.arange(rows), columns)], right[np.tile(np.arange(columns), rows)]],
                format="csr",
            )
        )


def independent_columns(gram: Floats) -> Ints:
    """A largest set of linearly independent columns, found by a pivoted Cholesky factorisation.

    The categories of each margin add to the same total, so all but the first margin have one column too
    many, and nested margins more. Which columns are kept does not change the weights.
    """
    size = np.sqrt(np.maximum(gram.diagonal(), 0.0))
    scale = np.divide(1.0, size, out=np.zeros_like(size), where=size > 0.0)
    scaled = gram * scale[:, None] * scale
    _factor, pivots, rank, _info = linalg.lapack.dpstrf(scaled, tol=1e-9)
    kept: Ints = pivots[:rank].astype(np.intp) - 1
    kept.sort()
    return kept


def solve_positive(matrix: Floats, right: Floats) -> Floats:
    """The solution of a symmetric system, by Cholesky, or the shortest one when it is singular."""
    # LAPACK itself: SciPy's wrappers take longer than these small systems do.
    _factor, found, failed = linalg.lapack.dposv(matrix, right)
    if not failed and np.isfinite(found).all():
        solution: Floats = found.reshape(right.shape)
        return solution
    values, vectors = linalg.eigh(matrix)
    kept = values > max(values[-1], 0.0) * 1e-13
    if not kept.any():
        return np.zeros_like(right)
    inverse = vectors[:, kept] / values[kept]
    shortest: Floats = inverse @ (vectors[:, kept].T @ right)
    return shortest
