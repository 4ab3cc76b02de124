"""Bars: shares of answers or themes, each with its range; and a histogram."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from surveys.charts.svg import FILLS, TEXT, drawing, element, text

WIDTH = 440
ROW = 50
LONGEST_LABEL = 42


@dataclass(frozen=True)
class Bar:
    """One bar in whole per cents, with its range; None where the figure is hidden."""

    label: str
    percent: int | None
    low: int | None = None
    high: int | None = None


def bar_chart(bars: Sequence[Bar], *, title: str) -> SafeString:
    """Horizontal bars with ranges, in the order given: sorting by value would give ranks of hidden figures away."""
    longest = max([10, *(value for bar in bars for value in (bar.percent, bar.high) if value is not None)])
    unit = WIDTH / longest
    parts: list[str] = []
    told = []
    for place, bar in enumerate(bars):
        line = ROW * place + 16
        y = line + 19
        parts.append(text(_short(bar.label), 0, line))
        if bar.percent is None:
            parts.append(text("[c] hidden", WIDTH, line, anchor="end", class_="chart__text chart__hidden"))
            told.append(f"{bar.label}: hidden")
            continue
        parts.append(
            element(
                "rect",
                x=0,
                y=y - 9,
                width=max(bar.percent * unit, 2.0),
                height=18,
                rx=6,
                class_="chart__fill--within",
                fill=FILLS["within"],
            )
        )
        figure = f"{bar.percent}%"
        if bar.low is not None and bar.high is not None:
            parts.append(
                element(
                    "line",
                    x1=bar.low * unit,
                    x2=bar.high * unit,
                    y1=y,
                    y2=y,
                    class_="chart__whisker",
                    stroke=TEXT,
                    stroke_width=3,
                    stroke_linecap="round",
                )
            )
            figure += f" ({bar.low}–{bar.high})"
        parts.append(text(figure, WIDTH, line, anchor="end", class_="chart__text chart__text--strong"))
        told.append(f"{bar.label}: {figure}")
    return drawing(
        parts,
        width=WIDTH,
        height=ROW * len(bars),
        title=title,
        description="; ".join(told) + ".",
        kind="bars",
    )


@dataclass(frozen=True)
class Bin:
    """One column of a histogram: from, to, and the share of people in whole per cents; None where it is hidden."""

    low: float
    high: float
    percent: int | None


def histogram(bins: Sequence[Bin], *, title: str, unit: str) -> SafeString:
    """Columns over equal steps; ``unit`` names what is measured along the bottom."""
    height, foot, top = 220, 46, 24
    width = WIDTH / max(len(bins), 1)
    longest = max([1, *(found.percent for found in bins if found.percent is not None)])
    parts = [
        element(
            "line",
            x1=0,
            x2=WIDTH,
            y1=height - foot,
            y2=height - foot,
            class_="chart__axis",
            stroke=TEXT,
            stroke_width=1.5,
        )
    ]
    told = []
    for place, found in enumerate(bins):
        x = place * width
        span = f"{found.low:g}–{found.high:g}"
        middle = x + width / 2
        parts.append(
            text(span, middle, height - foot + 18, anchor="middle", class_="chart__text chart__note")
        )
        if found.percent is None:
            parts.append(
                text("[c]", middle, height - foot - 6, anchor="middle", class_="chart__text chart__hidden")
            )
            told.append(f"{span}: hidden")
            continue
        tall = (height - foot - top) * found.percent / longest
        parts += [
            element(
                "rect",
                x=x + 3,
                y=height - foot - tall,
                width=width - 6,
                height=tall,
                rx=4,
                class_="chart__fill--within",
                fill=FILLS["within"],
            ),
            text(
                f"{found.percent}%",
                middle,
                height - foot - tall - 6,
                anchor="middle",
                class_="chart__text chart__text--strong",
            ),
        ]
        told.append(f"{span}: {found.percent}%")
    parts.append(text(unit, WIDTH / 2, height - 6, anchor="middle", class_="chart__text chart__note"))
    return drawing(
        parts, width=WIDTH, height=height, title=title, description="; ".join(told) + ".", kind="histogram"
    )


def _short(label: str) -> str:
    return label if len(label) <= LONGEST_LABEL else label[: LONGEST_LABEL - 1].rstrip() + "…"
