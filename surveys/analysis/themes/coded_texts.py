"""The coded texts that ship with the product: all written for it, none of them anybody's answer."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

DATA = Path(__file__).parent.parent / "data"


@dataclass(frozen=True)
class CodedText:
    """A text with its themes; ``tags`` name its slices (slang, misspell, neg ...).

    ``rules_saw``: the rules of the lexicon were written with this text in view, so it cannot judge them.
    """

    text: str
    themes: tuple[str, ...]
    language: str
    tags: tuple[str, ...]
    rules_saw: bool


def _read(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _split(cell: str) -> tuple[str, ...]:
    return tuple(part for part in cell.split(";") if part)


def training_texts() -> list[CodedText]:
    """What the shipped models learn from: the examples written to teach, and the example site's comments."""
    taught = [
        CodedText(
            row["text"],
            _split(row["themes"]),
            row["language"],
            _split(row["tags"]),
            row["rules_saw"] == "yes",
        )
        for row in _read("coded_comments.csv")
    ]
    example = [
        CodedText(
            row["text"], _split(row["themes"]), row["language"], _split(row["tags"]), row["split"] == "dev"
        )
        for row in _read("example_comments.csv")
    ]
    return taught + example


def held_texts() -> list[CodedText]:
    """Texts that neither rules nor models have seen: for figures, never for tuning."""
    return [
        CodedText(row["text"], _split(row["themes"]), row["language"], _split(row["tags"]), False)
        for row in _read("held_comments.csv")
    ]
