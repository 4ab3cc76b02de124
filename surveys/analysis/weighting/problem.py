"""The weighting problem on cells: who belongs where, what the population figures are, what stands in the way."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from numbers import Real
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from surveys.analysis.errors import AnalysisError, TargetError, UnknownCategory
from surveys.analysis.targets import Targets
from surveys.analysis.weighting.cells import Cells, decode, to_cells
from surveys.analysis.weighting.collapse import Collapse, label_of
from surveys.analysis.weighting.layout import layout_of
from surveys.analysis.weighting.membership import CrossedMembership, Membership
from surveys.analysis.weighting.missing import MissingReport, Policy, checked_policy
from surveys.analysis.weighting.reading import (
    Margin,
    Outside,
    Reading,
    Request,
    read_margins,
    read_numbers,
    rows_of_x,
)
from surveys.analysis.weighting.refusals import Category

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.intp]


@dataclass(frozen=True)
class Problem:
    """Everything the solver needs, in the order of ``order`` (the cells that take part, whole ones first).

    ``base`` and ``targets`` are on the scale of the population total. ``refusals`` are the reasons, each an
    error ready to be raised, for which no weights exist or none should. ``ridge`` is how far each target may give way,
    None where all are met exactly. ``shares`` is true where the targets add up to one rather than to people.
    """

    cells: Cells
    order: Ints
    membership: Membership | CrossedMembership
    base: Floats
    targets: Floats
    margins: tuple[Margin, ...]
    continuous: tuple[str, ...]
    total: float
    scale: float
    policy: Policy
    missing: tuple[MissingReport, ...]
    dropped: float
    refusals: tuple[AnalysisError, ...]
    ridge: Floats | None = None
    shares: bool = False
    everybody: bool = False
    """Known to hold every cell in its own order; false says nothing."""

    @cached_property
    def n(self) -> Floats:
        """Respondents in each cell that takes part."""
        return self.taking_part(self.cells.n)

    def taking_part(self, values: Floats) -> Floats:
        """One value a cell as one value a cell that takes part, in ``order``."""
        return values if self._all_in_order else values[self.order]

    def of_cells(self, values: Floats) -> Floats:
        """One value a cell that takes part as one value a cell, 0 for the others; always a new array."""
        if self._all_in_order:
            return values.copy()
        out = np.zeros(len(self.cells))
        out[self.order] = values
        return out

    @cached_property
    def _all_in_order(self) -> bool:
        if self.cells.grid or self.everybody:
            return True
        return len(self.order) == len(self.cells) and bool((np.diff(self.order) == 1).all())

    @cached_property
    def cell_of_row(self) -> Ints:
        """The place in ``order`` of each row; -1 for rows left out."""
        place = np.full(len(self.cells), -1, dtype=np.intp)
        place[self.order] = np.arange(len(self.order), dtype=np.intp)
        return place[self.cells.of_row]

    def describe(self, cell: int) -> str:
        """The answers of one cell in words."""
        cells = self.cells
        codes = decode(cells.combinations[cell : cell + 1], cells.radices, cells.labels)[:, 0]
        parts = []
        for name, labels, code in zip(cells.variables, cells.labels, codes, strict=True):
            answer = label_of(labels[code]) if code >= 0 else None
            parts.append(f"{name} {answer or 'not stated'}")
        return ", ".join(parts)

    def rebased(self, weight: Floats) -> Problem:
        """The same problem from other base weights: ``weight`` of each person in a row, 0 for rows left out."""
        cells = self.cells
        people = np.ones(len(weight)) if cells.row_count is None else cells.row_count
        place = cells.of_row

        def add(values: Floats) -> Floats:
            return np.bincount(place, values, minlength=len(cells)).astype(np.float64)

        base = add(people * weight)
        scale = self.total / float(base.sum())
        return replace(
            self,
            cells=replace(cells, base=base, base_squares=add(people * weight**2), row_base=weight),
            base=base[self.order] * scale,
            scale=scale,
        )

    def refuse(self) -> None:
        """Raise the first reason why these weights cannot be made."""
        if self.refusals:
            raise self.refusals[0]

    def label(self, column: int) -> tuple[str | tuple[str, ...], Category]:
        """Variable and category of one column of X that belongs to a margin."""
        for margin in self.margins:
            if column < len(margin.categories):
                return margin.name, margin.categories[column]
            column -= len(margin.categories)
        raise IndexError("There are fewer categories than that.")

    def labels(self) -> list[tuple[str | tuple[str, ...], Category]]:
        """Variable and category of each column of X."""
        named: list[tuple[str | tuple[str, ...], Category]] = [
            (margin.name, category) for margin in self.margins for category in margin.categories
        ]
        return named + [(name, "(total)") for name in self.continuous]


def build(
    sample: pd.DataFrame,
    targets: Targets,
    *,
    count: str | None = None,
    base_weights: Sequence[float] | Floats | pd.Series[Any] | None = None,
    missing: str = "soft",
    outside: Outside | None = None,
    collapse: Collapse | None = None,
    continuous: Mapping[str, float] | None = None,
) -> Problem:
    """Collapse the sample to cells and set them against the targets, under one policy for missing answers."""
    policy = checked_policy(missing)
    layout = layout_of(targets, collapse)
    variables = layout.variables
    extra = dict(continuous or {})
    if set(extra) & set(variables):
        name = next(iter(set(extra) & set(variables)))
        raise TargetError(
            f"{name!r} has both categories and a continuous total; give one of the two.",
            variable=name,
            reason="repeated_margin",
        )
    for name, total in extra.items():
        if isinstance(total, bool) or not isinstance(total, Real) or not math.isfinite(total):
            raise TargetError(
                f"The population total of {name!r} is {total!r}; it must be a number.",
                variable=name,
                reason="not_a_number",
            )
    for name, answers in (outside or {}).items():
        if isinstance(answers, str):
            raise UnknownCategory(
                f"'outside' has the text {answers!r} for {name!r}; give a list, [{answers!r}].",
                variable=name,
                category=answers,
                reason="not_a_list",
            )
    for name in (outside or {}).keys() - set(variables):
        raise UnknownCategory(
            f"'outside' speaks of {name!r}, which the targets do not use.",
            variable=name,
            reason="unknown_variable",
        )
    known = Request(layout, policy, outside or {}, collapse or {}, targets.total, targets.kind == "shares")
    cells = to_cells(
        sample,
        (*variables, *extra),
        count=count,
        base_weights=base_weights,
        grid=bool(layout.split) and not extra and policy != "complete",
    )
    if cells.grid:
        return _on_grid(cells, known)
    read = read_margins(cells.side, layout.margins, known)
    numbers = [read_numbers(cells, len(variables) + i, name) for i, name in enumerate(extra)]
    taking_part = read.taking_part
    if not taking_part.any():
        raise AnalysisError(
            "Nobody answered every weighting question, so nobody is left under missing='complete'.",
            n=0,
            reason="nobody_left",
        )
    everybody = read.whole is None and not extra and bool(taking_part.all())
    if everybody:
        first = np.arange(len(cells))
        second = first[:0]
    else:
        whole = np.zeros(len(cells), dtype=bool) if extra else taking_part
        if read.whole is not None:
            whole = whole & read.whole
        first = np.flatnonzero(taking_part & whole)
        second = np.flatnonzero(taking_part & ~whole)
    sizes = [len(margin.categories) for margin in read.margins]
    mixed = rows_of_x(read, second, layout.margins, known, extra=len(extra))
    for i, values in enumerate(numbers):
        mixed[:, mixed.shape[1] - len(extra) + i] = values[second]
    membership = Membership(
        read.indices if everybody else [index[first] for index in read.indices],
        sizes,
        mixed,
        extra=len(extra),
    )
    return _problem(
        cells,
        known,
        [read],
        membership,
        first if everybody else np.concatenate([first, second]),
        extra,
        everybody,
    )


def _on_grid(cells: Cells, known: Request) -> Problem:
    """The problem on a full grid of combinations, each margin read from the side its variables are on."""
    layout = known.layout
    left, right = cells.sides(layout.split)
    ours = [m for m in layout.margins if set(m.variables) <= set(left.variables)]
    theirs = [m for m in layout.margins if not set(m.variables) <= set(left.variables)]
    read = [read_margins(left, ours, known), read_margins(right, theirs, known)]
    matrices = [
        rows_of_x(r, np.arange(len(s.n)), margins, known)
        for r, s, margins in zip(read, (left, right), (ours, theirs), strict=True)
    ]
    sizes = [[len(margin.categories) for margin in r.margins] for r in read]
    membership = CrossedMembership(matrices[0], matrices[1], sizes[0], sizes[1])
    return _problem(cells, known, read, membership, cells.occupied, {}, True)


def _problem(
    cells: Cells,
    known: Request,
    read: Sequence[Reading],
    membership: Membership | CrossedMembership,
    order: Ints,
    extra: Mapping[str, float],
    in_order: bool,
) -> Problem:
    margins = tuple(margin for r in read for margin in r.margins)
    base = cells.base if in_order else cells.base[order]
    scale = known.total / float(base.sum())
    return Problem(
        cells=cells,
        order=order,
        membership=membership,
        base=base * scale,
        targets=np.concatenate([*(m.target for m in margins), np.array(list(extra.values()), dtype=float)]),
        margins=margins,
        continuous=tuple(extra),
        total=known.total,
        scale=scale,
        policy=known.policy,
        missing=tuple(report for r in read for report in r.reports),
        dropped=0.0 if in_order and cells.row_base is None else cells.people - float(cells.n[order].sum()),
        refusals=tuple(refusal for r in read for refusal in r.refusals),
        shares=known.shares,
        everybody=in_order,
    )
