"""Reading informal text as tokens without losing the place of any of them in the text as written.

Everything downstream works on folded tokens (lower case, straight quotes, no accents on Latin letters, one code
point per Arabic letter); every token keeps where it starts and ends in the original, so evidence can be shown.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache


def word_set(words: str) -> frozenset[str]:
    """The words of a list written as one line, for long lists that stay readable."""
    return frozenset(words.split())


_QUOTES = dict.fromkeys("\u2018\u2019\u201b\u02bc\u0060\u00b4", "'")
_ARABIC = {
    "\u064a": "\u06cc",
    "\u0649": "\u06cc",
    "\u0643": "\u06a9",
    "\u0629": "\u06c1",
    "\u0647": "\u06c1",
    "\u06d5": "\u06c1",
    "\u06be": "\u06be",
    "\u0623": "\u0627",
    "\u0625": "\u0627",
    "\u0622": "\u0627",
    "\u0671": "\u0627",
    "\u0640": "",
}
_STROKES = {"\u0142": "l", "\u0111": "d", "\u00f8": "o", "\u00e6": "ae", "\u0131": "i"}
_MARKS = (
    "\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u0900-\u0903\u093a-\u094f\u0951-\u0957"
    "\u0962\u0963\u0981-\u0983\u09bc-\u09cd\u09d7\u0a01-\u0a03\u0a3c-\u0a51\u0a70\u0a71"
    "\u0a75\u0a81-\u0a83\u0abc-\u0acd\u0b80-\u0b83\u0bbe-\u0bcd"
)
_WORD = rf"[\w{_MARKS}]+(?:'[\w{_MARKS}]+)*"
_PICTURES = "\U0001f52a\U0001f5e1\U0001f52b\U0001f46e\U0001f693\U0001f694\U0001f628\U0001f630"
"""Pictures that stand for a word (knife, dagger, gun, police, fear); spelling.toml says which."""
_STOPS = r"[.!?;:\n\u0964\u06d4\u061f\u2026]+"
_PAUSES = r"[,()\u060c\u061b\u2013\u2014]| - "
_TOKEN = re.compile(rf"({_WORD}|[{_PICTURES}])|({_STOPS})|({_PAUSES})")


@dataclass(frozen=True)
class Folded:
    """Folded text; ``offsets[i]`` is where folded character i stands in the original (None: at i)."""

    text: str
    offsets: tuple[int, ...] | None
    original_length: int

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The half-open span of the original that the folded span [start, end) came from."""
        if self.offsets is None:
            return start, end
        first = self.offsets[start]
        last = self.offsets[end] if end < len(self.offsets) else self.original_length
        return first, max(last, self.offsets[end - 1] + 1)


@lru_cache(maxsize=5_000)
def _fold_character(character: str) -> str:
    quote = _QUOTES.get(character)
    if quote is not None:
        return quote
    arabic = _ARABIC.get(character)
    if arabic is not None:
        return arabic
    category = unicodedata.category(character)
    if category in ("Cf", "Cc") and character not in "\n\t\r":
        return "" if category == "Cf" else " "
    if "\u0300" <= character <= "\u036f" or "\u064b" <= character <= "\u065f" or character == "\u0670":
        return ""
    if character < "\u0530" or "\u1e00" <= character <= "\u1eff" or character >= "\ufb00":
        plain = unicodedata.normalize("NFKD", character).casefold()
        plain = "".join(_ARABIC.get(part, _STROKES.get(part, part)) for part in plain)
        return "".join(part for part in plain if not unicodedata.combining(part))
    return character.casefold()


def fold(text: str) -> Folded:
    """Lower case and without accents, with the map back to the original characters."""
    if text.isascii() and "\x00" not in text:
        return Folded(text.lower().replace("`", "'"), None, len(text))
    pieces: list[str] = []
    offsets: list[int] = []
    for position, character in enumerate(text):
        for part in _fold_character(character):
            pieces.append(part)
            offsets.append(position)
    return Folded("".join(pieces), tuple(offsets), len(text))


@dataclass
class Tokens:
    """The words of one text, as parallel lists.

    ``separator[i]`` says what stands before token i: 0 a space, 1 a comma or bracket, 2 the end of a sentence.
    ``clause`` and ``sentence`` number the parts; ``start`` and ``end`` are offsets in the original text.
    """

    text: str
    words: list[str]
    start: list[int]
    end: list[int]
    separator: list[int]
    clause: list[int]
    sentence: list[int]

    def __len__(self) -> int:
        return len(self.words)


_CONJUNCTIONS = word_set(
    "but however although though except because since when if while whilst which until till unless then yet "
    "whereas cause lekin magar par kyunki kyonki ale bo lecz dar ca pero porque mais laakiin"
)
_LINKS = frozenset({"and", "so", "or", "plus", "also"})
_SUBJECTS = word_set(
    "i i'm i've we we're he he's she she's it it's they they're there there's you you're people everyone "
    "everybody some someone somebody this that that's these those my our the kids police"
)
_ANSWERS = word_set("no nah nope naa yes yeah yep yh na")
_FINITE = _SUBJECTS | word_set("is are was were am can will has have had just")


def _clauses(words: Sequence[str], separator: Sequence[int]) -> tuple[list[int], list[int]]:
    clause = sentence = 0
    clauses: list[int] = []
    sentences: list[int] = []
    count = len(words)
    for index, word in enumerate(words):
        mark = separator[index]
        if mark == 2 and index:
            clause += 1
            sentence += 1
        elif mark == 1 and index:
            if not _list_item(words, separator, index, count) or words[index - 1] in _ANSWERS:
                clause += 1
        elif index and (
            word in _CONJUNCTIONS or (word in _LINKS and index + 1 < count and words[index + 1] in _SUBJECTS)
        ):
            clause += 1
        clauses.append(clause)
        sentences.append(sentence)
    return clauses, sentences


def _list_item(words: Sequence[str], separator: Sequence[int], index: int, count: int) -> bool:
    """Whether the words after a comma are one more item of a list ("knives, gangs or drugs")."""
    stop = index
    while stop < count and stop < index + 4 and (stop == index or not separator[stop]):
        if words[stop] in _FINITE or words[stop] in _CONJUNCTIONS:
            return False
        if stop > index and words[stop] in ("or", "nor"):
            return True
        stop += 1
    return stop - index <= 3


def tokenise(text: str, spell: Callable[[str], str] | None = None) -> Tokens:
    """The words of a text with their places in it; ``spell`` maps each folded word to its usual spelling."""
    folded = fold(text)
    words: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    separator: list[int] = []
    pending = 0
    plain = folded.offsets is None
    for match in _TOKEN.finditer(folded.text):
        kind, token = match.lastindex, match.group()
        if kind != 1:
            pending = max(pending, 2 if kind == 2 and token != ":" else 1)
            continue
        begin, finish = match.span()
        if not plain:
            begin, finish = folded.original(begin, finish)
        words.append(spell(token) if spell else token)
        starts.append(begin)
        ends.append(finish)
        separator.append(pending)
        pending = 0
    clause, sentence = _clauses(words, separator)
    return Tokens(text, words, starts, ends, separator, clause, sentence)
