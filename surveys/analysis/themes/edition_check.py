"""Whether an edition of the codebook can be used, in sentences that say which theme, which line and what to do."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from surveys.analysis.themes.edition import PARTS, shared_words
from surveys.analysis.themes.lexicon_lines import LONGEST_LINE, LineError, check_pattern, faults_of
from surveys.analysis.themes.patterns import PatternError, read_words

MOST_THEMES = 60
MOST_LINES_IN_ALL = 10_000
MOST_WORDS = 1_000
"""Words of one shared set."""
MOST_SHARED = 200
"""Sets, lists or exclusions of one part of the lexicon, and patterns in one of them."""
MOST_POINTS = 20
"""Entries of what belongs to a theme, what does not, and its examples."""
LENGTHS = {"name": 60, "public_name": 40, "definition": 600}
"""Characters of the short texts of a theme."""
LONGEST_POINT = 300
TEXTS = {"name": "name", "public_name": "name for the public", "definition": "definition"}
POINTS = {"include": "What belongs to it", "exclude": "What does not", "examples": "Examples"}
KINDS = ("D", "T")
NOT_TEXT = "It holds a character that is no text (the null character). Take it out."

_CODE = re.compile(r"[a-z][a-z_]{1,38}[a-z]")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")


def faults_in(content: Mapping[str, Any]) -> list[str]:
    """Everything that keeps an edition from being used; empty if it can be."""
    return list(_faults(content))


def faults_in_theme(theme: Mapping[str, Any], content: Mapping[str, Any]) -> list[str]:
    """Everything wrong with one theme, beside the shared words of ``content``."""
    if _holds_null(theme):
        return [NOT_TEXT]
    return [*_faults_in_texts(theme), *_faults_in_lines(theme, content)]


def faults_in_shared(content: Mapping[str, Any]) -> list[str]:
    """Everything wrong with the shared words: sets, lists, other senses and exclusions by sentence."""
    if _holds_null(content["shared"]):
        return [NOT_TEXT]
    return [fault for part in PARTS for fault in _faults_in_part(part.code, part.name, content)]


def _holds_null(value: Any) -> bool:
    """Whether the null character is in it, which PostgreSQL's text cannot hold."""
    return "\\u0000" in json.dumps(value)


def _faults(content: Mapping[str, Any]) -> Iterator[str]:
    themes = content["themes"]
    if _holds_null(content):
        yield NOT_TEXT
        return
    if len(themes) > MOST_THEMES:
        yield f"There are {len(themes)} themes; {MOST_THEMES} are the most that people can code by."
        return
    if all(theme["retired"] for theme in themes):
        yield "No theme is in use. Add one, or take one back into use."
    seen: dict[str, set[str]] = {"code": set(), "name": set(), "public_name": set()}
    for theme in themes:
        for key, there in seen.items():
            value = theme[key].casefold()
            if value in there and value:
                yield f"“{theme[key]}” stands for two themes. Give one of them another {TEXTS.get(key, key)}."
            there.add(value)
    lines = sum(len(part) for theme in themes for part in theme["lines"].values())
    if lines > MOST_LINES_IN_ALL:
        yield f"There are {lines:,} lexicon lines; {MOST_LINES_IN_ALL:,} are the most."
        return
    shared = faults_in_shared(content)
    yield from shared
    for theme in themes:
        yield from (f"Theme “{theme['name'] or theme['code']}”: {fault}" for fault in _faults_in_texts(theme))
        if not shared:
            yield from (
                f"Theme “{theme['name'] or theme['code']}”: {fault}"
                for fault in _faults_in_lines(theme, content)
            )


def _faults_in_texts(theme: Mapping[str, Any]) -> Iterator[str]:
    if not _CODE.fullmatch(theme["code"]):
        yield (
            f"The code “{theme['code'][:60]}” cannot be used. Take three to forty small letters and underscores, such"
            " as road_safety."
        )
    if theme["kind"] not in KINDS:
        yield "Say whether a denial takes the theme away (D) or whether it is a topic (T)."
    for key, name in TEXTS.items():
        text = theme[key]
        if not text.strip():
            yield f"The {name} is missing."
        elif len(text) > LENGTHS[key]:
            yield f"The {name} has {len(text):,} characters; {LENGTHS[key]} are the most."
    for key, name in POINTS.items():
        points = theme[key]
        if len(points) > MOST_POINTS:
            yield f"{name}: {len(points):,} lines are too many; {MOST_POINTS} are the most."
        for number, point in enumerate(points[:MOST_POINTS], start=1):
            if len(point) > LONGEST_POINT:
                yield f"{name}, line {number}: it has {len(point):,} characters; {LONGEST_POINT} are the most."


def _faults_in_lines(theme: Mapping[str, Any], content: Mapping[str, Any]) -> Iterator[str]:
    sets, groups = shared_words(content)
    for part in PARTS:
        for fault in faults_of(theme["lines"].get(part.code, ()), sets=sets, groups=groups):
            yield f"{part.name}, line {fault.line}: {fault.sentence}"


def _faults_in_part(code: str, name: str, content: Mapping[str, Any]) -> Iterator[str]:
    sets, groups = shared_words(content)
    shared = content["shared"][code]
    for what, found in (
        ("sets", shared["sets"]),
        ("lists", shared["groups"]),
        ("exclusions", shared["guards"]),
    ):
        if len(found) > MOST_SHARED:
            yield f"{name}: {len(found):,} {what} are too many; {MOST_SHARED} are the most."
            return
    for key, words in shared["sets"].items():
        yield from (f"{name}, set {{{key[:40]}}}: {fault}" for fault in _faults_in_set(key, words))
    for key, patterns in shared["groups"].items():
        if not _NAME.fullmatch(key):
            yield f"{name}, list @{key[:40]}: the name takes small letters, digits and underscores."
        if any(pattern.startswith("@") for pattern in patterns):
            yield f"{name}, list @{key[:40]}: a list cannot hold another list. Write its words."
            continue
        yield from _faulty(f"{name}, list @{key[:40]}", patterns, sets, groups)
    yield from _faulty(f"{name}, other senses", shared["other_senses"], sets, groups, most=MOST_WORDS)
    codes = {theme["code"] for theme in content["themes"]}
    for number, guard in enumerate(shared["guards"], start=1):
        place = f"{name}, exclusion {number}"
        for unknown in [code for code in guard["themes"] if code not in codes]:
            yield f"{place}: the codebook has no theme with the code “{unknown[:60]}”."
        if not guard["themes"] or not guard["when"]:
            yield f"{place}: it needs themes: and when:, each with at least one entry."
        yield from _faulty(place, [*guard["when"], *guard["unless"]], sets, groups)


def _faults_in_set(key: str, words: str) -> Iterator[str]:
    if not _NAME.fullmatch(key):
        yield "the name takes small letters, digits and underscores."
    elif "{" in words:
        yield "a set cannot hold another set. Write its words."
    elif not words.strip():
        yield "it holds no word."
    elif len(words.split()) > MOST_WORDS:
        yield f"it holds {len(words.split()):,} words; {MOST_WORDS:,} are the most."
    else:
        try:
            read_words(words, {})
        except PatternError as wrong:
            yield str(wrong)


def _faulty(
    place: str,
    patterns: Sequence[str],
    sets: Mapping[str, str],
    groups: Mapping[str, Sequence[str]],
    *,
    most: int = MOST_SHARED,
) -> Iterator[str]:
    if len(patterns) > most:
        yield f"{place}: {len(patterns):,} entries are too many; {most:,} are the most."
        return
    for pattern in patterns:
        if pattern.startswith("@"):
            if pattern[1:] not in groups:
                yield f"{place}: there is no shared list {pattern[:LONGEST_LINE]}."
            continue
        try:
            check_pattern(pattern, sets)
        except (LineError, PatternError) as wrong:
            yield f"{place}: {wrong}"
