"""Counting rows by the combination of their answers: a mixed-radix key a row, in a table or by sorting."""

from __future__ import annotations

import math
from collections.abc import Hashable
from typing import Any

import numpy as np
import numpy.typing as npt

from surveys.analysis.errors import AnalysisError

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.intp]

CHUNK = 1 << 15
"""Rows at a time: small enough for the temporary arrays of a chunk to be used again from the processor's cache."""
_FEW = 1 << 12
_BYTE = 255


def count_in_table(
    codes: list[npt.NDArray[Any]],
    sizes: list[int],
    read: list[tuple[npt.NDArray[Any], tuple[Hashable, ...]]],
    possible: int,
    row_count: Floats | None,
    row_base: Floats | None,
) -> tuple[npt.NDArray[Any], list[npt.NDArray[Any]]]:
    """The key of each row, and a table over all ``possible`` keys: of people, or of people, base weights and their
    squares where rows carry counts or base weights.
    """
    rows = len(codes[0]) if codes else 0
    kind: Any = np.uint16 if possible < 1 << 16 else np.int32
    keys = np.empty(rows, dtype=kind)
    plain = row_count is None and row_base is None
    if plain and rows <= _FEW:
        # With few people the arithmetic is nothing beside the calls: one variable after the other, without groups.
        keys[:] = codes[0]
        for v, (code, size, (_codes, labels)) in enumerate(zip(codes, sizes, read, strict=True)):
            if v:
                keys *= size
                np.add(keys, code, out=keys, casting="unsafe")
            if size != len(labels):
                keys += size - len(labels)
        return keys, [np.bincount(keys, minlength=possible)]
    tables: list[npt.NDArray[Any]] = [] if plain else [np.zeros(possible) for _ in range(3)]
    groups = _narrow_groups(codes, sizes)
    spare = [size - len(labels) for size, (_codes, labels) in zip(sizes, read, strict=True)]
    # Chunks that stay in the processor's cache: the rows are read from memory once, column by column.
    step = max(CHUNK, possible)
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


def count_sorted(
    codes: list[npt.NDArray[Any]],
    sizes: list[int],
    read: list[tuple[npt.NDArray[Any], tuple[Hashable, ...]]],
    row_count: Floats | None,
    row_base: Floats | None,
) -> tuple[npt.NDArray[Any], Ints, Floats, Floats, Floats]:
    """The cell of each row, the keys that occur in order, and people, base weights and their squares in each."""
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
