"""A model card as its parts, for whoever shows it: headings, paragraphs, lists and tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Literal

CARD_PATH = Path(__file__).parent.parent / "data" / "theme_model.md"


@dataclass(frozen=True)
class Part:
    """A piece of a card. Of a table ``rows`` has the headings first; of a list, one item a row."""

    kind: Literal["text", "list", "table"]
    text: str = ""
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Chapter:
    """A heading and what stands under it."""

    heading: str
    parts: tuple[Part, ...]


def read_card(path: Path = CARD_PATH) -> tuple[str, tuple[Chapter, ...]]:
    """The title of a card written by ``card.model_card``, and its chapters; what stands above the first is left out."""
    title, *chapters = path.read_text(encoding="utf-8").split("\n## ")
    return title.splitlines()[0].removeprefix("# "), tuple(_chapter(text) for text in chapters)


def _chapter(text: str) -> Chapter:
    heading, *lines = text.splitlines()
    return Chapter(heading, tuple(_parts(lines)))


def _parts(lines: list[str]) -> Iterator[Part]:
    for kind, group in groupby(lines, key=_kind):
        found = list(group)
        if kind == "text":
            yield Part("text", " ".join(line.strip() for line in found))
        elif kind == "list":
            # An item goes on in lines that are set in.
            items = "\n".join(found).replace("\n  ", " ").splitlines()
            yield Part("list", rows=tuple((item.removeprefix("- "),) for item in items))
        elif kind == "table":
            rows = [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in found]
            yield Part("table", rows=tuple(row for row in rows if not set("".join(row)) <= {"-"}))


def _kind(line: str) -> str:
    if not line.strip():
        return "blank"
    if line.startswith("|"):
        return "table"
    return "list" if line.startswith(("- ", "  ")) else "text"
