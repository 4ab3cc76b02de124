"""Trends as the screen shows them: whole per cents, groups of few people left out of every wave."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

from django.utils.safestring import SafeString

from surveys.analysis.disclosure.table import LOWEST_BASE
from surveys.charts.svg import signed
from surveys.charts.waves import Line, Mark, wave_chart
from surveys.reports.counts import NOT_STATED
from surveys.reports.tables import Group
from surveys.reports.trends import EVERYBODY, Change, Point, QuestionTrend, Series, Trends
from surveys.workbench.masking import masked

FLAGS = {"higher": "more", "lower": "fewer"}


@dataclass(frozen=True)
class WaveCell:
    """One figure as written: "" where there is none, with the change since the wave before where there is one."""

    percent: str
    range: str = ""
    change: str = ""
    change_range: str = ""
    verdict: str = ""
    flag: str = ""


@dataclass(frozen=True)
class WaveRow:
    """One answer, or one group, over the waves."""

    label: str
    cells: tuple[WaveCell, ...]


@dataclass(frozen=True)
class WaveTable:
    """A chart with its table beside it; ``answer`` is "" where the rows are the answers."""

    answer: str
    chart: SafeString
    rows: tuple[WaveRow, ...]


@dataclass(frozen=True)
class WaveView:
    """One question over the waves; ``hidden`` are groups left out because too few people answered in some wave."""

    code: str
    label: str
    tables: tuple[WaveTable, ...]
    breaks: tuple[tuple[str, str], ...]
    hidden: tuple[str, ...]
    moved: bool


def views_of_trends(found: Trends) -> list[WaveView]:
    """Every question; what moved in a hidden group is not told."""
    return [_view(one, found) for one in found.questions]


def _view(one: QuestionTrend, found: Trends) -> WaveView:
    hidden = _hidden(one) if found.by else frozenset()
    shown = [series for series in one.series if series.group not in hidden]
    if found.by:
        options = dict.fromkeys(series.option for series in shown)
        tables = tuple(
            _table(option, [s for s in shown if s.option == option], found, one.label) for option in options
        )
    else:
        tables = (_table("", shown, found, one.label),) if shown else ()
    return WaveView(
        code=one.code,
        label=one.label,
        tables=tables,
        breaks=one.breaks,
        hidden=tuple(sorted(hidden, key=lambda group: (group == NOT_STATED, group))),
        moved=any(change.verdict in FLAGS for series in shown for change in series.changes),
    )


def _hidden(one: QuestionTrend) -> frozenset[str]:
    """Groups with too few people in any wave: shown in the others they would tell who came or went."""
    bases: dict[int, dict[str, int]] = {}
    for series in one.series:
        for wave, point in enumerate(series.points):
            if point is not None:
                bases.setdefault(wave, {})[series.group] = point.base
    gone: set[str] = set()
    for here in bases.values():
        groups = [Group(code, code, base, 0.0, 0.0, ()) for code, base in here.items()]
        gone |= masked(groups, base=sum(here.values()))
        gone |= {code for code, base in here.items() if base < LOWEST_BASE}
    return frozenset(gone)


def _table(answer: str, series: list[Series], found: Trends, question: str) -> WaveTable:
    by_answer = answer == ""
    return WaveTable(
        answer=answer,
        chart=wave_chart(
            [Line(one.option if by_answer else one.group, _marks(one)) for one in series],
            found.waves,
            title=question if by_answer else f"{question} {answer}",
        ),
        rows=tuple(
            WaveRow(one.option if one.group == EVERYBODY else one.group, tuple(_cells(one))) for one in series
        ),
    )


def _marks(one: Series) -> tuple[Mark | None, ...]:
    before: list[Point | None] = [None, *one.points]
    return tuple(
        None
        if point is None
        else Mark(
            _whole(point.share),
            _whole(point.low if point.low == point.low else point.share),
            _whole(point.high if point.high == point.high else point.share),
            joined=last is not None and last.segment == point.segment,
        )
        for last, point in pairwise([*before])
    )


def _cells(one: Series) -> list[WaveCell]:
    changes = {change.wave: change for change in one.changes}
    return [_cell(point, changes.get(wave)) for wave, point in enumerate(one.points)]


def _cell(point: Point | None, change: Change | None) -> WaveCell:
    if point is None:
        return WaveCell("–")
    percent = f"{_whole(point.share)}%"
    spread = "" if math.isnan(point.low) else f"{_whole(point.low)}–{_whole(point.high)}"
    if change is None or math.isnan(change.change):
        return WaveCell(percent, spread)
    ends = "" if math.isnan(change.low) else f"{_points(change.low)} to {_points(change.high)}"
    return WaveCell(
        percent, spread, _points(change.change), ends, change.verdict, FLAGS.get(change.verdict, "within")
    )


def _points(change: float) -> str:
    return signed(round(100 * change))


def _whole(share: float) -> int:
    return math.floor(100 * share + 0.5)
