"""Who we are still missing: a dot for each group, with the range it could be in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from surveys.charts.svg import FILLS, TEXT, drawing, element, signed, text

WIDTH = 440
ROW = 58
TOP = 4
BOTTOM = 30
EDGE = 26
WORDS = {"fewer": "fewer", "within": "within range", "more": "more"}


@dataclass(frozen=True)
class Dot:
    """One group: points above or below its share of residents, with a range; None where it is hidden."""

    label: str
    points: int | None
    low: int | None
    high: int | None
    flag: str


def gap_chart(dots: Sequence[Dot], *, title: str, scale: int | None = None) -> SafeString:
    """A dot plot of gaps. ``scale`` is the half-width in points, so that several charts can share one."""
    ends = [abs(v) for dot in dots for v in (dot.points, dot.low, dot.high) if v is not None]
    scale = scale or max([5, *ends])
    height = TOP + ROW * len(dots) + BOTTOM
    middle = WIDTH / 2
    unit = (WIDTH / 2 - EDGE) / scale

    def at(points: float) -> float:
        return middle + points * unit

    parts = [
        element(
            "line",
            x1=middle,
            x2=middle,
            y1=TOP,
            y2=height - BOTTOM + 4,
            class_="chart__axis",
            stroke=TEXT,
            stroke_width=1.5,
        )
    ]
    told = []
    for place, dot in enumerate(dots):
        top = TOP + ROW * place
        y = top + 40
        # Name and word on one line, dot and range below: nothing runs into anything on a narrow screen.
        parts.append(text(dot.label, 0, top + 18, class_="chart__text chart__text--strong"))
        if dot.points is None or dot.low is None or dot.high is None:
            parts.append(
                text("[c] hidden", WIDTH, top + 18, anchor="end", class_="chart__text chart__hidden")
            )
            told.append(f"{dot.label}: hidden")
            continue
        colour = FILLS[dot.flag]
        parts += [
            text(
                f"{signed(dot.points)} {WORDS[dot.flag]}",
                WIDTH,
                top + 18,
                anchor="end",
                class_=f"chart__word chart__word--{dot.flag}",
                colour=colour,
            ),
            element(
                "line",
                x1=at(dot.low),
                x2=at(dot.high),
                y1=y,
                y2=y,
                class_=f"chart__range chart__stroke--{dot.flag}",
                stroke=colour,
                stroke_width=8,
                stroke_linecap="round",
                stroke_opacity=0.35,
            ),
            element("circle", cx=at(dot.points), cy=y, r=8, class_=f"chart__fill--{dot.flag}", fill=colour),
        ]
        told.append(
            f"{dot.label}: {signed(dot.points)} ({signed(dot.low)} to {signed(dot.high)}), {WORDS[dot.flag]}"
        )
    parts += [
        text(
            "← fewer than the Census", middle - 8, height - 8, anchor="end", class_="chart__text chart__note"
        ),
        text("more than the Census →", middle + 8, height - 8, class_="chart__text chart__note"),
    ]
    return drawing(
        parts,
        width=WIDTH,
        height=height,
        title=title,
        description="Points above or below the share of residents. " + "; ".join(told) + ".",
        kind="gaps",
    )
