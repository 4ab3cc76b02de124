"""Which figures of a table must be hidden, decided on unweighted counts of people alone."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from surveys.analysis.disclosure.flow import Cell, HiddenCells
from surveys.analysis.disclosure.table import Policy, Table

Counts = Sequence[Sequence[int]]


class Mark(StrEnum):
    """What happens to one figure, and why. For the analyst only: readers see one sign for all."""

    SHOWN = "shown"
    STRUCTURAL = "impossible by routing"
    SMALL_BASE = "the row's base is too small"
    UNSAFE = "too few people gave this answer, or too few did not"
    OPTION = "this option is hidden for everybody"
    SECONDARY = "would give away another hidden figure"

    @property
    def hidden(self) -> bool:
        """Whether the figure is withheld."""
        return self not in (Mark.SHOWN, Mark.STRUCTURAL)


Marks = list[list[Mark]]


def is_unsafe(count: int, base: int, k: int) -> bool:
    """Whether fewer than k people gave the answer, or fewer than k did not."""
    return count < k or base - count < k


def suppress(table: Table, policy: Policy) -> tuple[list[Mark] | None, Marks | None]:
    """Marks of the row of everybody and of the groups (rows by options); None for what cannot be published.

    Weights play no part: two tables with the same counts get the same marks.
    """
    all_row, groups, options = table.all_row, table.groups, table.options
    if all_row.base < policy.min_base:
        return None, None
    impossible = [[table.is_structural_zero(row, option) for option in options] for row in table.rows]
    bases = [row.base for row in groups]
    if not table.multi:
        totals = suppress_everybody(all_row.counts, all_row.base, impossible[0], policy)
        if totals is None or not groups:
            return totals, None
        counts = [row.counts for row in groups]
        return totals, suppress_groups(counts, bases, all_row.counts, totals, impossible[1:], policy)
    everybody: list[Mark] = []
    columns: list[list[Mark]] = []
    for position in range(len(options)):
        absent = [row[position] for row in impossible]
        total, column = _suppress_ticked(
            all_row.counts[position],
            all_row.base,
            [row.counts[position] for row in groups],
            bases,
            absent,
            policy,
        )
        everybody.append(total)
        columns.append(column)
    if Mark.SHOWN not in everybody:
        return None, None
    by_group = [list(row) for row in zip(*columns, strict=True)]
    return everybody, by_group if any(Mark.SHOWN in row for row in by_group) else None


def _suppress_ticked(
    total: int, base: int, counts: Sequence[int], bases: Sequence[int], absent: Sequence[bool], policy: Policy
) -> tuple[Mark, list[Mark]]:
    """Marks of one option of a multi-select question: everybody's, then each group's."""
    if absent[0]:
        return Mark.STRUCTURAL, [Mark.STRUCTURAL for _ in counts]
    pair = [total, base - total]
    totals = suppress_everybody(pair, base, [False, False], policy)
    if totals is None:
        # No sign of routing either: groups that could not tick it may leave too few who could.
        return Mark.UNSAFE, [Mark.OPTION for _ in counts]
    pairs = [[count, people - count] for count, people in zip(counts, bases, strict=True)]
    marks = suppress_groups(pairs, bases, pair, totals, [[zero, zero] for zero in absent[1:]], policy)
    if marks is None:
        return totals[0], [
            Mark.STRUCTURAL if zero else Mark.SMALL_BASE if people < policy.min_base else Mark.SECONDARY
            for zero, people in zip(absent[1:], bases, strict=True)
        ]
    # Either half of a pair gives the other away, so both must be open for the figure to be shown.
    return totals[0], [ticked if ticked is not Mark.SHOWN else left for ticked, left in marks]


def suppress_everybody(
    counts: Sequence[int], base: int, impossible: Sequence[bool], policy: Policy
) -> list[Mark] | None:
    """Marks of the row of everybody, one per option, or None when no option can be shown.

    Unsafe options are hidden, and then the next smallest until at least two are hidden that hold at least k
    people.
    """
    marks = [
        Mark.STRUCTURAL if absent else Mark.UNSAFE if is_unsafe(count, base, policy.k) else Mark.SHOWN
        for count, absent in zip(counts, impossible, strict=True)
    ]
    while True:
        hidden = [count for count, mark in zip(counts, marks, strict=True) if mark.hidden]
        shown = [(count, place) for place, count in enumerate(counts) if marks[place] is Mark.SHOWN]
        if not shown:
            return None
        if not hidden or (len(hidden) >= 2 and sum(hidden) >= policy.k):
            return marks
        marks[min(shown)[1]] = Mark.SECONDARY


def suppress_groups(
    counts: Counts,
    bases: Sequence[int],
    totals: Sequence[int],
    total_marks: Sequence[Mark],
    impossible: Sequence[Sequence[bool]],
    policy: Policy,
) -> Marks | None:
    """Marks of the groups (rows by options), given the marks of everybody; None when nothing can be shown."""
    marks = [
        [
            _primary_mark(count, base, absent, total_mark, policy)
            for count, absent, total_mark in zip(row, zeros, total_marks, strict=True)
        ]
        for row, base, zeros in zip(counts, bases, impossible, strict=True)
    ]
    defence = Defence(counts, bases, totals, total_marks, marks, policy)
    if not defence.possible:
        return None
    defence.hide_until_safe()
    defence.show_what_is_not_needed()
    return marks if any(Mark.SHOWN in row for row in marks) else None


def _primary_mark(count: int, base: int, absent: bool, total_mark: Mark, policy: Policy) -> Mark:
    if absent:
        return Mark.STRUCTURAL
    if base < policy.min_base:
        return Mark.SMALL_BASE
    if total_mark.hidden:
        return Mark.OPTION
    return Mark.UNSAFE if is_unsafe(count, base, policy.k) else Mark.SHOWN


class Defence:
    """Hides further figures of a breakdown until every unsafe hidden count keeps its promised width.

    The promise is k people, or the width that the bases and the row of everybody alone leave (Frechet), if
    that is less. Options hidden for everybody are promised k outright: ``possible`` is False where routing
    breaks that promise whatever is hidden. ``marks`` is changed in place.
    """

    def __init__(
        self,
        counts: Counts,
        bases: Sequence[int],
        totals: Sequence[int],
        total_marks: Sequence[Mark],
        marks: Marks,
        policy: Policy,
    ) -> None:
        self._counts, self._marks = counts, marks
        self._hidden = HiddenCells(counts, totals)
        everything = HiddenCells(counts, totals)
        everybody = self._hidden.everybody
        cells = [(row, column) for row in range(len(counts)) for column in range(len(totals))]
        cells = [(row, column) for row, column in cells if marks[row][column] is not Mark.STRUCTURAL]
        for row, column in cells:
            everything.hide((row, column))
            if marks[row][column].hidden:
                self._hidden.hide((row, column))
        for column, mark in enumerate(total_marks):
            if mark.hidden:
                everything.hide((everybody, column))
                self._hidden.hide((everybody, column))
        self._promised: dict[Cell, int] = {}
        self.possible = True
        for column, mark in enumerate(total_marks):
            if mark is Mark.UNSAFE:
                self._promised[everybody, column] = policy.k
                self.possible &= everything.room((everybody, column), policy.k)[0] >= policy.k
        for row, column in cells:
            if marks[row][column].hidden and is_unsafe(counts[row][column], bases[row], policy.k):
                self._promised[row, column] = everything.room((row, column), policy.k)[0]
        self._lenders: dict[Cell, frozenset[Cell]] = {}

    def hide_until_safe(self) -> None:
        """Secondary suppression: each unsafe count in turn, one more hidden figure at a time."""
        # Hiding more never narrows a range, so a count that is safe once stays safe.
        for cell in self._promised:
            while not self._is_safe(cell):
                row, column = self._next_to_hide(cell)
                self._marks[row][column] = Mark.SECONDARY
                self._hidden.hide((row, column))

    def show_what_is_not_needed(self) -> None:
        """Show each secondary figure again, largest first, where every promise holds without it."""
        secondary = [cell for cell in self._cells() if self._mark(cell) is Mark.SECONDARY]
        for cell in sorted(secondary, key=lambda cell: (-self._counts[cell[0]][cell[1]], cell)):
            before = dict(self._lenders)
            self._hidden.show(cell)
            # Only the counts that this figure lent room to can have lost any.
            if all(self._is_safe(unsafe) for unsafe, lenders in before.items() if cell in lenders):
                self._marks[cell[0]][cell[1]] = Mark.SHOWN
            else:
                self._hidden.hide(cell)
                self._lenders = before

    def _is_safe(self, cell: Cell) -> bool:
        promised = self._promised[cell]
        width, self._lenders[cell] = self._hidden.room(cell, promised)
        return width >= promised

    def _mark(self, cell: Cell) -> Mark:
        return self._marks[cell[0]][cell[1]]

    def _cells(self) -> list[Cell]:
        return [(row, column) for row, marks in enumerate(self._marks) for column in range(len(marks))]

    def _next_to_hide(self, unsafe: Cell) -> Cell:
        shown = [cell for cell in self._cells() if self._mark(cell) is Mark.SHOWN]
        along_row = [cell for cell in shown if cell[0] == unsafe[0]]
        along_column = [cell for cell in shown if cell[1] == unsafe[1]]
        hidden = [cell for cell in self._cells() if self._mark(cell).hidden]
        in_row = sum(cell[0] == unsafe[0] for cell in hidden)
        in_column = sum(cell[1] == unsafe[1] for cell in hidden)
        first, second = (along_row, along_column) if in_row <= in_column else (along_column, along_row)
        return min(
            first or second or shown,
            key=lambda cell: (not self._closes_rectangle(unsafe, cell), self._counts[cell[0]][cell[1]], cell),
        )

    def _closes_rectangle(self, unsafe: Cell, candidate: Cell) -> bool:
        (row, column), (new_row, new_column) = unsafe, candidate
        marks = self._marks
        if new_row == row:
            return any(
                other is not marks[row] and other[column].hidden and other[new_column].hidden
                for other in marks
            )
        if new_column == column:
            pairs = zip(marks[row], marks[new_row], strict=True) if row < len(marks) else ()
            return any(
                mine.hidden and other.hidden for place, (mine, other) in enumerate(pairs) if place != column
            )
        return row < len(marks) and marks[row][new_column].hidden and marks[new_row][column].hidden
