"""Collapsing respondents to cells: people with the same answers to the weighting questions get the same ratio.

One pass over the rows makes a mixed-radix key of the category codes and counts it; everything later works on
the cells that occur, so its cost does not depend on the number of rows.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from weakref import ReferenceType, ref

import numpy as np
import numpy.typing as npt
import pandas as pd

from surveys.analysis.errors import AnalysisError, MissingDemographic
from surveys.analysis.weighting.counting import CHUNK, count_in_table, count_sorted

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.intp]

# Keys of up to this many combinations are counted in a table; beyond it (or far beyond the number of rows)
# the combinations that occur are sorted instead.
_TABLE_UP_TO = 1 << 22
# All combinations are kept when at least this share of them occurs: a full grid is quicker than a list.
_GRID_FROM = 0.25


@dataclass(frozen=True)
class Side:
    """Combinations of some of the variables, with the people and base weights of each."""

    variables: tuple[str, ...]
    labels: tuple[tuple[Hashable, ...], ...]
    codes: Ints
    n: Floats
    base: Floats


def decode(
    combinations: npt.NDArray[Any], radices: Sequence[int], labels: Sequence[Sequence[Hashable]]
) -> Ints:
    """Codes of each variable from mixed-radix keys; a radix above the number of labels has a place for -1."""
    out = np.array(np.unravel_index(combinations, tuple(radices)))
    for row, radix, names in zip(out, radices, labels, strict=True):
        if radix != len(names):
            row -= radix - len(names)
    return out


@dataclass(frozen=True)
class Cells:
    """The combinations of answers that occur.

    ``codes`` index ``labels`` of each variable; -1 is an empty answer. ``n`` are respondents with a base weight above
    0, ``base`` and ``base_squares`` the sums of their base weights and squared base weights. ``keys`` lead from rows to
    ``occupied``, the key of each cell; ``size`` is the number of possible keys. Where most combinations
    occur, all of them are kept (``grid``), in the order of their keys, and some have nobody in them.
    """

    variables: tuple[str, ...]
    labels: tuple[tuple[Hashable, ...], ...]
    n: Floats
    base: Floats
    base_squares: Floats
    keys: npt.NDArray[Any]
    occupied: Ints
    size: int
    radices: tuple[int, ...]
    combinations: npt.NDArray[Any]
    grid: bool
    row_base: Floats | None
    row_count: Floats | None

    @cached_property
    def codes(self) -> Ints:
        """Codes of each variable in each cell (variables by cells), -1 where empty."""
        return decode(self.combinations, self.radices, self.labels)

    def sides(self, split: int) -> tuple[Side, Side]:
        """The grid as a product: combinations of the first ``split`` variables, and of the others."""
        left, right = math.prod(self.radices[:split]), math.prod(self.radices[split:])
        n, base = self.n.reshape(left, right), self.base.reshape(left, right)
        made = [
            Side(
                self.variables[part],
                self.labels[part],
                decode(np.arange(size), self.radices[part], self.labels[part]),
                n.sum(axis=axis),
                base.sum(axis=axis),
            )
            for part, size, axis in ((slice(split), left, 1), (slice(split, None), right, 0))
        ]
        return made[0], made[1]

    @property
    def side(self) -> Side:
        """All variables together."""
        return Side(self.variables, self.labels, self.codes, self.n, self.base)

    def __len__(self) -> int:
        return len(self.n)

    @property
    def people(self) -> float:
        """Everybody, whatever their base weight."""
        return float(len(self.keys)) if self.row_count is None else float(self.row_count.sum())

    def to_rows(self, values: Floats) -> Floats:
        """One value a row from one value a cell."""
        table = values
        if not self.grid:
            table = np.zeros(self.size)
            table[self.occupied] = values
        out = np.empty(len(self.keys))
        for start in range(0, len(out), CHUNK):
            stop = start + CHUNK
            np.take(table, self.keys[start:stop], out=out[start:stop], mode="clip")
        return out

    @cached_property
    def of_row(self) -> Ints:
        """The cell of each row."""
        table = np.zeros(self.size, dtype=np.intp)
        table[self.occupied] = np.arange(len(self), dtype=np.intp)
        cell: Ints = table[self.keys]
        return cell


def _read(column: pd.Series[Any], name: str) -> tuple[npt.NDArray[Any], tuple[Hashable, ...]]:
    try:
        return read_column(column)
    except TypeError:
        raise AnalysisError(
            f"{name!r} holds lists or other things that are no single answer; a weighting variable has one label a "
            "person.",
            variable=name,
            reason="not_a_label",
        ) from None


def read_column(column: pd.Series[Any]) -> tuple[npt.NDArray[Any], tuple[Hashable, ...]]:
    """Integer codes (-1 where empty) and the labels they stand for."""
    values = column.array
    if isinstance(values, pd.Categorical):
        return values.codes, _labels(values.categories)
    codes, labels = pd.factorize(column)
    return codes, tuple(labels.tolist())


_read_labels: dict[int, tuple[ReferenceType[pd.Index[Any]], tuple[Hashable, ...]]] = {}


def _labels(categories: pd.Index[Any]) -> tuple[Hashable, ...]:
    """The categories as a tuple. Texts are read out once while somebody holds them: plans, replicates and imputations
    weight one sample many times.
    """
    if not isinstance(categories.dtype, pd.StringDtype):
        return tuple(categories.tolist())
    key = id(categories)
    known = _read_labels.get(key)
    if known is not None and known[0]() is categories:
        return known[1]
    labels = tuple(categories.tolist())
    _read_labels[key] = (ref(categories, lambda _gone: _read_labels.pop(key, None)), labels)
    return labels


def to_cells(
    frame: pd.DataFrame,
    variables: Sequence[str],
    *,
    count: str | None = None,
    base_weights: Sequence[float] | Floats | pd.Series[Any] | None = None,
    grid: bool = False,
) -> Cells:
    """Collapse rows (or rows already counted, with ``count`` naming the column of counts) to cells.

    Raises MissingDemographic when a variable is not a column, and AnalysisError for an empty sample, counts
    or base weights that are not finite, or are negative, or add to nothing.
    """
    if not isinstance(frame, pd.DataFrame):
        raise AnalysisError(
            f"The sample is a {type(frame).__name__}; give a DataFrame with one row a person.",
            reason="no_frame",
        )
    if not len(frame):
        raise AnalysisError("The sample is empty; there is nobody to weight.", n=0, reason="empty_sample")
    columns = frame.columns
    odd = not columns.is_unique or columns.nlevels > 1
    for variable in variables:
        if variable not in columns:
            raise MissingDemographic(
                f"The targets use {variable!r}, but the sample has no such column; add it or leave the variable "
                "out of the targets.",
                variable=variable,
                reason="no_column",
            )
        if odd and isinstance(frame[variable], pd.DataFrame):
            raise MissingDemographic(
                f"The sample has several columns {variable!r}; keep one.",
                variable=variable,
                reason="repeated_column",
            )
    row_count = None if count is None else _counts(frame, count)
    row_base = None if base_weights is None else _base(base_weights, frame)
    read = [_read(frame[variable], variable) for variable in variables]
    codes = [c for c, _labels in read]
    # A place for empty answers only where there are some.
    sizes = [max(len(labels) + int(c.min() < 0), 1) for c, labels in read]
    possible = math.prod(sizes)
    tabled = possible <= max(1 << 16, min(_TABLE_UP_TO, 8 * len(frame)))
    if tabled:
        keys, tables = count_in_table(codes, sizes, read, possible, row_count, row_base)
        # A byte a combination is looked through several times as fast as its count.
        occurs = tables[0] > 0
        grid = grid and row_base is None and _GRID_FROM * possible <= int(np.count_nonzero(occurs))
        occupied = np.arange(possible) if grid else np.flatnonzero(occurs)
        if row_base is None and row_count is None:
            n = (tables[0] if grid else tables[0][occupied]).astype(np.float64)
            base = base_squares = n
        else:
            n, base, base_squares = (table[occupied].astype(np.float64) for table in tables)
        combinations: npt.NDArray[Any] = occupied
    else:
        grid = False
        keys, combinations, n, base, base_squares = count_sorted(codes, sizes, read, row_count, row_base)
        occupied = np.arange(len(n), dtype=np.intp)
        possible = len(n)
    if row_base is not None and not row_base.all():
        # Whoever has a base weight of 0 stands for nobody, and is no respondent of the category either.
        idle = row_base == 0.0
        lost = np.bincount(keys[idle], None if row_count is None else row_count[idle], minlength=possible)
        n = n - lost[occupied]
    return Cells(
        variables=tuple(variables),
        labels=tuple(labels for _codes, labels in read),
        n=n,
        base=base,
        base_squares=base_squares,
        keys=keys,
        occupied=occupied,
        size=possible,
        radices=tuple(sizes),
        combinations=combinations,
        grid=grid,
        row_base=row_base,
        row_count=row_count,
    )


def _counts(frame: pd.DataFrame, count: str) -> Floats:
    if count not in frame.columns:
        raise AnalysisError(
            f"The cells have no column {count!r} with the number of respondents.",
            variable=count,
            reason="count",
        )
    try:
        values = frame[count].to_numpy(dtype=np.float64, na_value=np.nan)
    except (TypeError, ValueError):
        values = np.array([np.nan])
    if not np.isfinite(values).all() or (values < 0).any() or not values.sum() > 0:
        raise AnalysisError(
            f"The counts in {count!r} must be finite, not negative, and more than nobody in all.",
            variable=count,
            reason="count",
        )
    return values


def _base(base_weights: Sequence[float] | Floats | pd.Series[Any], frame: pd.DataFrame) -> Floats:
    if isinstance(base_weights, pd.Series):
        base_weights = base_weights.reindex(frame.index) if frame.index.is_unique else base_weights
    try:
        values = np.asarray(base_weights, dtype=np.float64)
    except (TypeError, ValueError):
        raise AnalysisError(
            "The base weights are not all numbers; give one number a row.", reason="base_weights"
        ) from None
    if values.shape != (len(frame),):
        raise AnalysisError(
            f"There are {values.size} base weights for {len(frame)} rows; give one a row.",
            reason="base_weights",
        )
    wrong = np.flatnonzero(~(np.isfinite(values) & (values >= 0)))
    if len(wrong):
        raise AnalysisError(
            f"Base weights must be finite and not negative; {len(wrong)} are not, the first in row "
            f"{frame.index[wrong[0]]!r}.",
            n=len(wrong),
            reason="base_weights",
        )
    largest = float(values.max())
    if not largest > 0:
        raise AnalysisError("The base weights add to nothing.", reason="base_weights")
    # Only their proportions count; very large or small ones would overflow when squared.
    return values if 1e-100 < largest < 1e100 else values / largest
