"""What changed from one edition of the codebook to another, theme by theme, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from surveys.analysis.themes.edition import PARTS

_WORDS = {
    "name": "name",
    "public_name": "name for the public",
    "kind": "what a denial does",
    "definition": "definition",
    "include": "what belongs to it",
    "exclude": "what does not",
    "examples": "examples",
}


@dataclass(frozen=True)
class Change:
    """One theme, or the words all share (no code), and what is different about it, in a few words each."""

    code: str
    name: str
    what: tuple[str, ...]


def changes_between(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Change, ...]:
    """Every difference, in the order of the later edition; empty if there is none but the order of themes."""
    earlier = {theme["code"]: theme for theme in before["themes"]}
    found = []
    for theme in after["themes"]:
        was = earlier.get(theme["code"])
        what = ("a new theme",) if was is None else tuple(_of_theme(was, theme))
        if what:
            found.append(Change(theme["code"], theme["name"], what))
    there = {theme["code"] for theme in after["themes"]}
    found += [
        Change(code, theme["name"], ("taken out",)) for code, theme in earlier.items() if code not in there
    ]
    shared = tuple(part.name for part in PARTS if before["shared"][part.code] != after["shared"][part.code])
    if shared:
        found.append(Change("", "Shared words", shared))
    order = [theme["code"] for theme in after["themes"] if theme["code"] in earlier]
    if order != [code for code in earlier if code in there]:
        found.append(Change("", "Order of themes", ("changed",)))
    return tuple(found)


def _of_theme(was: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    if was["retired"] != now["retired"]:
        yield "retired" if now["retired"] else "in use again"
    for key, word in _WORDS.items():
        if was[key] != now[key]:
            yield word
    for part in PARTS:
        earlier, later = was["lines"].get(part.code, []), now["lines"].get(part.code, [])
        added = sum(line not in set(earlier) for line in later)
        gone = sum(line not in set(later) for line in earlier)
        if added or gone:
            counts = ((added, "added"), (gone, "taken away"))
            told = ", ".join(f"{n} {'line' if n == 1 else 'lines'} {word}" for n, word in counts if n)
            yield f"{part.name}: {told}"
        elif earlier != later:
            yield f"{part.name}: order of lines"
