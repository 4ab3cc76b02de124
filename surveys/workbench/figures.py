"""Tables as a screen or a file shows them: whole per cents, bases to the nearest 5, small groups left out."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from surveys.analysis.disclosure.table import DEFAULT_K as K
from surveys.analysis.disclosure.table import LOWEST_BASE
from surveys.charts.bars import Bar, bar_chart
from surveys.reports.tables import Figure, Group, QuestionTable
from surveys.workbench.masking import masked

FALSE_DISCOVERIES = 0.05
"""Of the questions said to differ by more than chance, at most this share is expected not to."""


@dataclass(frozen=True)
class CellView:
    """One figure as shown, or an empty one where the group is hidden or nobody answered."""

    percent: int | None
    low: int | None
    high: int | None
    unweighted: int | None
    letters: str = ""


@dataclass(frozen=True)
class GroupView:
    """One column of a table; ``base`` is None where the group is hidden."""

    label: str
    letter: str
    base: int | None
    effective_base: int | None
    low_base: bool
    hidden: bool


@dataclass(frozen=True)
class RowView:
    """One answer across the groups."""

    label: str
    cells: tuple[CellView, ...]
    flipped: bool


@dataclass(frozen=True)
class TableView:
    """One question's table, its chart, and what an analyst should notice."""

    code: str
    label: str
    multiple: bool
    by: str | None
    columns: tuple[GroupView, ...]
    rows: tuple[RowView, ...]
    chart: SafeString
    mean: str
    quartiles: str
    places: tuple[tuple[str, str], ...]
    is_order: bool
    is_public: bool
    flips: tuple[tuple[str, str], ...]
    differs: bool
    empty: bool
    kept_apart: bool = False
    """Whether answers to earlier versions are left out, because the question was new or meant something else."""

    @property
    def anchor(self) -> str:
        """The name of the table inside its page."""
        return self.code.replace(".", "-")


def views_of(tables: Sequence[QuestionTable]) -> list[TableView]:
    """All tables of a survey; ``differs`` is told with the number of questions taken into account."""
    from surveys.analysis.estimates import benjamini_hochberg

    tested = [table for table in tables if table.p_value is not None]
    adjusted = benjamini_hochberg([table.p_value for table in tested])  # type: ignore[arg-type]
    real = {table.asked.code for table, p in zip(tested, adjusted, strict=True) if p < FALSE_DISCOVERIES}
    return [view_of(table, differs=table.asked.code in real) for table in tables]


def view_of(table: QuestionTable, *, differs: bool = False) -> TableView:
    """A question's table with small groups left out."""
    hidden = masked(table.groups, base=table.everybody.base)
    labels = {choice.code: choice.label for choice in table.asked.choices}
    # Letters that name a hidden group say something about it.
    silent = {group.letter for group in table.groups if group.code in hidden}
    columns = [_column(table.everybody, False), *(_column(g, g.code in hidden) for g in table.groups)]
    rows = []
    flipped = {code for pair in table.flips for code in pair}
    alone = _hidden_with_others(table)
    for place, choice in enumerate(table.asked.choices):
        cells = [_cell(table.everybody.figures[place], choice.code in alone, set())]
        cells += [_cell(g.figures[place], g.code in hidden, silent) for g in table.groups]
        rows.append(RowView(choice.label, tuple(cells), choice.code in flipped))
    everybody = table.everybody
    return TableView(
        code=table.asked.code,
        label=table.asked.label,
        multiple=table.asked.multiple,
        by=table.by,
        columns=tuple(columns),
        rows=tuple(rows),
        chart=bar_chart(
            [
                Bar(labels[figure.option], _whole(figure.share), _whole(figure.low), _whole(figure.high))
                for figure in everybody.figures
                if figure.option not in alone
            ],
            title=table.asked.label,
        ),
        mean="" if everybody.mean is None else f"{everybody.mean:.1f}",
        quartiles=_quartiles(everybody.quartiles)
        if everybody.quartiles and everybody.base >= LOWEST_BASE
        else "",
        places=tuple(
            (labels[code], f"{place:.1f}") for code, place in sorted(table.places, key=lambda one: one[1])
        ),
        is_order=table.asked.kind == "ranking",
        is_public=table.asked.is_public,
        flips=tuple((labels[first], labels[second]) for first, second in table.flips),
        differs=differs and not hidden,
        empty=everybody.base == 0,
        kept_apart=not table.asked.every_version,
    )


def _hidden_with_others(table: QuestionTable) -> set[str]:
    """The parts of an authority that are hidden: all of one where a part has fewer than ten people.

    How many people an authority has is shown elsewhere; with all its other parts shown, one part would be known.
    """
    if table.asked.is_public:
        return set()
    counts = {figure.option: figure.count for figure in table.everybody.figures}
    small = {choice.together for choice in table.asked.choices if counts[choice.code] < K}
    return {choice.code for choice in table.asked.choices if choice.together in small}


def _quartiles(found: tuple[float, float, float]) -> str:
    lower, middle, upper = (f"{value:g}" for value in found)
    return f"median {middle}, half of people between {lower} and {upper}"


def _column(group: Group, hidden: bool) -> GroupView:
    return GroupView(
        label=group.label,
        letter="" if hidden else group.letter,
        base=None if hidden else 5 * round(group.base / 5),
        effective_base=None if hidden else 5 * round(group.effective_base / 5),
        low_base=group.low_base and not hidden,
        hidden=hidden,
    )


def _cell(figure: Figure, hidden: bool, silent: set[str]) -> CellView:
    if hidden:
        return CellView(None, None, None, None)
    return CellView(
        percent=_whole(figure.share),
        low=_whole(figure.low),
        high=_whole(figure.high),
        unweighted=_whole(figure.unweighted),
        letters=" ".join(letter for letter in figure.letters if letter not in silent),
    )


def _whole(share: float) -> int | None:
    return None if math.isnan(share) else math.floor(100 * share + 0.5)
