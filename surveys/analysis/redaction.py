"""Masking what could identify a person, before anyone reads an answer.

The mask says what stood there ("[name]", "[phone number]", "[a school]"), so that a reader keeps the sense.
No finder is perfect, names least of all: readers report what slipped through, and each report becomes a case
in the tests.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from surveys.analysis.identifiers import Identifier, addresses, emails, handles, id_numbers, phones, postcodes
from surveys.analysis.name_cues import cued_people
from surveys.analysis.personal_names import organisations, people

MASKS = frozenset(
    {
        *("[name]", "[phone number]", "[e-mail address]", "[rest of postcode]", "[user name]"),
        *("[address]", "[ID number]", "[date]", "[a school]", "[a college]", "[a nursery]", "[a mosque]"),
        *("[a gurdwara]", "[a temple]", "[a church]", "[a synagogue]", "[a youth club]", "[a club]"),
    }
)
"""Every mask there is; what stands inside one is never looked at again."""

_MASK = re.compile("|".join(re.escape(mask) for mask in sorted(MASKS)))
_FINDERS = (emails, id_numbers, postcodes, phones, handles, addresses, organisations, people, cued_people)
_PASSES = 4
# The joiners U+200C and U+200D belong to Persian, Urdu and emoji: between Latin letters and digits they hide something.
_UNSEEN = re.compile(
    "[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]"
    "|(?<=[0-9A-Za-z@.+])[\u200c\u200d]+(?=[0-9A-Za-z@.])"
)


# From a mark that turns what follows round (override, embedding, isolate) to the one that ends it, or the end.
_RIGHT_TO_LEFT = re.compile("[\u202b\u202e\u2067][^\u202c\u2069\n]*[\u202c\u2069]?")


@dataclass(frozen=True)
class Redacted:
    """A text with its identifiers masked; ``spans`` are places in the text as it was before."""

    text: str
    spans: tuple[Identifier, ...]


def find_identifiers(text: str) -> tuple[Identifier, ...]:
    """Identifiers in a text, in order and without overlap; of overlapping ones the finder named first wins.

    Existing masks are left alone. A NUL character counts as a space.
    """
    written = text.replace("\x00", " ")
    taken = [match.span() for match in _MASK.finditer(written)]
    found: list[Identifier] = []
    for seen, places in _views(written):
        for finder in _FINDERS:
            for identifier in sorted(finder(seen), key=lambda item: (item.start, -item.end)):
                if identifier.start >= identifier.end:
                    continue
                if places is not None:
                    lies = places[identifier.start : identifier.end]
                    identifier = replace(identifier, start=min(lies), end=max(lies) + 1)
                if not _touches(identifier, taken):
                    found.append(identifier)
                    taken.append((identifier.start, identifier.end))
    return tuple(sorted(found, key=lambda item: item.start))


class _Plain(dict[int, str]):
    """Letters and digits in another dress (full width, mathematical, circled) as the plain ones, one for one."""

    def __missing__(self, code: int) -> str:
        plain = unicodedata.normalize("NFKC", chr(code))
        self[code] = plain if len(plain) == 1 and plain.isascii() else chr(code)
        return self[code]


_PLAIN = _Plain()


def _views(text: str) -> Iterator[tuple[str, list[int] | None]]:
    """The text as a reader sees it, and where each of its characters stands in the text as written (None: in the same
    place); a second time with the stretches turned round that marks of direction turn on the screen.

    Characters nobody sees (zero width, soft hyphen, marks of direction) would part a number in two.
    """
    if text.isascii():
        yield text, None
        return
    plain = text.translate(_PLAIN)
    hidden = {place for match in _UNSEEN.finditer(plain) for place in range(*match.span())}
    places = [place for place in range(len(plain)) if place not in hidden]
    yield "".join(plain[place] for place in places), places
    for turned in (_letters_turned, _words_turned):
        order = [place for place in _in_order_of_screen(plain, turned) if place not in hidden]
        if order != places:
            yield "".join(plain[place] for place in order), order


def _in_order_of_screen(text: str, turned: Callable[[str, int, int], list[int]]) -> list[int]:
    """Places of a text in the order in which they are seen, each stretch that is marked as right-to-left turned."""
    order: list[int] = []
    at = 0
    for stretch in _RIGHT_TO_LEFT.finditer(text):
        order += range(at, stretch.start())
        order += turned(text, *stretch.span())
        at = stretch.end()
    return [*order, *range(at, len(text))]


def _letters_turned(text: str, start: int, end: int) -> list[int]:
    """What an override shows: the last character first."""
    return list(range(end - 1, start - 1, -1))


def _words_turned(text: str, start: int, end: int) -> list[int]:
    """What an embedding or an isolate shows of digits and Latin letters: the last word first, each as it is written."""
    pieces = [match.span() for match in re.finditer(r"\s+|[^\s]+", text[start:end])]
    return [start + place for first, last in reversed(pieces) for place in range(first, last)]


def _touches(identifier: Identifier, taken: Iterable[tuple[int, int]]) -> bool:
    return any(start < identifier.end and identifier.start < end for start, end in taken)


def _mask(text: str, identifiers: Iterable[Identifier]) -> str:
    pieces: list[str] = []
    position = 0
    for identifier in identifiers:
        pieces += [text[position : identifier.start], identifier.mask]
        position = identifier.end
    return "".join([*pieces, text[position:]])


def _originals(found: Iterable[Identifier], earlier: tuple[Identifier, ...]) -> list[Identifier]:
    """Identifiers of the masked text, moved to where they stand in the text before masking."""
    moved: list[Identifier] = []
    for identifier in found:
        shift = 0
        for mask in earlier:
            if mask.start + shift + len(mask.mask) > identifier.start:
                break
            shift += len(mask.mask) - (mask.end - mask.start)
        moved.append(
            Identifier(identifier.start - shift, identifier.end - shift, identifier.kind, identifier.mask)
        )
    return moved


def redact(text: str, *, limit: int | None = None) -> Redacted:
    """Mask every identifier found; masking the result again changes nothing.

    ``limit`` is the longest text that may come back (a column's width): a mask can be longer than what it
    hides, so the end is cut there, never within a mask.
    """
    text = text.replace("\x00", " ")
    spans: tuple[Identifier, ...] = ()
    masked = text
    for _ in range(_PASSES):
        found = find_identifiers(masked)
        if not found:
            break
        spans = tuple(sorted((*spans, *_originals(found, spans)), key=lambda item: item.start))
        masked = _mask(text, spans)
    if limit is not None and len(masked) > limit:
        end = limit
        for match in _MASK.finditer(masked):
            if match.start() < limit < match.end():
                end = match.start()
        masked = masked[:end].rstrip()
    return Redacted(masked, spans)
