"""What a change of codebook, lexicon or models does to the tags of the same texts."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from surveys.analysis.themes.tagged import Tagged


@dataclass(frozen=True)
class ThemeChange:
    """One theme before and after: how many texts carry it, and which gained or lost it."""

    theme: str
    before: int
    after: int
    gained: tuple[Hashable, ...]
    lost: tuple[Hashable, ...]


@dataclass(frozen=True)
class Retagging:
    """The themes whose tags changed, most changes first, and the number of texts with any change."""

    themes: tuple[ThemeChange, ...]
    texts: int
    changed: int


def retagging(keys: Sequence[Hashable], before: Sequence[Tagged], after: Sequence[Tagged]) -> Retagging:
    """Compare two readings of the same texts; a theme that only one codebook has counts as gained or lost everywhere.

    Raises ValueError if the lists differ in length.
    """
    if not len(keys) == len(before) == len(after):
        raise ValueError(
            f"{len(keys)} texts cannot have {len(before)} readings before and {len(after)} after."
        )
    themes: dict[str, None] = {}
    for tagged in (*after, *before):
        themes.update(dict.fromkeys(tagged.labels))
    changes: list[ThemeChange] = []
    touched: set[int] = set()
    for theme in themes:
        had = {place for place, tagged in enumerate(before) if theme in tagged.labels}
        has = {place for place, tagged in enumerate(after) if theme in tagged.labels}
        if had != has:
            touched |= had ^ has
            changes.append(
                ThemeChange(
                    theme,
                    len(had),
                    len(has),
                    tuple(keys[place] for place in sorted(has - had)),
                    tuple(keys[place] for place in sorted(had - has)),
                )
            )
    changes.sort(key=lambda change: (-len(change.gained) - len(change.lost), change.theme))
    return Retagging(tuple(changes), len(keys), len(touched))
