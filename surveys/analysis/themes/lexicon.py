"""The lexicon: rules that say which phrases speak for which theme, read from a file that people can edit."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from surveys.analysis.themes.codebook import Codebook, default_codebook
from surveys.analysis.themes.language import common_words
from surveys.analysis.themes.normalise import fold
from surveys.analysis.themes.patterns import Pattern, PatternError, PatternIndex, compile_pattern
from surveys.analysis.themes.spelling import Speller

DATA = Path(__file__).parent.parent / "data"
DEFAULT_PATHS = (DATA / "lexicon.toml", DATA / "lexicon_speech.toml", DATA / "lexicon_languages.toml")
SPELLING_PATH = DATA / "spelling.toml"

STRENGTHS = {"strong": 0.9, "fair": 0.6, "weak": 0.3}
"""What the short lists of a theme weigh; a tag needs evidence that adds up to 0.5."""


class LexiconError(ValueError):
    """A lexicon that cannot be used, with a sentence that says where and why."""


@dataclass(frozen=True)
class Rule:
    """One piece of evidence for a theme.

    ``match`` are pattern numbers of the evidence itself; where ``needs`` is not empty one of those patterns must
    stand within ``within`` words in the same sentence; none of ``unless`` may stand in that sentence. ``foreign``: a
    rule of another language, which an English text never meets with words that are English too ("hub", "respect").
    """

    theme: str
    weight: float
    match: tuple[int, ...]
    needs: tuple[int, ...]
    unless: tuple[int, ...]
    within: int
    deniable: bool
    foreign: bool = False


@dataclass(frozen=True)
class Guard:
    """Themes that a sentence does not speak for where one of ``when`` stands in it and none of ``unless``.

    What the codebook excludes by context, such as fear of traffic, needs no ear for every way of saying it.
    """

    themes: frozenset[str]
    when: tuple[int, ...]
    unless: tuple[int, ...]


@dataclass(frozen=True)
class Lexicon:
    """Compiled rules, the phrases that have another sense, and the spelling that goes with them."""

    index: PatternIndex
    rules: tuple[Rule, ...]
    rules_by_pattern: Mapping[int, tuple[Rule, ...]]
    senses: Mapping[int, frozenset[str]]
    spell: Speller
    english: frozenset[str] = frozenset()
    guards: tuple[Guard, ...] = ()

    @classmethod
    def from_mappings(
        cls,
        sources: Sequence[Mapping[str, Any]],
        *,
        codebook: Codebook,
        spelling: Mapping[str, Any] | None = None,
    ) -> Lexicon:
        """A lexicon from parsed TOML; later sources add to earlier ones.

        Raises LexiconError for a theme the codebook does not have, an unknown key, or a pattern that cannot be read.
        """
        reader = _Reader(codebook)
        for source in sources:
            reader.sets.update(source.get("sets", {}))
            reader.groups.update(source.get("groups", {}))
        spelt: set[str] = set()
        english_patterns: set[str] = set()
        try:
            for source in sources:
                earlier = len(reader.numbers)
                reader.read(source)
                if source.get("other_languages", False):
                    continue
                english_patterns.update(list(reader.numbers)[earlier:])
                if source.get("restore_spelling", True):
                    spelt.update(list(reader.numbers)[earlier:])
        except PatternError as error:
            raise LexiconError(f"The lexicon cannot be used: {error}") from error
        index = PatternIndex(reader.compiled[text] for text in reader.numbers)
        english = PatternIndex(reader.compiled[text] for text in english_patterns).words()
        by_pattern: dict[int, list[Rule]] = {}
        for rule in reader.rules:
            for number in rule.match:
                by_pattern.setdefault(number, []).append(rule)
        spelling = spelling or {}
        respellings = {
            fold(form).text: word
            for word, forms in spelling.get("respell", {}).items()
            for form in forms.split()
        }
        speller = Speller(
            vocabulary=PatternIndex(reader.compiled[text] for text in spelt).words()
            | set(_split(spelling.get("vocabulary", ()))),
            respellings=respellings,
            real_words=[*_split(spelling.get("real_words", ())), *index.words(), *common_words()],
        )
        return cls(
            index=index,
            rules=tuple(reader.rules),
            rules_by_pattern={number: tuple(rules) for number, rules in by_pattern.items()},
            senses={number: frozenset(themes) for number, themes in reader.senses.items()},
            spell=speller,
            english=frozenset(english),
            guards=tuple(reader.guards),
        )


def _split(lines: Iterable[str]) -> list[str]:
    return [word for line in lines for word in line.split()]


class _Reader:
    """Numbers every pattern once, whatever it is used for."""

    _RULE_KEYS = frozenset({"match", "weight", "needs", "unless", "within", "deniable"})

    def __init__(self, codebook: Codebook):
        self.codebook = codebook
        self.sets: dict[str, str] = {}
        self.groups: dict[str, list[str]] = {}
        self.numbers: dict[str, int] = {}
        self.compiled: dict[str, Pattern] = {}
        self.rules: list[Rule] = []
        self.senses: dict[int, set[str]] = {}
        self.foreign = False
        self.guards: list[Guard] = []

    def _number(self, pattern: str) -> int:
        if pattern not in self.compiled:
            self.compiled[pattern] = compile_pattern(pattern, self.sets)
        return self.numbers.setdefault(pattern, len(self.numbers))

    def _numbers(self, patterns: Iterable[str]) -> tuple[int, ...]:
        numbers: list[int] = []
        for pattern in patterns:
            if pattern.startswith("@"):
                if pattern[1:] not in self.groups:
                    raise LexiconError(f"The group {pattern} is used but not defined; add it under [groups].")
                numbers.extend(self._numbers(self.groups[pattern[1:]]))
            else:
                numbers.append(self._number(pattern))
        return tuple(dict.fromkeys(numbers))

    def read(self, source: Mapping[str, Any]) -> None:
        self.foreign = bool(source.get("other_languages", False))
        for theme, phrases in source.get("senses", {}).items():
            if theme != "any":
                self._known(theme)
            themes = set(self.codebook.codes) if theme == "any" else {theme}
            for number in self._numbers(phrases):
                self.senses.setdefault(number, set()).update(themes)
        for entry in source.get("guard", ()):
            for theme in entry["themes"]:
                self._known(theme)
            self.guards.append(
                Guard(
                    frozenset(entry["themes"]),
                    self._numbers(entry["when"]),
                    self._numbers(entry.get("unless", ())),
                )
            )
        for theme, entry in source.get("theme", {}).items():
            self._known(theme)
            unless = tuple(entry.get("unless", ()))
            for key, value in entry.items():
                if key in STRENGTHS:
                    self._add(theme, {"match": value, "weight": STRENGTHS[key], "unless": unless})
                elif key == "own_denial":
                    self._add(theme, {"match": value, "weight": STRENGTHS["strong"], "deniable": False})
                elif key == "rule":
                    for rule in value:
                        self._add(theme, rule)
                elif key != "unless":
                    raise LexiconError(f"The lexicon's theme {theme!r} has an unknown key {key!r}.")

    def _known(self, theme: str) -> None:
        if theme not in self.codebook:
            raise LexiconError(f"The lexicon speaks of a theme {theme!r} that the codebook does not have.")

    def _add(self, theme: str, rule: Mapping[str, Any]) -> None:
        unknown = set(rule) - self._RULE_KEYS
        if unknown:
            raise LexiconError(f"A rule of {theme!r} has unknown keys: {', '.join(sorted(unknown))}.")
        self.rules.append(
            Rule(
                theme=theme,
                weight=float(rule.get("weight", STRENGTHS["strong"])),
                match=self._numbers(rule["match"]),
                needs=self._numbers(rule.get("needs", ())),
                unless=self._numbers(rule.get("unless", ())),
                within=int(rule.get("within", 12)),
                deniable=bool(rule.get("deniable", True)),
                foreign=self.foreign,
            )
        )


def load_lexicon(
    paths: Sequence[Path] = DEFAULT_PATHS,
    *,
    spelling: Path = SPELLING_PATH,
    codebook: Codebook | None = None,
) -> Lexicon:
    """Read and compile lexicon files (a few tenths of a second)."""
    sources = [tomllib.loads(path.read_text(encoding="utf-8")) for path in paths]
    return Lexicon.from_mappings(
        sources,
        codebook=codebook or default_codebook(),
        spelling=tomllib.loads(spelling.read_text(encoding="utf-8")),
    )


@lru_cache(maxsize=1)
def default_lexicon() -> Lexicon:
    """The lexicon that ships with the product, read once."""
    return load_lexicon()
