"""One design in the sizes that networks ask for: a line on a colour, over a floor of tiles.

The colours are those of ``static/css/tokens.css`` and the tiles those of every page, so that a card on a phone looks
like the site it came from. The letters are a part of Noto Sans (``static/fonts/``), which has the scripts of every
language of the site; Arabic, Bengali and Gurmukhi need Pillow's layout by HarfBuzz, which its wheels bring.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path

from django.contrib.staticfiles import finders
from PIL import Image, ImageDraw, ImageFont, features

from cms import shapes
from cms.campaign.outlines import outline

DESIGN = 1
"""Counts up when the design changes, so that no card of an older design is taken from a cache."""


@dataclass(frozen=True)
class Size:
    """A picture's name, its width and height in pixels, and what it is for."""

    name: str
    width: int
    height: int
    use: str
    columns: int
    """Tiles beside each other."""
    rows: int


SIZES: dict[str, Size] = {
    size.name: size
    for size in (
        Size("9x16", 1080, 1920, "Stories, Reels, TikTok, Snapchat, a phone's status", 5, 3),
        Size("1x1", 1080, 1080, "Posts everywhere", 6, 1),
        Size("4x5", 1080, 1350, "Posts in a feed", 6, 2),
    )
}
"""The sizes of the share kit."""
LINK = Size("link", 1200, 630, "What a network shows beside a link", 8, 1)

SURFACES = {
    "sun": ("sun", "dark"),
    "mint": ("mint", "dark"),
    "lilac": ("lilac", "dark"),
    "pink": ("pink", "dark"),
    "violet": ("violet", "light"),
}
"""A block's colour: the art colour it stands on, and that of the letters. All reach 7:1."""

FONTS = {"ar": "arabic", "ur": "arabic", "fa": "arabic", "bn": "bengali", "pa": "gurmukhi"}
_LETTERS = {"latin": 1.08, "arabic": 1.5, "bengali": 1.35, "gurmukhi": 1.35}
"""From line to line, in sizes of the letters: scripts with marks above and below need more air."""
_FINE = 2
"""Tiles are drawn so many times larger and made smaller, which smooths their edges."""


class CannotBeDrawn(ValueError):
    """The words are in a script that this installation has no letters or no layout for."""


def card(
    line: str, *, size: Size, surface: str, language: str = "en", above: str = "", below: str = ""
) -> bytes:
    """A picture of one line as PNG: ``above`` small over it, ``below`` small at its foot.

    The same words give the same bytes, and nothing else is in the file. Raises CannotBeDrawn.
    """
    script = FONTS.get(language, "latin")
    if script != "latin" and not features.check("raqm"):
        raise CannotBeDrawn("This installation of Pillow cannot lay out this script.")
    line, above, below = (_plain(words) for words in (line, above, below))
    ground, ink = SURFACES[surface]
    image = Image.new("RGB", (size.width, size.height), colours()[ground])
    seed = sum(map(ord, line)) % 997
    floor = tiles(columns=size.columns, rows=size.rows, width=size.width, seed=seed)
    image.paste(floor, (0, size.height - floor.height))
    edge = size.width // 15
    small = size.width // 30
    pen = _Pen(ImageDraw.Draw(image), script, language, size.width, edge, colours()[ink])
    room = size.height - floor.height - 2 * edge
    top = edge
    if above:
        top += pen.write([above], small, top) + small
    foot = small * 2 if below else 0
    high = room - (top - edge) - foot
    lines, letters = pen.fit(line, size.width - 2 * edge, high, most=size.width // 7)
    tall = pen.height(len(lines), letters)
    pen.write(lines, letters, top + max(0, (high - tall) // 2) if size.height > size.width else top)
    if below:
        pen.write([below], small, size.height - floor.height - edge // 2 - small * 2)
    out = BytesIO()
    # Flat colours: a palette of 64 keeps every edge smooth and the file a third of the size.
    image.quantize(64, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()


@dataclass(frozen=True)
class _Pen:
    """Letters on a card, from the side its language begins on."""

    draw: ImageDraw.ImageDraw
    script: str
    language: str
    width: int
    edge: int
    ink: str

    @property
    def is_leftward(self) -> bool:
        return self.script == "arabic"

    def fit(self, words: str, wide: int, high: int, *, most: int) -> tuple[list[str], int]:
        """The words in lines, in the largest letters with which they fit."""
        letters = most
        while letters > 24:
            lines = self._wrapped(words, letters, wide)
            fits = lines and self.height(len(lines), letters) <= high
            if fits:
                return lines, letters
            letters = int(letters * 0.94)
        raise CannotBeDrawn("This line is too long for a card.")

    def height(self, lines: int, letters: int) -> int:
        return int(lines * letters * _LETTERS[self.script])

    def write(self, lines: list[str], letters: int, top: int) -> int:
        """Write lines from a height on; returns how much of it they take."""
        font, step = _font(self.script, letters), letters * _LETTERS[self.script]
        for number, words in enumerate(lines):
            self.draw.text(
                (self.width - self.edge if self.is_leftward else self.edge, top + round(number * step)),
                words,
                font=font,
                fill=self.ink,
                anchor="ra" if self.is_leftward else "la",
                **self._layout(),
            )
        return self.height(len(lines), letters)

    def _wrapped(self, words: str, letters: int, wide: int) -> list[str]:
        """Lines no wider than there is room; none where one word alone is wider."""
        font, lines = _font(self.script, letters), [""]
        for word in words.split():
            longer = f"{lines[-1]} {word}".strip()
            if font.getlength(longer, **self._layout()) <= wide:
                lines[-1] = longer
            elif font.getlength(word, **self._layout()) > wide:
                return []
            else:
                lines.append(word)
        return [line for line in lines if line]

    def _layout(self) -> dict[str, str]:
        if not features.check("raqm"):
            return {}
        return {"direction": "rtl" if self.is_leftward else "ltr", "language": self.language}


@cache
def colours() -> dict[str, str]:
    """The art colours by name, as the style sheet has them by day."""
    told = Path(str(finders.find("css/tokens.css"))).read_text(encoding="utf-8")
    by_day = told.split("@media")[0]
    return dict(re.findall(r"--art-(\w+): (#[0-9a-f]{6});", by_day))


@cache
def _font(script: str, letters: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(finders.find(f"fonts/tiles-{script}.ttf")), letters)


def _plain(words: str) -> str:
    """The words without line breaks and without pictograms, which the letters do not have."""
    kept = (sign for sign in words if unicodedata.category(sign) not in ("So", "Sk", "Cs", "Co", "Cn"))
    return " ".join("".join(kept).replace("\ufe0f", "").split())


def tiles(*, columns: int, rows: int, width: int, seed: int) -> Image.Image:
    """A floor of tiles, the same for the same seed."""
    unit = width * _FINE / columns
    large = Image.new("RGB", (width * _FINE, round(unit * rows)))
    draw = ImageDraw.Draw(large)
    art = colours()
    for tile in shapes.mosaic(columns=columns, rows=rows, seed=seed):
        _tile(draw, tile, unit / 100, art)
    return large.resize((width, round(unit * rows / _FINE)), Image.Resampling.LANCZOS)


def _tile(draw: ImageDraw.ImageDraw, tile: shapes.Tile, scale: float, art: dict[str, str]) -> None:
    def placed(corners: tuple[tuple[float, float], ...], *, inner: bool = False) -> list[tuple[float, float]]:
        found = []
        for x, y in corners:
            for _ in range(tile.turn // 90):
                x, y = 100 - y, x
            if inner:
                x, y = 28 + 0.44 * x, 28 + 0.44 * y
            found.append(((tile.x + x) * scale, (tile.y + y) * scale))
        return found

    left, top = tile.x * scale, tile.y * scale
    draw.rectangle((left, top, left + 101 * scale, top + 101 * scale), fill=art[tile.ground])
    draw.polygon(placed(outline(tile.path)), fill=art[tile.colour])
    if tile.inner:
        draw.polygon(placed(outline(tile.path), inner=True), fill=art[tile.inner])
    if tile.face:
        _face(draw, tile, scale, art)


def _face(draw: ImageDraw.ImageDraw, tile: shapes.Tile, scale: float, art: dict[str, str]) -> None:
    """Two dots and a curve."""
    looks = tile.face
    assert looks is not None

    def dot(x: float, y: float, radius: float, colour: str) -> None:
        x, y, radius = (tile.x + x) * scale, (tile.y + y) * scale, radius * scale
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=colour)

    for x in (35, 65):
        dot(x, 44, 9.5, "#ffffff")
        dot(x + looks.look_x, 44 + looks.look_y, 5, art["dark"])
    mouth = [((tile.x + x) * scale, (tile.y + y) * scale) for x, y in outline(looks.mouth)]
    if looks.filled:
        draw.polygon(mouth, fill=art[tile.on])
    else:
        draw.line(mouth, fill=art[tile.on], width=round(6 * scale), joint="curve")
        for x, y in (outline(looks.mouth)[0], outline(looks.mouth)[-1]):
            dot(x, y, 3, art[tile.on])
