"""The population targets as arrays, worked out once for targets that many samples are weighted to."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from surveys.analysis.errors import TargetError
from surveys.analysis.targets import Targets
from surveys.analysis.weighting.collapse import Collapse, collapsed_margins
from surveys.analysis.weighting.refusals import Category

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.intp]


@dataclass(frozen=True)
class TargetMargin:
    """A margin of the targets as arrays: ``slots`` says where each combination stands (-1: nowhere).

    ``in_order`` is true for a margin of one variable whose categories stand in the order of the variable's own.
    """

    variables: tuple[str, ...]
    categories: tuple[Category, ...]
    figures: Floats
    array: Floats
    slots: Ints
    in_order: bool


@dataclass(frozen=True)
class Layout:
    """All margins; the first ``split`` variables share no margin with the others (0: there is no such split)."""

    variables: tuple[str, ...]
    categories: tuple[tuple[str, ...], ...]
    margins: tuple[TargetMargin, ...]
    split: int


def layout_of(targets: Targets, collapse: Collapse | None) -> Layout:
    """The margins, with categories merged as asked."""
    frozen = tuple((name, tuple(merge.items())) for name, merge in (collapse or {}).items())
    return _cached_layout(targets, frozen)


@lru_cache(maxsize=64)
def _cached_layout(targets: Targets, collapse: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]) -> Layout:
    """The margins as arrays, worked out once for targets that many samples are weighted to."""
    margins = collapsed_margins(targets, {name: dict(merge) for name, merge in collapse})
    _check_figures(margins, targets.total)
    variables = tuple(dict.fromkeys(name for key in margins for name in key))
    categories = tuple(_categories(margins, name) for name in variables)
    place = {name: {c: i for i, c in enumerate(categories[v])} for v, name in enumerate(variables)}
    known = []
    for key, series in margins.items():
        labels = [label if isinstance(label, tuple) else (label,) for label in series.index.tolist()]
        at = tuple(
            np.array([place[name][str(label[i])] for label in labels], dtype=np.intp)
            for i, name in enumerate(key)
        )
        shape = tuple(len(place[name]) for name in key)
        slots, array = np.full(shape, -1, dtype=np.intp), np.zeros(shape)
        figures = series.to_numpy(dtype=np.float64)
        slots[at] = np.arange(len(figures))
        array[at] = figures
        named = tuple(str(c[0]) if len(key) == 1 else tuple(map(str, c)) for c in labels)
        in_order = len(key) == 1 and bool((slots == np.arange(len(slots))).all())
        known.append(TargetMargin(key, named, figures, array, slots, in_order))
    return Layout(variables, categories, tuple(known), _split(known, variables, categories))


def _split(
    margins: Sequence[TargetMargin], variables: tuple[str, ...], categories: tuple[tuple[str, ...], ...]
) -> int:
    """How many of the variables go to the left of a grid so that no margin lies on both sides; 0 if none can."""
    best, smallest = 0, math.inf
    for cut in range(1, len(margins)):
        left = {name for m in margins[:cut] for name in m.variables}
        right = {name for m in margins[cut:] for name in m.variables}
        if left & right:
            continue
        sizes = [math.prod(len(categories[variables.index(n)]) for n in side) for side in (left, right)]
        if sum(sizes) < smallest:
            best, smallest = len(left), sum(sizes)
    return best


def _check_figures(margins: Mapping[tuple[str, ...], pd.Series[Any]], total: float) -> None:
    """Targets check themselves when made; this guards against figures put together by hand."""
    if not margins:
        raise TargetError("There are no margins to weight to.", reason="no_margins")
    for key, series in margins.items():
        figures = series.to_numpy(dtype=np.float64)
        wrong = np.flatnonzero(~(np.isfinite(figures) & (figures >= 0.0)))
        name: Any = key[0] if len(key) == 1 else key
        if len(wrong):
            label: Any = series.index[wrong[0]]
            raise TargetError(
                f"The target of {label!r} in {name!r} is {figures[wrong[0]]}; targets are finite and not negative.",
                variable=name,
                category=label,
                target=float(figures[wrong[0]]),
                reason="negative" if figures[wrong[0]] < 0 else "not_finite",
            )
        if not abs(figures.sum() - total) <= 1e-6 * total:
            raise TargetError(
                f"The margin {name!r} adds to {figures.sum():,.6g}, but the population is {total:,.6g}; bring every "
                "margin to one total first.",
                variable=name,
                target=total,
                reason="totals_disagree",
            )


def _categories(margins: Mapping[tuple[str, ...], pd.Series[Any]], name: str) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for key, series in margins.items():
        if name in key:
            index = series.index
            values = index if len(key) == 1 else index.get_level_values(key.index(name))
            found.update(dict.fromkeys(map(str, values)))
    return tuple(found)
