"""From the frozen snapshot of a published result to what a page shows.

Reads only what ``protect()`` let through and invents nothing: a sign stays a sign, a missing part is left out. Widths
are per cents of a chart's width, so that templates need no arithmetic.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import groupby
from typing import Any

from cms.shapes import AREAS, Area

CONFIDENTIAL = "[c]"
NOT_APPLICABLE = "[z]"
SIGNS = {
    CONFIDENTIAL: "hidden, to protect the people who answered",
    NOT_APPLICABLE: "not asked of this group",
}
VARIABLES = {
    "age_band": "Age",
    "sex": "Sex",
    "ethnic_group": "Ethnic group",
    "religion": "Religion",
    "disability": "Disability",
    "main_language": "Main language",
    "authority": "Area",
}
EVERYONE = {"", "all", "everyone", "total", None}


@dataclass(frozen=True)
class Headline:
    """One sentence of findings, its leading figure apart so that it can be set large, and the question it is about."""

    text: str
    figure: str
    rest: str
    question: str = field(default="", repr=False)


_LEADING_FIGURE = re.compile(r"^(about |around )?(\d+ in \d+|\d+ ?%)\s+", re.IGNORECASE)


def headlines(snapshot: Mapping[str, Any]) -> tuple[Headline, ...]:
    """The sentences of a snapshot that were released as headlines, in their order.

    >>> headlines({"headline": [{"text": "7 in 10 feel safe"}]})
    (Headline(text='7 in 10 feel safe', figure='7 in 10', rest='feel safe'),)
    """
    found = []
    for told in snapshot.get("headline") or []:
        text = str(told.get("text") or "").strip()
        leading = _LEADING_FIGURE.match(text)
        if text:
            found.append(
                Headline(
                    text,
                    leading[0].strip() if leading else "",
                    text[leading.end() :] if leading else text,
                    str(told.get("question") or ""),
                )
            )
    return tuple(found)


@dataclass(frozen=True)
class Cell:
    """One figure: whole per cents with a range, or a sign."""

    percent: int | str
    low: int | None
    high: int | None
    unweighted: int | str | None

    @property
    def shown(self) -> bool:
        """Whether there is a figure to draw."""
        return isinstance(self.percent, int)

    @property
    def sign_means(self) -> str:
        """What the sign in place of a figure means."""
        return SIGNS.get(str(self.percent), "not shown")

    @property
    def span(self) -> int:
        """Width of the range in points."""
        return self.high - self.low if self.low is not None and self.high is not None else 0


@dataclass(frozen=True)
class Bar:
    """One bar of a chart: an answer of everybody, or a theme."""

    label: str
    cell: Cell


@dataclass(frozen=True)
class Row:
    """One group of people in a table."""

    label: str
    variable: str
    base: int | str | None
    low_base: bool
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Breakdown:
    """The rows of one variable."""

    label: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class MapTile:
    """One authority on the tile map with its figure."""

    area: Area
    cell: Cell
    x: int
    y: int

    @property
    def value_at(self) -> tuple[int, int]:
        """Where the figure stands: in the middle of the shape, which for a quarter circle lies towards its corner."""
        return (self.x + 42, self.y + 50) if self.area.shape == "quarter" else (self.x + 52, self.y + 62)


@dataclass(frozen=True)
class TableView:
    """One question: its chart for everybody, its breakdowns, and a map of areas when there is one."""

    question: str
    label: str
    note: str
    options: tuple[str, ...]
    everyone: Row | None
    bars: tuple[Bar, ...]
    breakdowns: tuple[Breakdown, ...]
    map_label: str
    tiles: tuple[MapTile, ...]
    map_again: bool = False
    """Whether an earlier question of the page has a map, whose shapes and names this one points to."""


@dataclass(frozen=True)
class Gap:
    """One group's share among the people who answered, beside its share of residents. Positions in per cent."""

    label: str
    variable: str
    sample: int | float | str | None
    population: int | float | str | None
    points: int | float
    low: int | float | None
    high: int | float | None
    state: str
    at: float
    from_: float
    to: float

    @property
    def width(self) -> float:
        """Length of the range on the chart, in per cent of its width."""
        return round(self.to - self.from_, 1)

    @property
    def signed(self) -> str:
        """The points with their sign, a true minus included."""
        return f"+{self.points:g}" if self.points > 0 else f"{self.points:g}".replace("-", "−")


@dataclass(frozen=True)
class ResultView:
    """Everything a result page shows."""

    title: str
    opened: date | None
    closed: date | None
    is_example: bool
    n: int | None
    headlines: tuple[Headline, ...]
    tables: tuple[TableView, ...]
    themes: tuple[Bar, ...]
    places: tuple[Bar, ...]
    gaps: tuple[tuple[str, tuple[Gap, ...]], ...]
    fewest: Gap | None
    method: tuple[str, ...]
    sources: tuple[str, ...]
    provenance: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Figure:
    """One published figure in a sentence, to stand beside a promise."""

    text: str
    percent: int | None
    low: int | None
    high: int | None


def present(snapshot: Mapping[str, Any]) -> ResultView:
    """The view of a snapshot. Parts that are missing are empty; unknown parts are ignored."""
    survey = snapshot.get("survey") or {}
    gaps = _gaps(snapshot.get("gaps") or [])
    tables = _with_one_drawn_map([_table(table) for table in snapshot.get("tables") or []])
    # A headline leads to its question only where that stands on the page.
    asked = {table.question for table in tables}
    fewer = [gap for _, group in gaps for gap in group if gap.state == "fewer"]
    fewest = min(fewer, key=_of_its_share, default=None)
    return ResultView(
        title=str(survey.get("title", "")),
        opened=_day(survey.get("opened")),
        closed=_day(survey.get("closed")),
        is_example=bool(survey.get("is_example")),
        n=snapshot.get("n") if isinstance(snapshot.get("n"), int) else None,
        headlines=tuple(
            told if told.question in asked else replace(told, question="") for told in headlines(snapshot)
        ),
        tables=tables,
        themes=_shares(snapshot.get("themes") or [], "theme"),
        places=_shares(snapshot.get("places") or [], "place"),
        gaps=gaps,
        fewest=fewest,
        method=tuple(str(paragraph) for paragraph in snapshot.get("method") or []),
        sources=tuple(map(str, snapshot.get("sources") or [])),
        provenance=tuple(
            (str(k).replace("_", " "), str(v)) for k, v in (snapshot.get("provenance") or {}).items()
        ),
    )


def _shares(told: Sequence[Mapping[str, Any]], key: str) -> tuple[Bar, ...]:
    bars = (Bar(str(one.get("name", one.get(key, ""))), _cell(one)) for one in told)
    return tuple(sorted(bars, key=_most_first))


def figure_of(snapshot: Mapping[str, Any], *, question: str = "", theme: str = "") -> Figure | None:
    """The published figure a promise answers: its theme's share, else its question's headline, else None."""
    for told in snapshot.get("themes") or []:
        if theme and told.get("theme") == theme:
            cell = _cell(told)
            if isinstance(cell.percent, int):
                return Figure(f"wrote about “{told.get('name', theme)}”", cell.percent, cell.low, cell.high)
    for told in snapshot.get("headline") or []:
        if question and told.get("question") == question and told.get("text"):
            return Figure(str(told["text"]), None, None, None)
    return None


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return None


def _whole(value: Any) -> int | None:
    return round(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _cell(told: Mapping[str, Any]) -> Cell:
    percent = told.get("percent")
    if not isinstance(percent, int | float):
        return Cell(str(percent) if percent in SIGNS else CONFIDENTIAL, None, None, None)
    unweighted = told.get("unweighted")
    return Cell(
        round(percent),
        _whole(told.get("low")),
        _whole(told.get("high")),
        unweighted if isinstance(unweighted, str) else _whole(unweighted),
    )


def _row(told: Mapping[str, Any]) -> Row:
    return Row(
        label=str(told.get("label", "")),
        variable=str(told.get("variable") or ""),
        base=told.get("base"),
        low_base=bool(told.get("low_base")),
        cells=tuple(_cell(cell) for cell in told.get("cells") or []),
    )


def _most_first(bar: Bar) -> tuple[bool, int]:
    """The largest share first, hidden ones last; equal shares keep the order of the codebook."""
    percent = bar.cell.percent
    return (False, -percent) if isinstance(percent, int) else (True, 0)


def _table(told: Mapping[str, Any]) -> TableView:
    options = tuple(str(option.get("label", option.get("code", ""))) for option in told.get("options") or [])
    rows = [_row(row) for row in told.get("rows") or []]
    everyone = next((row for row in rows if row.variable.lower() in EVERYONE), None)
    groups = [row for row in rows if row.variable.lower() not in EVERYONE]
    breakdowns = tuple(
        Breakdown(VARIABLES.get(variable, variable.replace("_", " ").capitalize()), tuple(found))
        for variable, found in groupby(groups, key=lambda row: row.variable)
    )
    return TableView(
        question=str(told.get("question", "")),
        label=str(told.get("label") or told.get("question") or ""),
        note=str(told.get("note") or ""),
        options=options,
        everyone=everyone,
        bars=tuple(Bar(label, cell) for label, cell in zip(options, everyone.cells, strict=False))
        if everyone
        else (),
        breakdowns=breakdowns,
        map_label=options[0] if options else "",
        tiles=_tiles(groups),
    )


def _with_one_drawn_map(tables: Sequence[TableView]) -> tuple[TableView, ...]:
    """The tables of a page, every map after the first marked: seven outlines a question made pages heavy."""
    first = next((place for place, table in enumerate(tables) if table.tiles), len(tables))
    return tuple(replace(table, map_again=place > first) for place, table in enumerate(tables))


def _tiles(rows: Sequence[Row]) -> tuple[MapTile, ...]:
    """The first answer of the question in each authority, placed on the map; empty without a row per authority."""
    by_name = {area.name: area for area in AREAS.values()}
    tiles = [
        MapTile(
            by_name[row.label],
            row.cells[0],
            int(by_name[row.label].column * 124),
            int(by_name[row.label].row * 140),
        )
        for row in rows
        if row.variable == "authority" and row.label in by_name and row.cells
    ]
    return tuple(tiles) if len(tiles) == len(AREAS) else ()


def _gap_scale(gaps: Sequence[Mapping[str, Any]]) -> float:
    """Half-width of the scale in points: the farthest end of any range, at least 5."""
    ends = [
        abs(value)
        for gap in gaps
        for value in (gap.get("points"), gap.get("low"), gap.get("high"))
        if isinstance(value, int | float)
    ]
    return max([5.0, *ends]) * 1.1


def _of_its_share(gap: Gap) -> float:
    """The shortfall we can be sure of, for each point of the group's share of residents.

    Nine points too few of half of the residents are less missing than seven of an eighth.
    """
    sure = gap.points if gap.high is None else gap.high
    return sure / gap.population if isinstance(gap.population, int | float) and gap.population else sure


def _gaps(told: Sequence[Mapping[str, Any]]) -> tuple[tuple[str, tuple[Gap, ...]], ...]:
    told = [gap for gap in told if isinstance(gap.get("points"), int | float)]
    scale = _gap_scale(told)

    def place(value: Any, otherwise: float) -> float:
        number = value if isinstance(value, int | float) else otherwise
        return round(50 + 50 * number / scale, 1)

    groups: dict[str, list[Gap]] = {}
    for gap in told:
        points, low, high = gap["points"], gap.get("low"), gap.get("high")
        state = "within"
        if isinstance(high, int | float) and high < 0:
            state = "fewer"
        elif isinstance(low, int | float) and low > 0:
            state = "more"
        variable = str(gap.get("variable", ""))
        groups.setdefault(VARIABLES.get(variable, variable.replace("_", " ").capitalize()), []).append(
            Gap(
                label=str(gap.get("category", "")),
                variable=variable,
                sample=gap.get("sample"),
                population=gap.get("population"),
                points=points,
                low=low,
                high=high,
                state=state,
                at=place(points, points),
                from_=place(low, points),
                to=place(high, points),
            )
        )
    return tuple((label, tuple(found)) for label, found in groups.items())
