"""The tile map: seven authorities, seven shapes, each where it lies towards the others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString

from surveys.charts.svg import FILLS, drawing, element, text

SIZE = 100
STEP = 116
LINE = 134

PLACES: dict[str, tuple[float, float, str]] = {
    "Wolverhampton": (0, 0, "M50 0a50 50 0 1 0 0 100a50 50 0 1 0 0-100z"),
    "Walsall": (1, 0, "M0 100V50a50 50 0 0 1 100 0v50z"),
    "Dudley": (0, 1, "M0 0h100a100 100 0 0 1-100 100z"),
    "Sandwell": (
        1,
        1,
        "M26 0h48a26 26 0 0 1 26 26v48a26 26 0 0 1-26 26h-48a26 26 0 0 1-26-26v-48a26 26 0 0 1 26-26z",
    ),
    "Birmingham": (2, 1, "M0 0h50a50 50 0 0 1 50 50v50h-50a50 50 0 0 1-50-50z"),
    "Solihull": (3, 2, "M0 100V25a25 25 0 0 1 50 0a25 25 0 0 1 50 0v75z"),
    "Coventry": (4, 2, "M50 0l50 50-50 50-50-50z"),
}


@dataclass(frozen=True)
class Tile:
    """What an authority's shape says: a short figure, what it means in a word, and which of the meanings it is."""

    figure: str
    word: str
    flag: str


def tile_map(tiles: Mapping[str, Tile], *, title: str) -> SafeString:
    """The seven authorities with their figures. The meaning is written under each shape, not only coloured."""
    parts = []
    told = []
    for name, (column, row, path) in PLACES.items():
        tile = tiles.get(name, Tile("–", "no figure", "hidden"))
        shape = element("path", d=path, class_=f"chart__fill--{tile.flag}", fill=FILLS[tile.flag])
        lift = 42 if name == "Dudley" else 64 if name == "Solihull" else 56
        across = 40 if name == "Dudley" else 50
        figure = element(
            "text",
            escape(tile.figure),
            x=across,
            y=lift,
            text_anchor="middle",
            class_="chart__on",
            fill="#ffffff",
            font_size=22,
            font_weight=800,
        )
        label = text(name, 50, 117, anchor="middle", class_="chart__text chart__note chart__text--strong")
        parts.append(
            element(
                "g", shape + figure + label, transform=f"translate({column * STEP + 12:g} {row * LINE:g})"
            )
        )
        told.append(f"{name}: {tile.figure}, {tile.word}")
    return drawing(
        parts,
        width=4 * STEP + SIZE + 24,
        height=2 * LINE + 126,
        title=title,
        description="; ".join(told) + ".",
        kind="tiles",
    )
