"""The shapes of the site as polygons, for pictures that are drawn without a browser.

Reads the part of SVG path data that ``cms.shapes`` uses: M, L, H, V, A with equal radii, Q, T and Z, absolute or
relative (W3C SVG 2, chapter 9; arcs by its appendix B.2.4).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from functools import cache

Point = tuple[float, float]

_PART = re.compile(r"([MLHVAQTZmlhvaqtz])|(-?\d*\.?\d+)")
_TAKES = {"M": 2, "L": 2, "H": 1, "V": 1, "A": 7, "Q": 4, "T": 2, "Z": 0}
_STEPS = 24
"""Corners of a drawn curve: at the sizes cards are drawn in, none of them can be seen."""


@cache
def outline(path: str) -> tuple[Point, ...]:
    """The corners of one closed or open line of path data, curves as short straight pieces.

    Raises ValueError for a command it does not know.
    """
    at = bend = (0.0, 0.0)
    found: list[Point] = []
    for command, told in _commands(path):
        kind, moved = command.upper(), command.islower()
        x, y = at if moved else (0.0, 0.0)
        if kind in "ML":
            found.append(at := (x + told[0], y + told[1]))
        elif kind == "H":
            found.append(at := (x + told[0], at[1]))
        elif kind == "V":
            found.append(at := (at[0], y + told[0]))
        elif kind in "QT":
            # T goes on as smoothly as it came: its bend is the last one, mirrored.
            bend = (x + told[0], y + told[1]) if kind == "Q" else (2 * at[0] - bend[0], 2 * at[1] - bend[1])
            end = (x + told[-2], y + told[-1])
            found += _bent(at, bend, end)
            at = end
        elif kind == "A":
            end = (x + told[5], y + told[6])
            found += _arc(at, end, radius=told[0], large=bool(told[3]), clockwise=bool(told[4]))
            at = end
    return tuple(found)


def _commands(path: str) -> Iterator[tuple[str, list[float]]]:
    command, numbers = "", list[float]()
    parts = _PART.findall(path)
    if "".join(letter or number for letter, number in parts) != re.sub(r"[\s,]", "", path):
        raise ValueError(f"This drawing cannot be read: {path}")
    for letter, number in parts:
        if letter:
            command = letter
            if letter in "Zz":
                yield letter, []
            continue
        numbers.append(float(number))
        if len(numbers) == _TAKES[command.upper()]:
            yield command, numbers
            # Further pairs after a move are lines.
            command = {"M": "L", "m": "l"}.get(command, command)
            numbers = []


def _bent(start: Point, bend: Point, end: Point) -> list[Point]:
    found = []
    for step in range(1, _STEPS + 1):
        t = step / _STEPS
        a, b, c = (1 - t) ** 2, 2 * t * (1 - t), t**2
        found.append((a * start[0] + b * bend[0] + c * end[0], a * start[1] + b * bend[1] + c * end[1]))
    return found


def _arc(start: Point, end: Point, *, radius: float, large: bool, clockwise: bool) -> list[Point]:
    across, down = (end[0] - start[0]) / 2, (end[1] - start[1]) / 2
    half = math.hypot(across, down)
    radius = max(radius, half)
    away = math.sqrt(max(radius**2 - half**2, 0.0)) / half * (-1 if large != clockwise else 1)
    centre = (start[0] + across + away * down, start[1] + down - away * across)
    first = math.atan2(start[1] - centre[1], start[0] - centre[0])
    turn = math.atan2(end[1] - centre[1], end[0] - centre[0]) - first
    if clockwise and turn <= 0:
        turn += 2 * math.pi
    elif not clockwise and turn >= 0:
        turn -= 2 * math.pi
    return [
        (
            centre[0] + radius * math.cos(first + turn * step / _STEPS),
            centre[1] + radius * math.sin(first + turn * step / _STEPS),
        )
        for step in range(1, _STEPS + 1)
    ]
