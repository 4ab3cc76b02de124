"""What a change of codebook, lexicon or models does to the tags of the same texts, added up batch by batch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

SAMPLES = 20
"""So many texts at most are kept as samples of what a theme gained, and of what it lost."""


@dataclass(frozen=True)
class ThemeChange:
    """One theme before and after: how many texts carry it, how many gained or lost it, and the keys of some of them."""

    before: int = 0
    after: int = 0
    gained: int = 0
    lost: int = 0
    sample_gained: tuple[int, ...] = ()
    sample_lost: tuple[int, ...] = ()

    @property
    def changed(self) -> int:
        """How many texts have it in one reading and not in the other."""
        return self.gained + self.lost


@dataclass(frozen=True)
class Retagging:
    """Every theme found in either reading, by code, with the number of texts and of those with any change."""

    themes: Mapping[str, ThemeChange] = field(default_factory=dict)
    texts: int = 0
    changed: int = 0

    def __add__(self, other: Retagging) -> Retagging:
        themes = dict(self.themes)
        for code, change in other.themes.items():
            mine = themes.get(code, ThemeChange())
            themes[code] = ThemeChange(
                mine.before + change.before,
                mine.after + change.after,
                mine.gained + change.gained,
                mine.lost + change.lost,
                (*mine.sample_gained, *change.sample_gained)[:SAMPLES],
                (*mine.sample_lost, *change.sample_lost)[:SAMPLES],
            )
        return Retagging(themes, self.texts + other.texts, self.changed + other.changed)

    def as_json(self) -> dict[str, Any]:
        """Plain data to store; keys of texts as words, since JavaScript's numbers end at 2^53."""
        return {
            "texts": self.texts,
            "changed": self.changed,
            "themes": {
                code: {
                    **vars(change),
                    "sample_gained": [str(key) for key in change.sample_gained],
                    "sample_lost": [str(key) for key in change.sample_lost],
                }
                for code, change in self.themes.items()
            },
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Retagging:
        """What ``as_json`` gave; an empty mapping is a reading of no text."""
        themes = {
            code: replace(
                ThemeChange(**change),
                sample_gained=tuple(int(key) for key in change["sample_gained"]),
                sample_lost=tuple(int(key) for key in change["sample_lost"]),
            )
            for code, change in data.get("themes", {}).items()
        }
        return cls(themes, data.get("texts", 0), data.get("changed", 0))


def retagging(
    keys: Sequence[int], before: Sequence[Sequence[str]], after: Sequence[Sequence[str]]
) -> Retagging:
    """Compare the themes of the same texts in two readings; a theme that only one codebook has is gained or lost.

    Raises ValueError if the lists differ in length.
    """
    if not len(keys) == len(before) == len(after):
        raise ValueError(
            f"{len(keys)} texts cannot have {len(before)} readings before and {len(after)} after."
        )
    total = Retagging()
    for key, had, has in zip(keys, before, after, strict=True):
        changes = {
            code: ThemeChange(
                int(code in had),
                int(code in has),
                int(code not in had),
                int(code not in has),
                (key,) if code not in had else (),
                (key,) if code not in has else (),
            )
            for code in dict.fromkeys((*had, *has))
        }
        total += Retagging(changes, 1, int(set(had) != set(has)))
    return total
