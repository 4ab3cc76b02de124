"""Phrase patterns over tokens, matched many at a time.

A pattern is a line of elements: ``word``, ``word(s)``, ``begin*``, alternatives ``a|b``, a named set ``{place}``,
an optional element ``[really|so]``, and gaps within one clause: ``..`` up to two words, ``...`` up to five.
Each pattern hangs on its rarest element, so a text costs one look-up per word however many patterns there are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from surveys.analysis.themes.normalise import Tokens, fold, word_set

_GAPS = {"..": 2, "...": 5}
_FREQUENT = word_set(
    "a an the i i'm i've we you he she it they there is are was were be been am do does did have has had to of in on "
    "at by for with from and or not no never more my our your this that these those them us me get got go going can "
    "can't don't will would should need needs want make people so too all any some up out off as just what who "
    "nothing nobody none no-one everyone someone around about like really"
)


class PatternError(ValueError):
    """A pattern that cannot be read, with a sentence that says which and why."""


@dataclass(frozen=True)
class Element:
    """One place in a pattern: the words and beginnings it accepts, and the gap allowed before it."""

    words: frozenset[str]
    prefixes: tuple[str, ...]
    optional: bool
    gap: int

    def accepts(self, word: str) -> bool:
        """Whether a folded word fits here."""
        return word in self.words or (bool(self.prefixes) and word.startswith(self.prefixes))


@dataclass(frozen=True)
class Pattern:
    """A compiled pattern; ``anchor`` is the element that is looked up, the others are checked from there."""

    source: str
    elements: tuple[Element, ...]
    anchor: int

    @property
    def companions(self) -> frozenset[str] | None:
        """Words of which a text must hold one for the pattern to match, beside its anchor; None: any text may do."""
        needed = [
            element.words
            for number, element in enumerate(self.elements)
            if number != self.anchor and not element.optional and not element.prefixes
        ]
        return min(needed, key=len, default=None)

    def at(self, tokens: Tokens, index: int) -> tuple[int, int] | None:
        """The first and last token of the match whose anchor stands at ``index``, or None."""
        last = self._right(tokens, index, self.anchor + 1)
        if last is None:
            return None
        first = self._left(tokens, index, self.anchor - 1)
        return None if first is None else (first, last)

    def _right(self, tokens: Tokens, position: int, element: int) -> int | None:
        if element == len(self.elements):
            return position
        wanted = self.elements[element]
        words, separator, clause = tokens.words, tokens.separator, tokens.clause
        for following in range(position + 1, min(position + 2 + wanted.gap, len(words))):
            if wanted.gap == 0:
                if separator[following]:
                    break
            elif clause[following] != clause[position]:
                break
            if wanted.accepts(words[following]):
                found = self._right(tokens, following, element + 1)
                if found is not None:
                    return found
        return self._right(tokens, position, element + 1) if wanted.optional else None

    def _left(self, tokens: Tokens, position: int, element: int) -> int | None:
        if element < 0:
            return position
        wanted = self.elements[element]
        gap = self.elements[element + 1].gap
        words, separator, clause = tokens.words, tokens.separator, tokens.clause
        for preceding in range(position - 1, max(position - 2 - gap, -1), -1):
            if gap == 0:
                if separator[preceding + 1]:
                    break
            elif clause[preceding] != clause[position]:
                break
            if wanted.accepts(words[preceding]):
                found = self._left(tokens, preceding, element - 1)
                if found is not None:
                    return found
        return self._left(tokens, position, element - 1) if wanted.optional else None


def read_words(
    text: str, sets: Mapping[str, str], *, within: tuple[str, ...] = ()
) -> tuple[set[str], set[str]]:
    """The words and the beginnings that a list of alternatives stands for, with sets filled in."""
    words: set[str] = set()
    prefixes: set[str] = set()
    for piece in re.split(r"[|\s]+", text.strip()):
        if piece.startswith("{"):
            name = piece.strip("{}")
            if name not in sets:
                raise PatternError(f"The set {{{name}}} is used but not defined; add it under [sets].")
            if name in within:
                raise PatternError(f"The set {{{name}}} contains itself; take it out of its own list.")
            inner_words, inner_prefixes = read_words(sets[name], sets, within=(*within, name))
            words |= inner_words
            prefixes |= inner_prefixes
        elif piece.endswith("*"):
            if len(piece) < 4 and piece.isascii():
                raise PatternError(f"The beginning {piece!r} is too short: it would match most words.")
            prefixes.add(fold(piece[:-1]).text)
        elif piece.endswith("(s)"):
            singular = fold(piece[:-3]).text
            words |= {singular, singular + "s"}
        elif piece:
            words.add(fold(piece).text)
    return words, prefixes


def compile_pattern(source: str, sets: Mapping[str, str]) -> Pattern:
    """Read one pattern. Raises PatternError with the pattern in its sentence."""
    elements: list[Element] = []
    gap = 0
    for piece in source.split():
        if piece in _GAPS:
            gap = _GAPS[piece]
            continue
        optional = piece.startswith("[") and piece.endswith("]")
        words, prefixes = read_words(piece[1:-1] if optional else piece, sets)
        if not words and not prefixes:
            raise PatternError(f"The pattern {source!r} has an empty element.")
        elements.append(Element(frozenset(words), tuple(sorted(prefixes)), optional, gap))
        gap = 0
    fixed = [number for number, element in enumerate(elements) if not element.optional]
    if not fixed:
        raise PatternError(f"The pattern {source!r} has no fixed word to look for.")

    def frequency(number: int) -> tuple[bool, int]:
        element = elements[number]
        return bool(element.words & _FREQUENT), len(element.words) + 4 * len(element.prefixes)

    return Pattern(source, tuple(elements), min(fixed, key=frequency))


Match = tuple[int, int]
_Candidate = tuple[int, bool, frozenset[str] | None, Pattern]
"""A pattern that may stand at a word: its number, whether it is one word alone, its companions, and itself."""


class PatternIndex:
    """All patterns of a lexicon, looked up by the words they hang on."""

    _CACHE_LIMIT = 100_000

    def __init__(self, patterns: Iterable[Pattern]):
        self.patterns = tuple(patterns)
        self._looked_for: tuple[_Candidate, ...] = tuple(
            (number, len(pattern.elements) == 1, pattern.companions, pattern)
            for number, pattern in enumerate(self.patterns)
        )
        self._by_word: dict[str, list[int]] = {}
        self._by_prefix: dict[str, list[int]] = {}
        for number, pattern in enumerate(self.patterns):
            anchor = pattern.elements[pattern.anchor]
            for word in anchor.words:
                self._by_word.setdefault(word, []).append(number)
            for prefix in anchor.prefixes:
                self._by_prefix.setdefault(prefix, []).append(number)
        lengths = {len(prefix) for prefix in self._by_prefix}
        self._prefix_lengths = tuple(sorted(lengths))
        self._cache: dict[str, tuple[_Candidate, ...]] = {}

    def _candidates(self, word: str) -> tuple[_Candidate, ...]:
        found = self._cache.get(word)
        if found is None:
            numbers = set(self._by_word.get(word, ()))
            for length in self._prefix_lengths:
                if length > len(word):
                    break
                numbers.update(self._by_prefix.get(word[:length], ()))
            found = tuple(self._looked_for[number] for number in sorted(numbers))
            if len(self._cache) >= self._CACHE_LIMIT:
                self._cache.clear()
            self._cache[word] = found
        return found

    def find(self, tokens: Tokens) -> dict[int, list[Match]]:
        """Every match in a text: pattern number to token spans (first, last), both inclusive."""
        found: dict[int, list[Match]] = {}
        there = set(tokens.words)
        for index, word in enumerate(tokens.words):
            for number, alone, companions, pattern in self._candidates(word):
                if alone:
                    found.setdefault(number, []).append((index, index))
                elif companions is None or not there.isdisjoint(companions):
                    match = pattern.at(tokens, index)
                    if match is not None:
                        found.setdefault(number, []).append(match)
        return found

    def words(self) -> set[str]:
        """Every full word of every pattern: the vocabulary worth spelling correctly."""
        return {word for pattern in self.patterns for element in pattern.elements for word in element.words}
