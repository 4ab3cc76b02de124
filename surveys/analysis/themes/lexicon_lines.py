"""The lexicon as lines that people write: one piece of evidence a line, with a word in front that says what it is for.

::

    strong: bus stop(s) .. dark            fair and weak weigh less; without a word in front a line is strong
    denied: no youth club(s)               a strong phrase whose denying word is part of the concern
    not: safe to say                       another sense: what it overlaps does not speak for the theme
    unless: driving test                   strong, fair and weak lines do not count in a sentence with it
    rule: older boys|lads / dealers; needs: {drug} / @night; unless: film; within: 5; weight: 0.6; holds when denied

A line is read word by word and is never a regular expression. ``/`` stands between patterns, ``;`` between parts.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from surveys.analysis.themes.lexicon import STRENGTHS
from surveys.analysis.themes.patterns import Pattern, PatternError, compile_pattern

MOST_LINES = 1_000
"""Lines of one theme in one part of the lexicon."""
LONGEST_LINE = 1_500
"""Characters; the longest rule of the shipped lexicon has about 900."""
MOST_ELEMENTS = 12
"""Words, gaps aside, that one pattern may hold."""
MOST_WAYS = 60
"""In so many ways at most a pattern may stretch over its gaps and optional words, so that no line can be slow."""

KINDS = {"denied": "own_denial", "not": "senses", "unless": "unless", "rule": "rule"}
_HOLDS = "holds when denied"
_PARTS = ("needs", "unless", "within", "weight")


@dataclass(frozen=True)
class Fault:
    """What is wrong with one line: its number from 1, and a sentence that says why and what to do."""

    line: int
    sentence: str

    def __str__(self) -> str:
        return f"Line {self.line}: {self.sentence}"


class LineError(ValueError):
    """A line that cannot be read, with a sentence."""


def theme_from_lines(lines: Iterable[str]) -> tuple[dict[str, Any], list[str]]:
    """The entry of a theme as a lexicon file holds it, and the phrases that mean something else.

    Raises LineError for a line that cannot be read.
    """
    entry: dict[str, Any] = {}
    senses: list[str] = []
    for line in lines:
        kind, rest = _split(line)
        if not kind:
            continue
        if kind == "senses":
            senses.append(rest)
        elif kind == "rule":
            entry.setdefault("rule", []).append(_rule(rest))
        else:
            entry.setdefault(kind, []).append(rest)
    return entry, senses


def lines_from_theme(entry: Mapping[str, Any], senses: Iterable[str] = ()) -> list[str]:
    """The lines of a theme's entry in a lexicon file; reading them again gives the same entry."""
    names = {key: word for word, key in KINDS.items()}
    lines: list[str] = []
    for key, values in entry.items():
        for value in values:
            if key == "rule":
                lines.append(f"rule: {_written(value)}")
            else:
                lines.append(f"{names.get(key, key)}: {value.strip()}")
    return [*lines, *(f"not: {phrase.strip()}" for phrase in senses)]


def faults_of(
    lines: Sequence[str], *, sets: Mapping[str, str], groups: Mapping[str, Sequence[str]]
) -> list[Fault]:
    """Everything wrong with the lines of a theme, in their order; empty if they can be used."""
    if len(lines) > MOST_LINES:
        return [
            Fault(
                MOST_LINES + 1,
                f"There are {len(lines):,} lines, and a theme can have {MOST_LINES:,}. Longer lists tag more by"
                " accident than on purpose; join words with | or take a shared word list.",
            )
        ]
    found: list[Fault] = []
    for number, line in enumerate(lines, start=1):
        try:
            _check(line, sets, groups)
        except (LineError, PatternError) as wrong:
            found.append(Fault(number, str(wrong)))
    return found


def check_pattern(source: str, sets: Mapping[str, str]) -> Pattern:
    """One pattern, compiled. Raises PatternError or LineError in words that name it."""
    if len(source) > LONGEST_LINE:
        raise LineError(f"It has {len(source):,} characters; {LONGEST_LINE:,} are the most.")
    last = source.split()[-1:]
    if last and last[0] in ("..", "..."):
        raise LineError(f"{source!r} ends with a gap; say which word comes after it.")
    pattern = compile_pattern(source, sets)
    if len(pattern.elements) > MOST_ELEMENTS:
        raise LineError(
            f"{_short(source)!r} is {len(pattern.elements)} words long; {MOST_ELEMENTS} are the most. Keep the words"
            " that matter and put .. between them."
        )
    ways = math.prod((1 + element.gap) * (1 + element.optional) for element in pattern.elements)
    if ways > MOST_WAYS:
        raise LineError(
            f"{_short(source)!r} has too many gaps and optional words. Use fewer, or write two lines."
        )
    return pattern


def _check(line: str, sets: Mapping[str, str], groups: Mapping[str, Sequence[str]]) -> None:
    if len(line) > LONGEST_LINE:
        raise LineError(f"It has {len(line):,} characters; {LONGEST_LINE:,} are the most.")
    kind, rest = _split(line)
    if not kind:
        return
    patterns = [rest]
    if kind == "rule":
        rule = _rule(rest)
        patterns = [one for key in ("match", "needs", "unless") for one in rule.get(key, ())]
    for pattern in patterns:
        if pattern.startswith("@"):
            if pattern[1:] not in groups:
                raise LineError(
                    f"There is no shared list {pattern}. Add it under Shared words, or write the words."
                )
        else:
            check_pattern(pattern, sets)


def _split(line: str) -> tuple[str, str]:
    """The key of a lexicon file and the rest; both empty for a remark or an empty line."""
    line = line.strip()
    if not line or line.startswith("#"):
        return "", ""
    word, colon, rest = line.partition(":")
    if not colon:
        kind, rest = "strong", line
    else:
        word = word.strip().lower()
        kind = KINDS.get(word, word if word in STRENGTHS else "")
        if not kind:
            raise LineError(
                f"{_short(word)!r} is no kind of line. Begin with strong, fair, weak, denied, not, unless or rule"
                " and a colon."
            )
    rest = rest.strip()
    if not rest:
        raise LineError(f"Nothing stands after “{word}:”. Write the words, or take the line away.")
    if kind != "rule":
        for sign in ("/", ";", ":"):
            if sign in rest:
                raise LineError(f"The sign {sign} belongs in lines that begin with “rule:”.")
    return kind, rest


def _rule(text: str) -> dict[str, Any]:
    first, *others = (part.strip() for part in text.split(";"))
    rule: dict[str, Any] = {"match": _patterns(first, "rule")}
    for part in others:
        if part.lower() == _HOLDS:
            rule["deniable"] = False
            continue
        name, colon, value = part.partition(":")
        name, value = name.strip().lower(), value.strip()
        if not colon or name not in _PARTS:
            raise LineError(
                f"{_short(part)!r} is no part of a rule. After the words come needs:, unless:, within:, weight: or"
                f" “{_HOLDS}”, with ; between them."
            )
        if name in rule:
            raise LineError(f"“{name}:” stands twice in one rule; put / between its words instead.")
        if name == "within":
            if not (value.isascii() and value.isdecimal() and 1 <= int(value) <= 50):
                raise LineError(f"within: takes a number of words from 1 to 50, not {_short(value)!r}.")
            rule["within"] = int(value)
        elif name == "weight":
            rule["weight"] = _weight(value)
        else:
            rule[name] = _patterns(value, name)
    return rule


def _weight(value: str) -> float:
    try:
        weight = float(value)
    except ValueError:
        weight = math.nan
    if not 0 < weight <= 1:
        raise LineError(
            f"weight: takes a number above 0 and up to 1, such as 0.6, not {_short(value)!r}. A tag needs 0.5."
        )
    return weight


def _patterns(text: str, name: str) -> list[str]:
    patterns = [pattern.strip() for pattern in text.split("/")]
    if not all(patterns):
        raise LineError(
            f"Nothing stands after “{name}:”, or beside a / in it. Write the words, or take it away."
        )
    return patterns


def _written(rule: Mapping[str, Any]) -> str:
    parts = [" / ".join(pattern.strip() for pattern in rule["match"])]
    for name in ("needs", "unless"):
        if rule.get(name):
            parts.append(f"{name}: {' / '.join(pattern.strip() for pattern in rule[name])}")
    for name in ("within", "weight"):
        if name in rule:
            parts.append(f"{name}: {rule[name]:g}")
    if not rule.get("deniable", True):
        parts.append(_HOLDS)
    return "; ".join(parts)


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:57] + "..."
