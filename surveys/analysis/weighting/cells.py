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

import numpy as np
import numpy.typing as npt
import pandas as pd

from surveys.analysis.errors import AnalysisError, MissingDemographic

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.intp]

# Keys of up to this many combinations are counted in a table; beyond it (or far beyond the number of rows)
# the combinations that occur are sorted instead.
_TABLE_UP_TO = 1 << 22
# Rows at a time: small enough for the temporary arrays of a chunk to be used again from the processor's cache.
_CHUNK = 1 << 15
_BYTE = 255
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
    out = np.empty((len(radices), len(combinations)), dtype=np.intp)
    rest = combinations
    for position in range(len(radices) - 1, -1, -1):
        above = rest // radices[position]
        np.subtract(rest, above * radices[position], out=out[position])
        if radices[position] != len(labels[position]):
            out[position] -= radices[position] - len(labels[position])
        rest = above
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
        for start in range(0, len(out), _CHUNK):
            stop = start + _CHUNK
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
        return values.codes, tuple(values.categories.tolist())
    codes, labels = pd.factorize(column)
    return codes, tuple(labels.tolist())


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
    odd = not frame.columns.is_unique or frame.columns.nlevels > 1
    for variable in variables:
        if variable not in frame.columns:
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
        keys, tables = _count_in_table(codes, sizes, read, possible, row_count, row_base)
        grid = grid and row_base is None and _GRID_FROM * possible <= int(np.count_nonzero(tables[0]))
        occupied = np.arange(possible) if grid else np.flatnonzero(tables[0] > 0)
        if row_base is None and row_count is None:
            n = (tables[0] if grid else tables[0][occupied]).astype(np.float64)
            base = base_squares = n
        else:
            n, base, base_squares = (table[occupied].astype(np.float64) for table in tables)
        combinations: npt.NDArray[Any] = occupied
    else:
        grid = False
        keys, combinations, n, base, base_squares = _count_sorted(codes, sizes, read, row_count, row_base)
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


def _count_in_table(
    codes: list[npt.NDArray[Any]],
    sizes: list[int],
    read: list[tuple[npt.NDArray[Any], tuple[Hashable, ...]]],
    possible: int,
    row_count: Floats | None,
    row_base: Floats | None,
) -> tuple[npt.NDArray[Any], list[npt.NDArray[Any]]]:
    rows = len(codes[0]) if codes else 0
    kind: Any = np.uint16 if possible < 1 << 16 else np.int32
    keys = np.empty(rows, dtype=kind)
    plain = row_count is None and row_base is None
    tables: list[npt.NDArray[Any]] = [] if plain else [np.zeros(possible) for _ in range(3)]
    groups = _narrow_groups(codes, sizes)
    spare = [size - len(labels) for size, (_codes, labels) in zip(sizes, read, strict=True)]
    # Chunks that stay in the processor's cache: the rows are read from memory once, column by column.
    step = max(_CHUNK, possible)
    narrow = np.empty(min(step, rows), dtype=np.uint8)
    for start in range(0, rows, step):
        stop = min(start + step, rows)
        key = keys[start:stop]
        key[:] = 0
        for group in groups:
            if len(group) == 1:
                part: npt.NDArray[Any] = codes[group[0]][start:stop]
            else:
                part = narrow[: stop - start]
                part[:] = 0
                for v in group:
                    part *= sizes[v]
                    part += codes[v][start:stop].view(np.uint8)
                    part += spare[v]
            key *= math.prod(sizes[v] for v in group)
            np.add(key, part, out=key, casting="unsafe")
            if len(group) == 1:
                key += spare[group[0]]
        if plain:
            counted = np.bincount(key, minlength=possible)
            if tables:
                tables[0] += counted
            else:
                tables.append(counted)
            continue
        count = np.ones(len(key)) if row_count is None else row_count[start:stop]
        base = count if row_base is None else row_base[start:stop] * count
        squares = base if row_base is None else row_base[start:stop] * base
        for table, values in zip(tables, (count, base, squares), strict=True):
            table += np.bincount(key, values, minlength=possible)
    return keys, tables


def _narrow_groups(codes: list[npt.NDArray[Any]], sizes: list[int]) -> list[list[int]]:
    """Neighbouring variables whose combinations fit into a byte, where arithmetic is several times as quick."""
    groups: list[list[int]] = []
    for v in range(len(codes)):
        last = groups[-1] if groups else []
        if (
            last
            and all(codes[u].dtype == np.int8 for u in (*last, v))
            and math.prod(sizes[u] for u in (*last, v)) <= _BYTE
        ):
            last.append(v)
        else:
            groups.append([v])
    return groups


def _count_sorted(
    codes: list[npt.NDArray[Any]],
    sizes: list[int],
    read: list[tuple[npt.NDArray[Any], tuple[Hashable, ...]]],
    row_count: Floats | None,
    row_base: Floats | None,
) -> tuple[npt.NDArray[Any], Ints, Floats, Floats, Floats]:
    if math.prod(sizes) >= 1 << 62:
        raise AnalysisError(
            "The weighting variables have too many categories together; use fewer or broader ones.",
            reason="too_many_cells",
        )
    key = np.zeros(len(codes[0]), dtype=np.int64)
    for column, size, (_codes, labels) in zip(codes, sizes, read, strict=True):
        key *= size
        key += column
        key += size - len(labels)
    occurring, inverse = np.unique(key, return_inverse=True)
    count = np.ones(len(key)) if row_count is None else row_count
    base = count if row_base is None else row_base * count
    squares = base if row_base is None else row_base * base

    def add(values: Floats) -> Floats:
        return np.bincount(inverse, values, minlength=len(occurring)).astype(np.float64)

    return inverse, occurring.astype(np.intp), add(count), add(base), add(squares)


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
