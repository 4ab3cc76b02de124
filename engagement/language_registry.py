"""The languages of the product and who has reviewed each: read from ``languages.toml``. No settings, no Django."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

REGISTRY = Path(__file__).with_name("languages.toml")


@dataclass(frozen=True)
class Language:
    """One language: its code, its name in itself and in English, its direction, and who read it against the English."""

    code: str
    name: str
    english: str
    direction: str
    reviewed_by: str = ""
    reviewed_on: date | None = None

    def is_reviewed(self, today: date) -> bool:
        """Whether somebody has put a name to it, on a day that has come."""
        return bool(self.reviewed_by.strip()) and self.reviewed_on is not None and self.reviewed_on <= today


@lru_cache(maxsize=1)
def languages() -> tuple[Language, ...]:
    """Every language, English first, in the order visitors are offered them."""
    with REGISTRY.open("rb") as file:
        return tuple(Language(**entry) for entry in tomllib.load(file)["language"])


def language_named(code: str) -> Language | None:
    """The language with a code; None for one the product does not have."""
    return next((language for language in languages() if language.code == code), None)


def reviewed_codes(today: date) -> frozenset[str]:
    """The codes of the languages somebody has reviewed."""
    return frozenset(language.code for language in languages() if language.is_reviewed(today))
