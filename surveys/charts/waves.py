"""A line for each answer or group, from wave to wave, each point with the range it could be in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.safestring import SafeString

from surveys.charts.svg import TEXT, drawing, element, text

WIDTH = 440
LEFT, RIGHT = 44, 420
TOP, PLOT = 14, 210
ROW = 24
COLOURS = ("within", "more", "fewer", "hidden")
FILLS = {"within": "#4b2be0", "more": "#006b5f", "fewer": "#c4321a", "hidden": "#574f6b"}
DASHES = (None, "10 5", "3 5")
"""Lines are told apart by dashes as well as by colour, and by their marks."""


@dataclass(frozen=True)
class Mark:
    """One point: whole per cents with the range. ``joined``: whether it can be compared with the point before."""

    percent: int
    low: int
    high: int
    joined: bool = True


@dataclass(frozen=True)
class Line:
    """One answer or group over all waves; None where a wave has no figure to show."""

    label: str
    marks: tuple[Mark | None, ...]


def wave_chart(lines: Sequence[Line], waves: Sequence[str], *, title: str) -> SafeString:
    """Lines over waves, oldest first, with a key below; a break in the series is a gap in the line."""
    ends = [mark.high for line in lines for mark in line.marks if mark is not None]
    top = min(100, 10 * (max(ends, default=90) // 10 + 1))
    bottom = TOP + PLOT

    def x(place: int) -> float:
        return (
            (LEFT + RIGHT) / 2
            if len(waves) == 1
            else LEFT + 20 + place * (RIGHT - LEFT - 40) / (len(waves) - 1)
        )

    def y(percent: float) -> float:
        return bottom - PLOT * percent / top

    parts = []
    for tick in (0, top / 2, top):
        parts.append(
            element("line", x1=LEFT, x2=RIGHT, y1=y(tick), y2=y(tick), stroke=TEXT, stroke_opacity=0.25)
        )
        parts.append(
            text(f"{tick:g}%", LEFT - 6, y(tick) + 5, anchor="end", class_="chart__text chart__note")
        )
    for place in range(len(waves)):
        parts.append(text(str(place + 1), x(place), bottom + 20, anchor="middle", class_="chart__text"))
    told = []
    for number, line in enumerate(lines):
        colour = COLOURS[number % len(COLOURS)]
        drawn = {"class_": f"chart__stroke--{colour}", "stroke": FILLS[colour]}
        for place, (before, now) in enumerate(pairwise(line.marks)):
            if before is not None and now is not None and now.joined:
                parts.append(
                    element(
                        "line",
                        x1=x(place),
                        x2=x(place + 1),
                        y1=y(before.percent),
                        y2=y(now.percent),
                        stroke_width=3,
                        stroke_dasharray=DASHES[number // len(COLOURS) % len(DASHES)],
                        **drawn,
                    )
                )
        for place, mark in enumerate(line.marks):
            if mark is None:
                continue
            # Ranges of several lines stand side by side, not on top of each other.
            aside = x(place) + 5 * (number - (len(lines) - 1) / 2)
            parts.append(
                element(
                    "line",
                    x1=aside,
                    x2=aside,
                    y1=y(mark.low),
                    y2=y(mark.high),
                    stroke_width=4,
                    stroke_opacity=0.35,
                    **drawn,
                )
            )
            parts.append(_symbol(number, x(place), y(mark.percent), colour))
        said = ", ".join("not shown" if mark is None else f"{mark.percent}%" for mark in line.marks)
        told.append(f"{line.label}: {said}")
        at = bottom + 46 + ROW * number
        parts.append(_symbol(number, 10, at - 5, colour))
        parts.append(text(line.label, 26, at, class_="chart__text"))
    return drawing(
        parts,
        width=WIDTH,
        height=bottom + 46 + ROW * len(lines),
        title=title,
        description="Weighted shares by wave, oldest first. " + "; ".join(told) + ".",
        kind="waves",
    )


def _symbol(number: int, x: float, y: float, colour: str) -> str:
    """Circle, square, diamond and triangle in turn, so that colour is never the only difference."""
    drawn = {"class_": f"chart__fill--{colour}", "fill": FILLS[colour]}
    match number % 4:
        case 0:
            return element("circle", cx=x, cy=y, r=6, **drawn)
        case 1:
            return element("rect", x=x - 5.5, y=y - 5.5, width=11, height=11, **drawn)
        case 2:
            return element("path", d=f"M{x:.1f} {y - 8:.1f}l8 8-8 8-8-8z", **drawn)
        case _:
            return element("path", d=f"M{x:.1f} {y - 8:.1f}l8 14h-16z", **drawn)
