"""Answers to one question as codes or indicators, and their sums over cells and groups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from surveys.analysis.errors import AnalysisError
from surveys.analysis.estimates.variance import Domains, Sums
from surveys.analysis.weighting.cells import read_column

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.intp]


@dataclass(frozen=True)
class Coded:
    """A single-choice question: ``codes`` into ``labels`` for each row, -1 where not answered."""

    name: str
    codes: npt.NDArray[Any]
    labels: tuple[Any, ...]


@dataclass(frozen=True)
class Ticked:
    """A multiple-choice question: ``rows`` and ``codes`` of each tick, and who answered the question at all."""

    name: str
    rows: Ints
    codes: Ints
    labels: tuple[Any, ...]
    answered: npt.NDArray[np.bool_]


def named(name: str | pd.Series[Any], data: pd.DataFrame) -> tuple[str, pd.Series[Any]]:
    """A column by name, or a Series given directly, aligned with the data."""
    if isinstance(name, pd.Series):
        if not name.index.equals(data.index):
            raise AnalysisError(
                "The answers are not on the same index as the sample that was weighted; keep one row a person, in "
                "the same order.",
                reason="index",
            )
        return str(name.name if name.name is not None else "y"), name
    if name not in data.columns:
        raise AnalysisError(
            f"There is no column {name!r} among the answers.", variable=name, reason="no_column"
        )
    return name, data[name]


def is_multiple(column: pd.Series[Any]) -> bool:
    """Whether the answers are lists of options."""
    if column.dtype != object:
        return False
    first = next((v for v in column if isinstance(v, list | tuple | set | frozenset)), None)
    return first is not None


def coded(name: str, column: pd.Series[Any], options: Sequence[Any] | None = None) -> Coded:
    """Codes of a single-choice question; empty text is no answer.

    ``options`` sets the order and adds options nobody chose; an answer outside them raises AnalysisError.
    Without, the order is that of the categories, or sorted.
    """
    if options is not None and len(set(options)) < len(options):
        twice = next(option for option in options if list(options).count(option) > 1)
        raise AnalysisError(
            f"The option {twice!r} of {name!r} is listed twice; list each once.",
            variable=name,
            category=str(twice),
            reason="repeated_option",
        )
    raw, found = read_column(column)
    empty = [isinstance(label, str) and not label.strip() for label in found]
    if options is None:
        kept = [label for label, blank in zip(found, empty, strict=True) if not blank]
        labels = tuple(kept) if isinstance(column.dtype, pd.CategoricalDtype) else _sorted(kept)
    else:
        labels = tuple(options)
    place = {label: i for i, label in enumerate(labels)}
    lookup = np.full(len(found) + 1, -1, dtype=np.intp)
    for i, (label, blank) in enumerate(zip(found, empty, strict=True)):
        if blank:
            continue
        if label not in place:
            n = int((np.asarray(raw) == i).sum())
            if n:
                raise AnalysisError(
                    f"{n} people answered {label!r} to {name!r}, which is not among its options.",
                    variable=name,
                    category=str(label),
                    n=n,
                    reason="unknown_option",
                )
            continue
        lookup[i] = place[label]
    if (lookup[:-1] == np.arange(len(found))).all():
        return Coded(name, raw, labels)
    return Coded(name, lookup[raw], labels)


def ticked(name: str, column: pd.Series[Any], options: Sequence[Any] | None = None) -> Ticked:
    """Ticks of a multiple-choice question stored as lists; an empty list is an answer, None is not."""
    rows: list[int] = []
    values: list[Any] = []
    answered = np.zeros(len(column), dtype=bool)
    for i, value in enumerate(column):
        if isinstance(value, list | tuple | set | frozenset):
            answered[i] = True
            chosen = dict.fromkeys(value)
            rows.extend([i] * len(chosen))
            values.extend(chosen)
    ticks = coded(name, pd.Series(values, dtype=object), options)
    return Ticked(name, np.array(rows, dtype=np.intp), ticks.codes, ticks.labels, answered)


def indicators(name: str, columns: Mapping[Any, pd.Series[Any]]) -> Ticked:
    """Ticks of a multiple-choice question stored as a true or false column for each option."""
    stacked = np.column_stack(
        [column.to_numpy(dtype=np.float64, na_value=np.nan) for column in columns.values()]
    )
    answered = ~np.isnan(stacked).all(axis=1)
    rows, codes = np.nonzero(np.nan_to_num(stacked) > 0)
    return Ticked(name, rows, codes, tuple(columns), answered)


def _sorted(labels: list[Any]) -> tuple[Any, ...]:
    try:
        return tuple(sorted(labels))
    except TypeError:
        return tuple(sorted(labels, key=str))


def sums_of_options(
    domain: Domains, question: Coded | Ticked, scale: float, count: Floats | None, base: Floats | None
) -> Sums:
    """One pass over the rows: each option's people in each (cell, group), and everyone who answered."""
    size, options = len(domain.cell), len(question.labels)
    if isinstance(question, Coded):
        usable = (domain.of_row >= 0) & (question.codes >= 0)
        key = np.where(usable, domain.of_row * options + question.codes, size * options)
        chosen = _tabulate(key, size * options, count, base, None)
        one = np.ones((options, 1))
        tables = [_beside(t.reshape(size, options) @ one, t.reshape(size, options)) for t in chosen]
    else:
        at = domain.of_row[question.rows]
        usable = (at >= 0) & (question.codes >= 0)
        key = np.where(usable, at * options + question.codes, size * options)
        chosen = _tabulate(key, size * options, count, base, question.rows)
        key = np.where((domain.of_row >= 0) & question.answered, domain.of_row, size)
        answered = _tabulate(key, size, count, base, None)
        tables = [
            _beside(a[:, None], t.reshape(size, options)) for a, t in zip(answered, chosen, strict=True)
        ]
    return _sums(tables, None, scale, base)


def sums_of_numbers(
    domain: Domains, values: Floats, scale: float, count: Floats | None, base: Floats | None
) -> Sums:
    """Sums of powers of a number in each (cell, group), over rows where it is known."""
    size = len(domain.cell)
    known = (domain.of_row >= 0) & np.isfinite(values)
    at = domain.of_row[known]
    y = values[known]
    people = np.ones(len(y)) if count is None else count[known]

    def add(v: Floats) -> Floats:
        return np.bincount(at, v, minlength=size)[:, None].astype(np.float64)

    levels = [people] if base is None else [people, people * base[known], people * base[known] ** 2]
    return _sums([_beside(add(v), add(v * y)) for v in levels], add(levels[-1] * y**2), scale, base)


def _sums(tables: list[Floats], squares: Floats | None, scale: float, base: Floats | None) -> Sums:
    """Where every base weight is ``scale``, counts of people serve for all three weightings."""
    if base is None:
        return Sums(tables[0], tables[0], tables[0], squares, scale, scale**2)
    return Sums(tables[0], tables[1], tables[2], squares, 1.0, 1.0)


def _beside(first: Floats, others: Floats) -> Floats:
    out = np.empty((len(others), others.shape[1] + 1))
    out[:, :1] = first
    out[:, 1:] = others
    return out


def _tabulate(
    key: Ints, size: int, count: Floats | None, base: Floats | None, rows: Ints | None
) -> list[Floats]:
    """People by key, and with base weights their sums and the sums of their squares; key ``size`` is dropped."""
    if count is None and base is None:
        return [np.bincount(key, minlength=size + 1)[:size].astype(np.float64)]

    def add(values: Floats) -> Floats:
        return np.bincount(key, values, minlength=size + 1)[:size].astype(np.float64)

    people = np.ones(len(key)) if count is None else (count if rows is None else count[rows])
    if base is None:
        return [add(people)]
    weight = base if rows is None else base[rows]
    return [add(people), add(people * weight), add(people * weight**2)]
