"""Phrases that speak of danger, with the words they go by: the rules of ``data/safeguarding.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import Any

from surveys.analysis.personal_names import name_lists
from surveys.analysis.themes.language import common_words
from surveys.analysis.themes.lexicon import DATA, DEFAULT_PATHS, SPELLING_PATH, default_lexicon
from surveys.analysis.themes.normalise import Tokens, fold, tokenise
from surveys.analysis.themes.patterns import Match, PatternError, PatternIndex, compile_pattern
from surveys.analysis.themes.spelling import Speller

RULES_PATH = DATA / "safeguarding.toml"
MAX_CHARACTERS = 20_000

REASONS: Mapping[str, str] = {
    "danger_now": "somebody may be in danger now",
    "self_harm": "somebody may harm or have harmed themselves",
    "abuse": "somebody may be abused, neglected or forced to marry",
    "exploitation": "somebody may be exploited, in debt to a gang or blackmailed",
    "threat": "somebody is threatened, or threatens",
    "weapon": "a weapon with somebody, at a place or at a time",
    "hate_threat": "a threat against people for their faith, origin or identity",
    "alike": "it reads like texts in which people told of danger",
}
"""Every reason for which a text is passed on, in the order in which they are shown."""


class RulesError(ValueError):
    """Rules that cannot be used, with a sentence that says where and why."""


@dataclass(frozen=True)
class Evidence:
    """Words of the original text that speak for a reason: a half-open range of characters."""

    start: int
    end: int
    reason: str


@dataclass(frozen=True)
class Disclosed:
    """What the rules read in one text: reasons in the order of ``REASONS``, and the words they go by."""

    reasons: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    urgent: bool

    @property
    def flagged(self) -> bool:
        """Whether a person has to read the text."""
        return bool(self.reasons)


@dataclass(frozen=True)
class _Rule:
    reason: str
    match: tuple[int, ...]
    needs: tuple[int, ...]
    also: tuple[int, ...]
    unless: tuple[int, ...]
    within: int


Found = Mapping[int, list[Match]]


class DisclosureReader:
    """Reads texts by a set of rules; safe to share between threads and processes."""

    def __init__(self, source: Mapping[str, Any]):
        sets = {**_sets_of_the_lexicon(), **source.get("sets", {})}
        sets["name"] = " ".join(sorted(name_lists().given))
        numbers: dict[str, int] = {}

        groups = source.get("groups", {})

        def numbered(patterns: Iterable[str]) -> tuple[int, ...]:
            each = (part for name in patterns for part in (groups[name[1:]] if name[0] == "@" else [name]))
            written = (variant for pattern in each for variant in _variants(pattern))
            return tuple(numbers.setdefault(pattern, len(numbers)) for pattern in written)

        self._idioms = frozenset(numbered(source.get("idioms", {}).get("phrases", ())))
        self._soon = numbered(source.get("soon", {}).get("phrases", ()))
        self._strong: dict[int, str] = {}
        self._rules_by_pattern: dict[int, list[_Rule]] = {}
        for name, entry in source.get("reason", {}).items():
            reason = entry.get("as", name)
            if reason not in REASONS:
                raise RulesError(f"The rules speak of a reason {reason!r} that there is not.")
            self._strong.update((number, reason) for number in numbered(entry.get("strong", ())))
            for written in entry.get("rule", ()):
                rule = _Rule(
                    reason,
                    numbered(written["match"]),
                    numbered(written.get("needs", ())),
                    numbered(written.get("also", ())),
                    numbered(written.get("unless", ())),
                    int(written.get("within", 8)),
                )
                for number in rule.match:
                    self._rules_by_pattern.setdefault(number, []).append(rule)
        try:
            self._index = PatternIndex(compile_pattern(pattern, sets) for pattern in numbers)
        except PatternError as error:
            raise RulesError(f"The safeguarding rules cannot be used: {error}") from error
        self._spell = _speller(self._index)

    def read(self, text: str) -> Disclosed:
        """Why a person has to read a text, if so, with the words that say it."""
        tokens = tokenise(text[:MAX_CHARACTERS], self._spell)
        found = self._index.find(tokens)
        if not found:
            return Disclosed((), (), False)
        idioms = [match for number in self._idioms & found.keys() for match in found[number]]
        spans: dict[str, list[Match]] = {}
        for number, matches in found.items():
            reason = self._strong.get(number)
            rules = self._rules_by_pattern.get(number, ())
            if reason is None and not rules:
                continue
            for match in matches:
                if any(_overlap(match, idiom) for idiom in idioms):
                    continue
                if reason is not None:
                    spans.setdefault(reason, []).append(match)
                for rule in rules:
                    if _holds(rule, match, tokens, found):
                        spans.setdefault(rule.reason, []).append(match)
        reasons = tuple(reason for reason in REASONS if reason in spans)
        # Urgent only with a reason: "tonight" alone is no danger.
        soon = "danger_now" in spans or any(number in found for number in self._soon)
        return Disclosed(reasons, _evidence(tokens, spans), bool(reasons) and soon)

    def speaks_of_soon(self, text: str) -> bool:
        """Whether a text names a moment at hand: now, tonight, a weekday, somebody at the door."""
        found = self._index.find(tokenise(text[:MAX_CHARACTERS], self._spell))
        return any(number in found for number in self._soon)


def _variants(pattern: str) -> Iterator[str]:
    """A pattern as the index reads it: ``alone|on_my_own`` is one way with a word and one with three words."""
    ways: list[list[str]] = []
    for piece in pattern.split():
        if "_" not in piece or piece.startswith("["):
            ways.append([piece])
            continue
        single = [word for word in piece.split("|") if "_" not in word]
        several = [word.replace("_", " ") for word in piece.split("|") if "_" in word]
        ways.append([*(["|".join(single)] if single else []), *several])
    yield from (" ".join(way) for way in product(*ways))


def _holds(rule: _Rule, match: Match, tokens: Tokens, found: Found) -> bool:
    sentence = tokens.sentence[match[0]]
    if any(
        tokens.sentence[other[0]] == sentence for number in rule.unless for other in found.get(number, ())
    ):
        return False
    return all(
        not group
        or any(
            _near(match, other, rule.within, tokens) for number in group for other in found.get(number, ())
        )
        for group in (rule.needs, rule.also)
    )


def _near(match: Match, other: Match, within: int, tokens: Tokens) -> bool:
    if match == other or abs(tokens.sentence[match[0]] - tokens.sentence[other[0]]) > 1:
        return False
    return max(other[0] - match[1], match[0] - other[1]) <= within


def _overlap(one: Match, other: Match) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]


def _evidence(tokens: Tokens, spans: Mapping[str, Iterable[Match]]) -> tuple[Evidence, ...]:
    """The evidence in the order of the text; overlapping words for one reason are one stretch."""
    found = []
    for reason, matches in spans.items():
        joined: list[Match] = []
        for first, last in sorted(set(matches)):
            if joined and first <= joined[-1][1] + 1:
                joined[-1] = (joined[-1][0], max(joined[-1][1], last))
            else:
                joined.append((first, last))
        found += [Evidence(tokens.start[first], tokens.end[last], reason) for first, last in joined]
    return tuple(sorted(found, key=lambda item: (item.start, item.end, item.reason)))


def _sets_of_the_lexicon() -> dict[str, str]:
    return dict(tomllib.loads(DEFAULT_PATHS[0].read_text(encoding="utf-8"))["sets"])


def _speller(index: PatternIndex) -> Speller:
    """The spelling of the themes with the words of these rules beside it: "sceard" is read as "scared"."""
    spelling = tomllib.loads(SPELLING_PATH.read_text(encoding="utf-8"))
    respellings = {
        fold(form).text: word for word, forms in spelling.get("respell", {}).items() for form in forms.split()
    }
    names = name_lists()
    known = index.words() - names.given
    lexicon = default_lexicon()
    return Speller(
        vocabulary=known | {word for line in spelling.get("vocabulary", ()) for word in line.split()},
        respellings={form: word for form, word in respellings.items() if form not in known},
        real_words=[
            *(word for line in spelling.get("real_words", ()) for word in line.split()),
            *index.words(),
            *lexicon.index.words(),
            *common_words(),
        ],
    )


@lru_cache(maxsize=1)
def default_reader() -> DisclosureReader:
    """The reader with the rules that ship with the product, made once (a few tenths of a second)."""
    return DisclosureReader(tomllib.loads(RULES_PATH.read_text(encoding="utf-8")))
