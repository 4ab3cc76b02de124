"""Usual spellings of informal words: text-speak, drawn-out letters, and slips near a word that matters.

Only words of the lexicon are ever restored, and never at the cost of a real English word ("bangs" stays
"bangs"); everything else is left as the writer typed it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

_DRAWN_OUT = re.compile(r"(.)\1{2,}")
_DOUBLED = re.compile(r"(.)\1+")
_VOWELS = re.compile(r"[aeiouy]")
_CACHE_LIMIT = 100_000


def _deletes(word: str) -> set[str]:
    return {word[:index] + word[index + 1 :] for index in range(len(word))}


def _skeleton(word: str) -> str:
    sound = word.replace("ph", "f").replace("ck", "k").replace("c", "s").replace("z", "s")
    return word[0] + _DOUBLED.sub(r"\1", _VOWELS.sub("", sound[1:]))


class Speller:
    """Maps a folded word to its usual spelling; words it does not know come back unchanged."""

    def __init__(
        self, *, vocabulary: Iterable[str], respellings: Mapping[str, str], real_words: Iterable[str]
    ):
        self._respellings = dict(respellings)
        self._vocabulary = {word for word in vocabulary if word.isascii()}
        self._real = frozenset(real_words)
        self._by_delete: dict[str, list[str]] = {}
        self._by_skeleton: dict[str, list[str]] = {}
        for word in sorted(self._vocabulary):
            if len(word) < 5 or not word.isalpha():
                continue
            for key in {word, *_deletes(word)}:
                self._by_delete.setdefault(key, []).append(word)
            if len(word) >= 6:
                self._by_skeleton.setdefault(_skeleton(word), []).append(word)
        self._cache: dict[str, str] = {}

    def __call__(self, word: str) -> str:
        known = self._cache.get(word)
        if known is None:
            known = self._spell(word)
            if len(self._cache) >= _CACHE_LIMIT:
                self._cache.clear()
            self._cache[word] = known
        return known

    def known_words(self) -> frozenset[str]:
        """Every word that is certainly a word: the vocabulary, the real words and the usual spellings."""
        return frozenset(self._vocabulary) | self._real | frozenset(self._respellings)

    def _spell(self, word: str) -> str:
        if word in self._respellings:
            return self._respellings[word]
        if word in self._vocabulary:
            return word
        if word.endswith("'s"):
            return self._spell(word[:-2]) if len(word) > 3 else word
        if _DRAWN_OUT.search(word):
            for shorter in (
                _DRAWN_OUT.sub(r"\1\1", word),
                _DRAWN_OUT.sub(r"\1", word),
                _DOUBLED.sub(r"\1", word),
            ):
                if shorter in self._respellings or shorter in self._vocabulary:
                    return self._spell(shorter)
            word = _DRAWN_OUT.sub(r"\1", word)
        if len(word) < 4 or word in self._real or not (word.isascii() and word.isalpha()):
            return word
        if word.endswith("s") and word[:-1] in self._vocabulary:
            return word
        return self._nearest(word) or word

    def _nearest(self, word: str) -> str | None:
        """The one lexicon word within one slip, or within two that leave the consonants as they are."""
        candidates = set(self._by_delete.get(word, ()))
        for shorter in _deletes(word):
            candidates.update(self._by_delete.get(shorter, ()))
        near = [
            other
            for other in candidates
            if other[0] == word[0] and (len(other) > 5 or len(word) != len(other)) and _one_slip(word, other)
        ]
        if not near and len(word) >= 5:
            near = [
                other
                for other in self._by_skeleton.get(_skeleton(word), ())
                if abs(len(other) - len(word)) <= 2
            ]
        if not near:
            return None
        # Several words may be one slip away ("knif"): the shortest distance in length, then the alphabet, decide.
        return min(near, key=lambda other: (abs(len(other) - len(word)), other))


def _one_slip(first: str, second: str) -> bool:
    """Whether the words differ by one letter added, dropped, changed, or two neighbours swapped."""
    if first == second:
        return True
    if abs(len(first) - len(second)) > 1:
        return False
    start = 0
    while start < min(len(first), len(second)) and first[start] == second[start]:
        start += 1
    if first[start + 1 :] == second[start + 1 :] and len(first) == len(second):
        return True
    if first[start:] == second[start + 1 :] or first[start + 1 :] == second[start:]:
        return True
    swapped = first[start : start + 2][::-1]
    return swapped == second[start : start + 2] and first[start + 2 :] == second[start + 2 :]
