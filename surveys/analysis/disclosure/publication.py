"""The only form in which a table may be stored or served: rounded, with the hidden figures gone."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from surveys.analysis.disclosure.suppression import Mark, suppress
from surveys.analysis.disclosure.table import Option, Policy, Row, Table

CONFIDENTIAL = "[c]"
"""The one sign of a hidden figure, whatever the reason (Government Statistical Service symbol)."""
NOT_APPLICABLE = "[z]"
"""The sign of an answer that routing made impossible."""
LOW_BASE = 100
"""Rows with fewer people than this carry a note."""

Figure = int | str
"""A whole number, or one of the two signs."""

_WITHHELD = "This table is not published, to protect the people who answered."
_BREAKDOWN_WITHHELD = "This breakdown is not published, to protect the people who answered."


@dataclass(frozen=True)
class PublishedCell:
    """Whole per cents of one option in one row, or the same sign in each place."""

    option: str
    percent: Figure
    ci_low: Figure
    ci_high: Figure
    unweighted_percent: Figure
    letters: tuple[str, ...]

    @property
    def shown(self) -> bool:
        """Whether the cell has figures."""
        return not isinstance(self.percent, str)


@dataclass(frozen=True)
class PublishedRow:
    """One group of people, or everybody (code of the table's row of everybody).

    ``base`` is rounded to the nearest 5. ``order_flips`` lists pairs of options of which weighting puts the
    first above the second although fewer people chose it, by the whole per cents shown.
    """

    code: str
    label: str
    base: Figure
    low_base: bool
    cells: tuple[PublishedCell, ...]
    order_flips: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class AuditEntry:
    """One hidden figure and why, for the analyst; the group is None for everybody. Never published."""

    group: str | None
    option: str
    reason: str


@dataclass(frozen=True)
class ProtectedTable:
    """A table after disclosure control.

    ``published()`` is all that may be stored or served. ``publishable`` tells whether the row of everybody
    can be shown, ``breakdown_publishable`` whether any group can; ``reason`` says in a sentence why either is
    not, for the analyst. ``audit`` lists what is hidden and why. Neither is part of ``published()``.
    """

    question: str
    options: tuple[Option, ...]
    multi: bool
    threshold: int
    all_row: PublishedRow | None
    variable: str | None
    variable_label: str | None
    group_rows: tuple[PublishedRow, ...]
    reason: str
    audit: tuple[AuditEntry, ...] = field(default=(), repr=False)

    @property
    def publishable(self) -> bool:
        """Whether anything of the question can be shown."""
        return self.all_row is not None

    @property
    def breakdown_publishable(self) -> bool:
        """Whether anything of the breakdown can be shown."""
        return bool(self.group_rows)

    def published(self) -> dict[str, Any]:
        """The table as plain data fit for JSON; every cell has the same keys whether hidden or not."""
        breakdown: dict[str, Any] | None = None
        if self.variable is not None and self.publishable:
            breakdown = {
                "variable": self.variable,
                "label": self.variable_label,
                "publishable": self.breakdown_publishable,
                "note": "" if self.breakdown_publishable else _BREAKDOWN_WITHHELD,
                "rows": [_plain_row(row) for row in self.group_rows],
            }
        return {
            "question": self.question,
            "multi": self.multi,
            "threshold": self.threshold,
            "options": [{"code": option.code, "label": option.label} for option in self.options],
            "publishable": self.publishable,
            "note": "" if self.publishable else _WITHHELD,
            "all": None if self.all_row is None else _plain_row(self.all_row),
            "breakdown": breakdown,
        }

    def mean(self, value: float, *, group: str | None = None) -> float | str:
        """A mean or index of the answers as it may be published: to the nearest half, or the sign for hidden.

        It is hidden unless every option of the row and of everybody is shown, since a mean narrows a hidden
        count. Group None is everybody. Raises KeyError for a group the table does not have.
        """
        if self.all_row is None or (group is not None and not self.group_rows):
            return CONFIDENTIAL
        row = self.all_row if group is None else {row.code: row for row in self.group_rows}[group]
        cells = (*row.cells, *self.all_row.cells)
        if any(cell.percent == CONFIDENTIAL for cell in cells) or math.isnan(value):
            return CONFIDENTIAL
        return _half_up(value * 2) / 2


def protect(table: Table, *, policy: Policy | None = None) -> ProtectedTable:
    """Apply statistical disclosure control to one table of people.

    For every count below the threshold, or within it of its base, the range that a reader can work out from
    all that is published stays at least as wide as the threshold, or as wide as bases and the row of
    everybody alone leave it. The reader is taken to know every group's exact base, to read each per cent as
    an exact count, and to know these rules. The same table and policy always give the same result, and
    weights never change what is hidden.

    Raises ValueError when a figure to be shown has no estimate.
    """
    policy = policy or Policy()
    totals, groups = suppress(table, policy)
    all_row = None if totals is None else _published_row(table, table.all_row, totals, {}, policy)
    group_rows: list[PublishedRow] = []
    if groups is not None:
        shown = {
            row.code: {place for place, mark in enumerate(marks) if mark is Mark.SHOWN}
            for row, marks in zip(table.groups, groups, strict=True)
        }
        group_rows = [
            _published_row(table, row, marks, shown, policy)
            for row, marks in zip(table.groups, groups, strict=True)
        ]
    return ProtectedTable(
        question=table.question,
        options=table.options,
        multi=table.multi,
        threshold=policy.k,
        all_row=all_row,
        variable=table.breakdown.variable if table.breakdown else None,
        variable_label=table.breakdown.label if table.breakdown else None,
        group_rows=tuple(group_rows),
        reason=_reason(table, policy, totals, groups),
        audit=_audit(table, totals, groups),
    )


def _reason(
    table: Table, policy: Policy, totals: Sequence[Mark] | None, groups: Sequence[Sequence[Mark]] | None
) -> str:
    if table.all_row.base < policy.min_base:
        return (
            f"{table.question} cannot be published: fewer than {policy.min_base} people answered it. Wait "
            "for more answers."
        )
    if totals is None:
        return (
            f"{table.question} cannot be published: no option is left once those that too few people gave, "
            "or nearly everybody gave, are protected. Merge the rare options."
        )
    if table.breakdown is not None and groups is None:
        return (
            f"{table.question} by {table.breakdown.label} cannot be published: protecting small counts "
            "leaves nothing to show. Merge the rare options or the small groups."
        )
    return ""


def _audit(
    table: Table, totals: Sequence[Mark] | None, groups: Sequence[Sequence[Mark]] | None
) -> tuple[AuditEntry, ...]:
    rows: list[tuple[str | None, Sequence[Mark]]] = [] if totals is None else [(None, totals)]
    if groups is not None:
        rows += [(row.code, marks) for row, marks in zip(table.groups, groups, strict=True)]
    return tuple(
        AuditEntry(code, option.code, str(mark))
        for code, marks in rows
        for option, mark in zip(table.options, marks, strict=True)
        if mark.hidden
    )


def _published_row(
    table: Table, row: Row, marks: Sequence[Mark], shown_in: dict[str, set[int]], policy: Policy
) -> PublishedRow:
    cells = tuple(_published_cell(table, row, place, mark, shown_in) for place, mark in enumerate(marks))
    small = row.base < policy.min_base
    return PublishedRow(
        code=row.code,
        label=row.label,
        base=CONFIDENTIAL if small else (2 * row.base + 5) // 10 * 5,
        low_base=not small and row.base < LOW_BASE,
        cells=cells,
        order_flips=_order_flips(cells),
    )


def _published_cell(
    table: Table, row: Row, place: int, mark: Mark, shown_in: dict[str, set[int]]
) -> PublishedCell:
    option = table.options[place]
    if mark is not Mark.SHOWN:
        sign = NOT_APPLICABLE if mark is Mark.STRUCTURAL else CONFIDENTIAL
        return PublishedCell(option.code, sign, sign, sign, sign, ())
    estimates = (row.shares[place], row.ci_low[place], row.ci_high[place])
    if any(math.isnan(value) for value in estimates):
        raise ValueError(
            f"Table {table.question}, row {row.label}: option {option.label} would be shown but has no "
            "weighted share or interval. Estimate it before publication."
        )
    percent, low, high = (_half_up(value * 100) for value in estimates)
    return PublishedCell(
        option=option.code,
        percent=percent,
        ci_low=low,
        ci_high=high,
        unweighted_percent=(200 * row.counts[place] + row.base) // (2 * row.base),
        letters=tuple(code for code in row.letters_of(place) if place in shown_in.get(code, ())),
    )


def _half_up(value: float) -> int:
    # Nine decimals first, so that a half that floating point left a hair below still rounds up.
    return int(Decimal(str(round(value, 9))).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def _order_flips(cells: Sequence[PublishedCell]) -> tuple[tuple[str, str], ...]:
    figures = [
        (cell.option, cell.percent, cell.unweighted_percent)
        for cell in cells
        if isinstance(cell.percent, int) and isinstance(cell.unweighted_percent, int)
    ]
    return tuple(
        (first, second)
        for first, weighted, unweighted in figures
        for second, other_weighted, other_unweighted in figures
        if weighted > other_weighted and unweighted < other_unweighted
    )


def _plain_row(row: PublishedRow) -> dict[str, Any]:
    return {
        "code": row.code,
        "label": row.label,
        "base": row.base,
        "low_base": row.low_base,
        "cells": [
            {
                "option": cell.option,
                "percent": cell.percent,
                "ci_low": cell.ci_low,
                "ci_high": cell.ci_high,
                "unweighted_percent": cell.unweighted_percent,
                "letters": list(cell.letters),
            }
            for cell in row.cells
        ],
        "order_flips": [list(pair) for pair in row.order_flips],
    }
