"""The codebook of themes: one definition that coders, taggers and published pages share."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Literal, cast

DEFAULT_PATH = Path(__file__).parent.parent / "data" / "codebook.toml"

Kind = Literal["D", "T"]


class CodebookError(ValueError):
    """A codebook that cannot be used, with a sentence that says where and why."""


@dataclass(frozen=True)
class Theme:
    """One theme of the codebook; a directional theme (D) is not coded where the concern is denied."""

    code: str
    kind: Kind
    name: str
    public_name: str
    definition: str
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()

    @property
    def directional(self) -> bool:
        """Whether an explicit denial means that the theme is not coded."""
        return self.kind == "D"


@dataclass(frozen=True)
class Ruling:
    """A point on which coders differed, and how it is coded from now on."""

    point: str
    decision: str


@dataclass(frozen=True)
class Codebook:
    """A versioned list of themes, in the order in which they are shown.

    ``retired`` themes are coded no more; they keep their names for figures that were made with them.
    """

    version: str
    themes: tuple[Theme, ...]
    rulings: tuple[Ruling, ...] = ()
    retired: tuple[Theme, ...] = ()

    @cached_property
    def _by_code(self) -> dict[str, Theme]:
        return {theme.code: theme for theme in (*self.themes, *self.retired)}

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """The theme codes in the order of the codebook."""
        return tuple(theme.code for theme in self.themes)

    @cached_property
    def directional(self) -> frozenset[str]:
        """The codes of the themes that a denial removes."""
        return frozenset(theme.code for theme in self.themes if theme.directional)

    def __getitem__(self, code: str) -> Theme:
        try:
            return self._by_code[code]
        except KeyError:
            raise KeyError(f"The codebook {self.version} has no theme {code!r}.") from None

    def __contains__(self, code: object) -> bool:
        return code in self.codes

    @classmethod
    def from_mapping(cls, data: Mapping[str, Any]) -> Codebook:
        """A codebook from parsed TOML or JSON.

        Raises CodebookError if a theme lacks a field, has an unknown kind, or appears twice.
        """
        themes: list[Theme] = []
        retired: set[str] = set()
        for number, entry in enumerate(data.get("theme", ()), start=1):
            missing = [
                field
                for field in ("code", "kind", "name", "public_name", "definition")
                if not str(entry.get(field, "")).strip()
            ]
            if missing:
                raise CodebookError(f"Theme {number} of the codebook lacks {', '.join(missing)}.")
            if entry["kind"] not in ("D", "T"):
                raise CodebookError(
                    f"Theme {entry['code']!r} has the kind {entry['kind']!r}; use D (directional) or T (topical)."
                )
            if any(theme.code == entry["code"] for theme in themes):
                raise CodebookError(f"Theme {entry['code']!r} appears twice in the codebook; keep one.")
            themes.append(
                Theme(
                    code=entry["code"],
                    kind=cast(Kind, entry["kind"]),
                    name=entry["name"],
                    public_name=entry["public_name"],
                    definition=entry["definition"],
                    include=tuple(entry.get("include", ())),
                    exclude=tuple(entry.get("exclude", ())),
                    examples=tuple(entry.get("examples", ())),
                )
            )
            if entry.get("retired", False):
                retired.add(entry["code"])
        if len(themes) == len(retired):
            raise CodebookError("The codebook holds no theme in use; add at least one [[theme]].")
        if not str(data.get("version", "")).strip():
            raise CodebookError(
                "The codebook has no version; tags must say which version they were made with."
            )
        rulings = tuple(Ruling(entry["point"], entry["decision"]) for entry in data.get("ruling", ()))
        return cls(
            version=str(data["version"]),
            themes=tuple(theme for theme in themes if theme.code not in retired),
            rulings=rulings,
            retired=tuple(theme for theme in themes if theme.code in retired),
        )


def load_codebook(path: Path = DEFAULT_PATH) -> Codebook:
    """Read a codebook from a TOML file."""
    with path.open("rb") as file:
        return Codebook.from_mapping(tomllib.load(file))


@lru_cache(maxsize=1)
def default_codebook() -> Codebook:
    """The codebook that ships with the product, read once."""
    return load_codebook()
