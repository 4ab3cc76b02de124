"""The tables of a file: every question overall and by each demographic, weighted beside unweighted."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from surveys.analysis.disclosure import Breakdown, Option, Row, Table
from surveys.exchange.bands import in_order
from surveys.exchange.coding import Coded, Item
from surveys.reports.scheme import NAMES

if TYPE_CHECKING:
    import pandas as pd

    from surveys.analysis.estimates.completed import CompletedDesign
    from surveys.analysis.estimates.design import Design

    AnyDesign = Design | CompletedDesign

NOT_STATED = "Not stated"
EVERYBODY = "Everybody"
LOW_BASE, VERY_LOW_BASE = 100, 30


@dataclass(frozen=True)
class Figure:
    """One option in one group: people who chose it, and shares from 0 to 1 (nan where there is no estimate)."""

    option: str
    count: int
    unweighted: float
    share: float = math.nan
    low: float = math.nan
    high: float = math.nan
    letters: tuple[str, ...] = ()


@dataclass(frozen=True)
class Group:
    """One group of people who answered. ``weighted_base`` and ``effective_base`` are nan where nothing was weighted."""

    label: str
    base: int
    figures: tuple[Figure, ...]
    weighted_base: float = math.nan
    effective_base: float = math.nan
    letter: str = ""

    @property
    def mark(self) -> str:
        """A warning where few people answered."""
        if self.base < VERY_LOW_BASE:
            return f"very low base (under {VERY_LOW_BASE})"
        return f"low base (under {LOW_BASE})" if self.base < LOW_BASE else ""


@dataclass(frozen=True)
class Mean:
    """The weighted mean of a scale with its interval, beside the unweighted one."""

    estimate: float
    low: float
    high: float
    unweighted: float


@dataclass(frozen=True)
class ItemTable:
    """One item's figures for everybody, and by each demographic."""

    item: Item
    everybody: Group
    by: tuple[tuple[str, tuple[Group, ...]], ...] = ()
    mean: Mean | None = None

    @property
    def flips(self) -> frozenset[str]:
        """Options that weighting moves above or below another against the order of the people who chose them."""
        figures = self.everybody.figures
        return frozenset(
            name
            for first in figures
            for second in figures
            if first.share > second.share and first.unweighted < second.unweighted
            for name in (first.option, second.option)
        )


def tables_of(
    coded: Coded, design: AnyDesign | None, *, step: Callable[[], Any] = lambda: None
) -> tuple[ItemTable, ...]:
    """The table of every item. Without a design nothing is weighted; ``step`` is called after each item."""
    found = []
    for item in coded.items:
        found.append(_table(item, coded, design))
        step()
    return tuple(found)


def _table(item: Item, coded: Coded, design: AnyDesign | None) -> ItemTable:
    people = coded.people
    answers = people[item.code]
    if answers.isna().all():
        nobody = tuple(Figure(option, 0, math.nan) for option in item.options)
        return ItemTable(item, Group(EVERYBODY, 0, nobody))
    by = tuple(
        (variable, _broken_down(item, groups_of(coded, variable), order, design, answers))
        for variable in coded.demographics
        if len(order := _order(coded, variable)) > 1
    )
    if design is None:
        return ItemTable(item, _unweighted(EVERYBODY, item, answers), by, _plain_mean(item, people))
    frame = design.tables([item.code], options={item.code: list(item.options)})
    return ItemTable(item, _weighted(EVERYBODY, frame, {}, ""), by, _mean(item, people, design))


def groups_of(coded: Coded, variable: str) -> pd.Series[Any]:
    """The group of each person in a breakdown: people who did not say are a group of their own."""
    return coded.people[variable].fillna(NOT_STATED).rename(f"by {variable}")


def _order(coded: Coded, variable: str) -> list[str]:
    present = set(groups_of(coded, variable))
    return [
        *in_order(variable, coded.bands[variable], present),
        *([NOT_STATED] if NOT_STATED in present else []),
    ]


def _broken_down(
    item: Item, groups: pd.Series[Any], order: list[str], design: AnyDesign | None, answers: pd.Series[Any]
) -> tuple[Group, ...]:
    if design is None:
        return tuple(_unweighted(group, item, answers[groups == group]) for group in order)
    crossed = design.crosstab(item.code, groups, options=list(item.options), groups=order)
    return tuple(
        Group(
            label=group,
            base=round(float(crossed.n[group])),
            weighted_base=float(crossed.weighted_base[group]),
            effective_base=float(crossed.effective_base[group]),
            letter=str(crossed.column_letters[group]),
            figures=tuple(
                Figure(
                    option=option,
                    count=round(_number(crossed.unweighted.loc[option, group]) * float(crossed.n[group])),
                    unweighted=_value(crossed.unweighted.loc[option, group]),
                    share=_value(crossed.shares.loc[option, group]),
                    low=_value(crossed.lower.loc[option, group]),
                    high=_value(crossed.upper.loc[option, group]),
                    letters=tuple(str(crossed.letters.loc[option, group]).split()),
                )
                for option in item.options
            ),
        )
        for group in order
    )


def _weighted(label: str, frame: pd.DataFrame, letters: dict[str, tuple[str, ...]], letter: str) -> Group:
    first = frame.iloc[0]
    return Group(
        label=label,
        base=round(float(first["n"])),
        weighted_base=float(first["weighted_base"]),
        effective_base=float(first["effective_base"]),
        letter=letter,
        figures=tuple(
            Figure(
                option=str(row.option),
                count=round(_number(row.chosen)),
                unweighted=_value(row.unweighted),
                share=_value(row.estimate),
                low=_value(row.lower),
                high=_value(row.upper),
                letters=letters.get(str(row.option), ()),
            )
            for row in frame.itertuples(index=False)
        ),
    )


def _unweighted(label: str, item: Item, answers: pd.Series[Any]) -> Group:
    given = answers.dropna()
    counts = given.explode().value_counts() if item.kind == "multiple" else given.value_counts()
    base = len(given)
    return Group(
        label=label,
        base=base,
        figures=tuple(
            Figure(option, n := int(counts.get(option, 0)), n / base if base else math.nan)
            for option in item.options
        ),
    )


def _mean(item: Item, people: pd.DataFrame, design: AnyDesign) -> Mean | None:
    if item.kind != "number":
        return None
    row = design.mean(people[f"number:{item.code}"].astype(float)).iloc[0]
    return Mean(*(float(row[name]) for name in ("estimate", "lower", "upper", "unweighted")))


def _plain_mean(item: Item, people: pd.DataFrame) -> Mean | None:
    if item.kind != "number":
        return None
    return Mean(math.nan, math.nan, math.nan, float(people[f"number:{item.code}"].astype(float).mean()))


def _value(value: Any) -> float:
    """A proportion within 0 and 1, which rounding in the last digit may leave."""
    number = float(value)
    return number if math.isnan(number) else min(max(number, 0.0), 1.0)


def _number(value: Any) -> float:
    number = float(value)
    return 0.0 if math.isnan(number) else number


def for_protection(table: ItemTable, variable: str | None = None) -> Table:
    """The same figures in the form disclosure control takes them, overall or with one breakdown."""
    groups: Sequence[Group] = dict(table.by).get(variable, ()) if variable else ()
    by_letter = {group.letter: group.label for group in groups if group.letter}

    def row(group: Group) -> Row:
        figures = group.figures
        weighted = not math.isnan(group.weighted_base)
        return Row(
            code=group.label,
            label=group.label,
            base=group.base,
            counts=tuple(figure.count for figure in figures),
            # Where nothing was weighted, the plain share stands in: the report shows no interval then.
            shares=tuple(figure.share if weighted else figure.unweighted for figure in figures),
            ci_low=tuple(figure.low if weighted else figure.unweighted for figure in figures),
            ci_high=tuple(figure.high if weighted else figure.unweighted for figure in figures),
            letters=tuple(tuple(by_letter[x] for x in figure.letters) for figure in figures),
        )

    return Table(
        question=table.item.code,
        options=tuple(Option(option, option) for option in table.item.options),
        all_row=row(table.everybody),
        breakdown=(
            Breakdown(variable, NAMES[variable], tuple(row(group) for group in groups))
            if variable and groups
            else None
        ),
        multi=table.item.kind == "multiple",
    )
