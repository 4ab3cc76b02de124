"""The report's charts: narrow enough for a phone and a column of print, with labels above what they name."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from surveys.charts.bars import Bar
from surveys.charts.svg import FILLS, TEXT, drawing, element, signed, text

WIDTH = 380
LETTERS = 44
"""How many letters of a label fit on a line."""
LINE = 17
BAR = 18


@dataclass(frozen=True)
class Gap:
    """Points above or below the Census with their range; None where they are hidden. ``flag`` colours and names it."""

    label: str
    points: int | None
    low: int | None
    high: int | None
    flag: str


WORDS = {"fewer": "fewer", "within": "within range", "more": "more", "hidden": "hidden"}


def bars(found: Sequence[Bar], *, title: str, full: int = 100) -> SafeString:
    """Horizontal bars in the order given; the whole width stands for ``full`` per cent, and says so below 100."""
    unit = WIDTH / full
    parts: list[str] = []
    told = []
    y = 0.0
    for bar in found:
        figure = "[c]" if bar.percent is None else f"{bar.percent}%"
        y = _label(parts, bar.label, figure, y)
        parts.append(_rail(y))
        if bar.percent is None:
            told.append(f"{bar.label}: hidden")
        else:
            parts.append(
                element(
                    "rect",
                    x=0,
                    y=y,
                    width=max(bar.percent * unit, 2.0),
                    height=BAR,
                    rx=5,
                    fill=FILLS["within"],
                )
            )
            told.append(f"{bar.label}: {figure}")
            if bar.low is not None and bar.high is not None:
                parts += _range(bar.low * unit, bar.high * unit, y + BAR / 2)
                told[-1] += f" ({bar.low} to {bar.high})"
        y += BAR + 14
    if full < 100:
        parts.append(text(f"The whole width is {full}%.", 0, y + 6, class_="chart__text chart__note"))
        y += 14
    return _drawn(parts, y, title, "; ".join(told) + ".", "bars")


def full_width(found: Sequence[Bar]) -> int:
    """The next ten per cent above every bar and range."""
    ends = [v for bar in found for v in (bar.percent, bar.high) if v is not None]
    return min(100, 10 * -(-max([10, *ends]) // 10))


def gap_dots(found: Sequence[Gap], *, title: str, scale: int) -> SafeString:
    """A dot for each group on a line of ``scale`` points to each side of the Census, with its range."""
    middle = WIDTH / 2
    unit = (middle - 14) / max(scale, 1)
    parts: list[str] = []
    told = []
    y = 0.0
    for gap in found:
        hidden = gap.points is None or gap.low is None or gap.high is None
        figure = "[c]" if hidden else f"{signed(gap.points or 0)} {WORDS[gap.flag]}"
        y = _label(parts, gap.label, figure, y)
        parts.append(_rail(y))
        if gap.points is None or gap.low is None or gap.high is None:
            told.append(f"{gap.label}: hidden")
        else:
            centre = y + BAR / 2
            colour = FILLS[gap.flag]
            parts += [
                element(
                    "line",
                    x1=middle + gap.low * unit,
                    x2=middle + gap.high * unit,
                    y1=centre,
                    y2=centre,
                    stroke=colour,
                    stroke_width=8,
                    stroke_linecap="round",
                    stroke_opacity=0.35,
                ),
                element("circle", cx=middle + gap.points * unit, cy=centre, r=7, fill=colour),
            ]
            told.append(f"{gap.label}: {figure} ({signed(gap.low)} to {signed(gap.high)})")
        y += BAR + 14
    axis = element(
        "line", x1=middle, x2=middle, y1=0, y2=y - 8, stroke=TEXT, stroke_width=1.5, stroke_dasharray="3 3"
    )
    parts.insert(0, axis)
    parts += [
        text("← fewer than residents", middle - 8, y + 6, anchor="end"),
        text("more →", middle + 8, y + 6),
    ]
    return _drawn(
        parts, y + 16, title, "Points below or above the share of residents. " + "; ".join(told) + ".", "gaps"
    )


def _label(parts: list[str], label: str, figure: str, y: float) -> float:
    """The label above its mark, broken into at most two lines, with the figure at the end; returns where to go on."""
    lines = textwrap.wrap(label, LETTERS - len(figure), max_lines=2, placeholder=" …") or [""]
    for place, line in enumerate(lines):
        parts.append(text(line, 0, y + LINE * place + 13))
    parts.append(text(figure, WIDTH, y + 13, anchor="end", class_="chart__text chart__figure"))
    return y + LINE * len(lines) + 2


def _rail(y: float) -> str:
    return element("rect", x=0, y=y, width=WIDTH, height=BAR, rx=5, fill="#efe8dc")


def _range(low: float, high: float, y: float) -> list[str]:
    """A dark line on a light one, so that it shows on the bar and beside it."""
    ends = {"x1": low, "x2": high, "y1": y, "y2": y, "stroke_linecap": "round"}
    return [
        element("line", **ends, stroke="#fffaf2", stroke_width=5),
        element("line", **ends, stroke=TEXT, stroke_width=2),
    ]


def _drawn(parts: list[str], height: float, title: str, description: str, kind: str) -> SafeString:
    return drawing(parts, width=WIDTH, height=height, title=title, description=description, kind=kind)
