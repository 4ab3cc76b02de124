"""Seven authorities, seven shapes: the geometry behind the mark, the pictures and the area charts.

Every shape is a path in a box of 100 by 100. Colours are names of art tokens (``static/css/tokens.css``), never values.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

SHAPES: dict[str, str] = {
    "circle": "M50 0a50 50 0 1 0 0 100a50 50 0 1 0 0-100z",
    "arch": "M0 100V50a50 50 0 0 1 100 0v50z",
    "quarter": "M0 0h100a100 100 0 0 1-100 100z",
    "square": "M26 0h48a26 26 0 0 1 26 26v48a26 26 0 0 1-26 26h-48a26 26 0 0 1-26-26v-48a26 26 0 0 1 26-26z",
    "petal": "M0 0h50a50 50 0 0 1 50 50v50h-50a50 50 0 0 1-50-50z",
    "block": "M0 100V25a25 25 0 0 1 50 0a25 25 0 0 1 50 0v75z",
    "diamond": "M50 0l50 50-50 50-50-50z",
}

COLOURS = ("violet", "sun", "coral", "mint", "ink", "teal", "pink", "lilac")
DARK_COLOURS = frozenset({"violet", "ink", "teal"})
"""Colours that carry paper-white drawing; all others carry ink."""


@dataclass(frozen=True)
class Area:
    """One authority: its ONS code, shape and colour, and its place on the tile map (column, row)."""

    code: str
    name: str
    shape: str
    colour: str
    column: float
    row: float

    @property
    def path(self) -> str:
        """The shape as SVG path data."""
        return SHAPES[self.shape]

    @property
    def short(self) -> str:
        """Four letters for small screens."""
        return self.name[:4].upper()

    @property
    def on(self) -> str:
        """The colour of drawing on this area's colour: ``light`` or ``dark``."""
        return on(self.colour)


AREAS: dict[str, Area] = {
    area.code: area
    for area in (
        Area("E08000025", "Birmingham", "petal", "ink", 2, 1),
        Area("E08000026", "Coventry", "diamond", "pink", 4, 2),
        Area("E08000027", "Dudley", "quarter", "coral", 0, 1),
        Area("E08000028", "Sandwell", "square", "mint", 1, 1),
        Area("E08000029", "Solihull", "block", "teal", 3, 2),
        Area("E08000030", "Walsall", "arch", "sun", 1, 0),
        Area("E08000031", "Wolverhampton", "circle", "violet", 0, 0),
    )
}

AREA_CHOICES = [(area.code, area.name) for area in AREAS.values()]

GAZES = {"left": (-4, 0), "right": (4, 0), "up": (0, -4), "down": (0, 4), "ahead": (0, 0)}
MOUTHS = {
    "smile": "M34 64q16 16 32 0",
    "grin": "M34 62h32q-2 17-16 17t-16-17z",
    "calm": "M38 68q12 6 24 0",
    "side": "M36 66q18 10 28-4",
}


@dataclass(frozen=True)
class Face:
    """Two dots and a curve, looking somewhere."""

    look_x: int
    look_y: int
    mouth: str
    filled: bool


def face(*, gaze: str = "ahead", mouth: str = "smile") -> Face:
    """A face by the direction it looks in (``left``, ``right``, ``up``, ``down``, ``ahead``) and its mouth."""
    look_x, look_y = GAZES[gaze]
    return Face(look_x, look_y, MOUTHS[mouth], mouth == "grin")


def on(colour: str) -> str:
    """Whether drawing on a colour is ``light`` or ``dark``."""
    return "light" if colour in DARK_COLOURS else "dark"


@dataclass(frozen=True)
class Tile:
    """One tile of a mosaic: a ground, a shape turned by quarter turns, perhaps a face or a smaller shape inside."""

    x: int
    y: int
    size: int
    ground: str
    colour: str
    path: str
    turn: int
    face: Face | None = None
    inner: str = ""

    @property
    def transform(self) -> str:
        """The SVG transform that puts the shape in its place."""
        place = f"translate({self.x} {self.y})"
        if self.size != 100:
            place += f" scale({self.size / 100:g})"
        return place

    @property
    def on(self) -> str:
        """The colour of drawing on the shape."""
        return on(self.colour)


_FACEABLE = ("circle", "arch", "square", "petal")
_PAIRS = {
    "violet": ("sun", "pink", "mint", "lilac"),
    "sun": ("violet", "coral", "ink", "teal"),
    "coral": ("lilac", "pink", "sun", "ink"),
    "mint": ("teal", "violet", "coral", "ink"),
    "ink": ("sun", "mint", "pink", "coral"),
    "teal": ("mint", "sun", "pink", "lilac"),
    "pink": ("coral", "violet", "ink", "teal"),
    "lilac": ("violet", "coral", "teal", "ink"),
}


def mosaic(*, columns: int, rows: int, seed: int, big: tuple[tuple[int, int], ...] = ()) -> list[Tile]:
    """A floor of tiles, the same for the same seed; ``big`` names cells (column, row) where a two-by-two tile starts.

    Neighbours never share a ground, and every face looks towards the nearest other face: most of us look out for each
    other.
    """
    draw = Random(seed)
    taken: dict[tuple[int, int], str] = {}
    cells: list[tuple[int, int, int]] = []
    for column, row in big:
        cells.append((column, row, 2))
    covered = {(column + i, row + j) for column, row, _ in cells for i in (0, 1) for j in (0, 1)}
    cells += [(c, r, 1) for r in range(rows) for c in range(columns) if (c, r) not in covered]
    cells.sort(key=lambda cell: (cell[1], cell[0]))

    peopled = _spread(draw, [cell for cell in cells if cell[2] == 1], share=0.16)
    peopled |= {cell for cell in cells if cell[2] == 2}
    tiles = []
    for cell in cells:
        column, row, span = cell
        beside = {
            taken.get((column - 1, row)),
            taken.get((column, row - 1)),
            taken.get((column + 1, row - 1)),
        }
        ground = draw.choice([colour for colour in COLOURS if colour not in beside])
        for i in range(span):
            for j in range(span):
                taken[(column + i, row + j)] = ground
        colour = draw.choice(_PAIRS[ground])
        if cell in peopled:
            shape, turn, inner = draw.choice(_FACEABLE), 0, ""
            looks = face(gaze=_towards(cell, peopled), mouth=draw.choice(("smile", "grin", "smile", "side")))
        else:
            shape, turn, looks = draw.choice(tuple(SHAPES)), draw.choice((0, 90, 180, 270)), None
            inner = draw.choice(_PAIRS[colour]) if draw.random() < 0.4 else ""
        tiles.append(
            Tile(column * 100, row * 100, span * 100, ground, colour, SHAPES[shape], turn, looks, inner)
        )
    return tiles


def _spread(draw: Random, cells: list[tuple[int, int, int]], *, share: float) -> set[tuple[int, int, int]]:
    """Some of the cells, no two of them touching."""
    wanted, chosen = max(1, round(len(cells) * share)), set()
    for cell in draw.sample(cells, len(cells)):
        if all(max(abs(cell[0] - other[0]), abs(cell[1] - other[1])) > 1 for other in chosen):
            chosen.add(cell)
        if len(chosen) == wanted:
            break
    return chosen


def _towards(cell: tuple[int, int, int], others: set[tuple[int, int, int]]) -> str:
    """The direction from one face to the nearest other."""
    near = min(
        (other for other in others if other != cell),
        key=lambda other: ((other[0] - cell[0]) ** 2 + (other[1] - cell[1]) ** 2, other),
        default=None,
    )
    if near is None:
        return "ahead"
    across, down = near[0] - cell[0], near[1] - cell[1]
    if abs(across) >= abs(down):
        return "right" if across > 0 else "left"
    return "down" if down > 0 else "up"
