"""The words of the example survey in other languages and in Easy Read, by its English wording: ``words/*.toml``."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

FILES = Path(__file__).with_name("words")
LANGUAGES = tuple(sorted(path.stem for path in FILES.glob("*.toml") if len(path.stem) == 2))
"""The languages the example survey is translated into."""


@lru_cache(maxsize=8)
def _file(name: str) -> dict[str, Any]:
    with (FILES / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)


def said(name: str) -> dict[str, str]:
    """English to its words in a language (or ``easy``)."""
    words: dict[str, str] = _file(name)["words"]
    return words


def title_of(name: str, english: str) -> str:
    """The survey's title in a language, with the year of the English one."""
    year = re.search(r"\b20\d\d\b", english)
    title: str = _file(name)["title"]
    return f"{title} {year.group()}" if year else title
