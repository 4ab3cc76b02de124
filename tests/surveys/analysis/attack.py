"""An attacker on published tables, written apart from the code under attack: linear programmes alone.

The attacker has what ``published()`` gives, knows every group's exact base and the rules, and reads each
figure on the page as the exact count behind it (the source table serves as that perfect reading). For each
count that is too small, or too near its base, the attacker works out the smallest and largest value that fit
everything known.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array

from surveys.analysis.disclosure import Table

SIGN = "[c]"
ABSENT = "[z]"
FIGURES = ("percent", "ci_low", "ci_high", "unweighted_percent")
ALL = None
"""Stands for the row of everybody."""

Key = tuple[str | None, str]


@dataclass(frozen=True)
class Finding:
    """A count that the page gives away: its range is ``width`` people wide where ``promised`` was due."""

    group: str | None
    option: str
    width: int
    promised: int


class LinearSystem:
    """Counts of people that are known or not, tied by sums."""

    def __init__(self) -> None:
        self._place: dict[Key, int] = {}
        self._bounds: list[tuple[int, int]] = []
        self._sums: list[tuple[dict[Key, int], int]] = []

    def count(self, key: Key, value: int | None, largest: int) -> None:
        """A count of people, of known value or from 0 to ``largest``."""
        self._place[key] = len(self._bounds)
        self._bounds.append((0, largest) if value is None else (value, value))

    def add(self, terms: dict[Key, int], total: int) -> None:
        """These counts, each times its factor, add up to the total."""
        self._sums.append((terms, total))

    def range_of(self, key: Key) -> tuple[int, int]:
        """Smallest and largest value that fit; ends of a transport problem are whole numbers."""
        low, high = self._bounds[self._place[key]]
        if low == high:
            return low, low
        entries = [
            (row, self._place[term], factor)
            for row, (terms, _) in enumerate(self._sums)
            for term, factor in terms.items()
        ]
        if not entries:
            return low, high
        rows, columns, factors = zip(*entries, strict=True)
        left = csr_array((factors, (rows, columns)), shape=(len(self._sums), len(self._bounds)))
        right = np.array([total for _, total in self._sums], dtype=float)
        ends = []
        for sense in (1.0, -1.0):
            objective = np.zeros(len(self._bounds))
            objective[self._place[key]] = sense
            solution = linprog(objective, A_eq=left, b_eq=right, bounds=self._bounds, method="highs")
            assert solution.success, solution.message
            ends.append(round(sense * solution.fun))
        return ends[0], ends[1]


def range_among_hidden(
    counts: Sequence[Sequence[int]],
    totals: Sequence[int],
    hidden: Collection[tuple[int, int]],
    cell: tuple[int, int],
) -> tuple[int, int]:
    """Range of one hidden count (row, column) of a plain table; the row after the last is everybody."""
    grid = [*counts, totals]
    system = LinearSystem()
    for i, row in enumerate(grid):
        for j, value in enumerate(row):
            known = None if (i, j) in hidden else value
            system.count((str(i), str(j)), known, sum(totals))
        system.add({(str(i), str(j)): 1 for j in range(len(row))}, sum(row))
    for j in range(len(totals)):
        terms: dict[Key, int] = {(str(i), str(j)): 1 for i in range(len(counts))}
        system.add({**terms, (str(len(counts)), str(j)): -1}, 0)
    return system.range_of((str(cell[0]), str(cell[1])))


def attack(table: Table, published: Mapping[str, Any], *, k: int) -> list[Finding]:
    """Every count below k, or less than k below its base, that the page gives away."""
    if published["all"] is None:
        assert published["breakdown"] is None
        return []
    page = _read(published)
    bases: dict[str | None, int] = {row.code: row.base for row in table.groups}
    bases[ALL] = table.all_row.base
    truth: dict[Key, int] = {}
    for group, row in ((ALL, table.all_row), *((row.code, row) for row in table.groups)):
        codes = (option.code for option in table.options)
        truth |= {(group, code): count for code, count in zip(codes, row.counts, strict=True)}
    options = [option.code for option in table.options]
    groups = [row.code for row in table.groups]
    shown_groups = [code for code in groups if (code, options[0]) in page]
    assert shown_groups in ([], groups), "a breakdown leaves groups out"
    blocks = [[option] for option in options] if table.multi else [options]
    findings = []
    for block in blocks:
        # An option that may be ticked beside others is a table of its own, of those who did and did not.
        nothing_shown = {key: sign if sign == ABSENT else SIGN for key, sign in page.items()}
        only_all_shown = {key: page[key] if key[0] is ALL else sign for key, sign in nothing_shown.items()}
        without_all = _system(block, [], nothing_shown, truth, bases, table.multi)
        without_groups = _system(block, shown_groups, only_all_shown, truth, bases, table.multi)
        full = _system(block, shown_groups, page, truth, bases, table.multi)
        for group in (ALL, *shown_groups):
            for option in block:
                count, base = truth[group, option], bases[group]
                if page[group, option] == ABSENT or k <= count <= base - k:
                    continue
                before = without_all if group is ALL else without_groups
                promised = min(k, _width(before, (group, option)))
                width = _width(full, (group, option))
                if width < promised:
                    findings.append(Finding(group, option, width, promised))
    return findings


def _read(published: Mapping[str, Any]) -> dict[Key, str]:
    """What the page says of each cell: a sign, or "known" when any figure, letter or remark gives it."""
    rows = [(ALL, published["all"])]
    if published["breakdown"] is not None:
        rows += [(row["code"], row) for row in published["breakdown"]["rows"]]
    page: dict[Key, str] = {}
    for group, row in rows:
        for cell in row["cells"]:
            signs = {cell[name] for name in FIGURES if isinstance(cell[name], str)}
            figures = [cell[name] for name in FIGURES if not isinstance(cell[name], str)]
            assert all(type(figure) is int for figure in figures), "a figure is not a whole number"
            sign = signs.pop() if signs else SIGN
            page[group, cell["option"]] = "known" if figures or cell["letters"] else sign
        for first, second in row["order_flips"]:
            page[group, first] = page[group, second] = "known"
    for _, row in rows:
        for cell in row["cells"]:
            for letter in cell["letters"]:
                page[letter, cell["option"]] = "known"
    return page


def _system(
    block: Sequence[str],
    groups: Sequence[str],
    page: Mapping[Key, str],
    truth: Mapping[Key, int],
    bases: Mapping[str | None, int],
    multi: bool,
) -> LinearSystem:
    system = LinearSystem()
    for group in (ALL, *groups):
        for option in block:
            sign = page[group, option]
            value = 0 if sign == ABSENT else truth[group, option] if sign == "known" else None
            system.count((group, option), value, bases[group])
        if not multi:
            system.add({(group, option): 1 for option in block}, bases[group])
    if groups:
        for option in block:
            system.add({**{(group, option): 1 for group in groups}, (ALL, option): -1}, 0)
    return system


def _width(system: LinearSystem, key: Key) -> int:
    low, high = system.range_of(key)
    return high - low
