"""Whether words of a comment may be shown in public: what a program can check before two people decide.

The words have to be the writer's own, in their order, with nothing that could point at a person: no name, place,
school, group, number or date, and no spelling that somebody would be known by. What no program can tell (an
event that only a few know of, a way of speaking) is for the readers.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from surveys.analysis.personal_names import name_lists
from surveys.analysis.redaction import find_identifiers
from surveys.analysis.themes.gazetteer import places_by_words
from surveys.analysis.themes.lexicon import default_lexicon
from surveys.analysis.themes.normalise import fold

CUT = "[…]"
"""Stands where words were left out."""
SHORTEST, LONGEST = 4, 60
"""Words of a quote: fewer say little, more point at their writer."""
ALIKE = 0.6
"""A word may be spelt rightly: so alike the two spellings have to be (Ratcliff and Obershelp's measure)."""

_CUT = re.compile(r"\[\s*(?:…|\.\.\.)\s*\]")
_MASK = re.compile(r"\[[^\]]*\]")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_SENTENCE = re.compile(r"(?:^|[.!?…\]][\"'”’)]*\s+|^[\"'“‘(]+)$")
_DRAWN_OUT = re.compile(r"([^\W\d_])\1{2,}", re.IGNORECASE)
_STRANGE = re.compile(r"[^\w\s.,;:!?'’‘“”\"()…\[\]\-–—&/£%\u0600-\u06ff\u0900-\u0aff]")
_I = re.compile(r"I(?:['’](?:m|ve|d|ll))?")
_TIMES = re.compile(
    r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b|\byesterday\b"
    r"|\b(?:january|february|april|june|july|august|september|october|november|december)\b"
    r"|\blast (?:night|week|weekend|month|year|spring|summer|autumn|winter)\b"
    r"|\b(?:christmas|easter|eid|ramadan|diwali|vaisakhi|hall?oween|bonfire night|new year)\b",
    re.IGNORECASE,
)


def with_cuts(text: str) -> str:
    """A redacted comment as a first quote: what the program took out becomes a cut, whatever stood there."""
    return re.sub(rf"\s*{re.escape(CUT)}(?:\s*{re.escape(CUT)})*", f" {CUT}", _MASK.sub(CUT, text)).strip()


def tidied(quote: str) -> str:
    """One line, single spaces, one sign for a cut."""
    return " ".join(_CUT.sub(CUT, quote).split())


def wording_faults(comment: str, quote: str) -> list[str]:
    """Why a quote may not be shown, a sentence each that says what to do; empty where nothing was found.

    ``comment`` is the redacted comment it is taken from, ``quote`` as ``tidied`` gives it.
    """
    faults = []
    words = _WORD.findall(_MASK.sub(" ", quote))
    if not SHORTEST <= len(words) <= LONGEST:
        faults.append(f"Quote from {SHORTEST} to {LONGEST} words; these are {len(words)}.")
    if any(not _CUT.fullmatch(mask) for mask in _MASK.findall(quote)):
        faults.append(
            f"Put {CUT} where the program took something out: what kind of thing it was tells something too."
        )
    if any(character.isdigit() for character in quote):
        faults.append(f"Take out every number and put {CUT}: ages, times and house numbers point at people.")
    for kind in dict.fromkeys(found.kind for found in find_identifiers(_MASK.sub(" ", quote))):
        faults.append(f"Take out what looks like {_KINDS[kind]} and put {CUT}.")
    for place in _places(words):
        faults.append(f"Take out the place “{place}” and put {CUT}.")
    for found in dict.fromkeys(match.group() for match in _TIMES.finditer(quote)):
        faults.append(f"Take out “{found}” and put {CUT}: when something happened points at it.")
    for word in _capitals(quote):
        faults.append(
            f"“{word}” begins with a capital letter. If it is a name of anybody or anything, take it out and put {CUT};"
            " if it is not, write it small."
        )
    for word, usual in _respelt(words):
        faults.append(f"Write “{word}” in the usual way, as “{usual}”: people are known by how they spell.")
    if _STRANGE.search(quote):
        faults.append("Take out pictures and signs, and leave words and punctuation.")
    if not is_from(comment, quote):
        faults.append(
            f"Keep the writer's own words in their order. Only spelling may be put right, and {CUT} has to stand where "
            "words are left out."
        )
    return faults


_KINDS = {
    "NAME": "a name",
    "PHONE": "a phone number",
    "EMAIL": "an e-mail address",
    "HANDLE": "a user name",
    "POSTCODE": "a postcode",
    "ADDRESS": "an address",
    "ID": "an ID number",
    "ORG": "a school, club or place of worship",
    "DATE": "a date",
}


def is_from(comment: str, quote: str) -> bool:
    """Whether a quote has the words of a comment in their order, cut where ``[…]`` stands and nowhere else, with no
    change but in spelling."""
    source = _bare(comment)
    place = 0
    for stretch in (_bare(part) for part in tidied(quote).split(CUT)):
        if not stretch:
            continue
        starts = range(place, len(source) - len(stretch) + 1)
        found = next(
            (start for start in starts if _same(source[start : start + len(stretch)], stretch)), None
        )
        if found is None:
            return False
        place = found + len(stretch)
    return place > 0


def _bare(text: str) -> list[str]:
    """Folded words; what the program took out stays one word that no quote can have."""
    return [
        "\0" if word.startswith("[") else fold(word).text.replace("'", "")
        for word in re.findall(rf"{_MASK.pattern}|\w+(?:['’]\w+)*", text)
    ]


def _same(theirs: Sequence[str], ours: Sequence[str]) -> bool:
    return all(
        one == other or ("\0" not in (one, other) and SequenceMatcher(None, one, other).ratio() >= ALIKE)
        for one, other in zip(theirs, ours, strict=True)
    )


def _places(words: Sequence[str]) -> list[str]:
    """Names of authorities, towns and wards, in whatever letters."""
    table = places_by_words()
    folded = [fold(word).text.replace("'", "") for word in words]
    found = []
    for at, word in enumerate(folded):
        named = (p.name for name, p in table.get(word, ()) if tuple(folded[at : at + len(name)]) == name)
        longest = next(named, None)
        if longest is not None:
            found.append(longest)
    return found


def _capitals(quote: str) -> list[str]:
    """Words with a capital letter that no sentence begins with, and first words of sentences that are names."""
    # Names that are also words begin sentences too: "Will somebody mend the lights?"
    names = name_lists().given
    found = []
    for match in _WORD.finditer(quote):
        word = match.group()
        if not word[0].isupper() or _I.fullmatch(word):
            continue
        begins = bool(_SENTENCE.search(quote[: match.start()]))
        if not begins or (len(word) > 1 and word.isupper()) or fold(word).text in names:
            found.append(word)
    return list(dict.fromkeys(found))


def _respelt(words: Sequence[str]) -> list[tuple[str, str]]:
    spell = default_lexicon().spell
    found = []
    for word in dict.fromkeys(words):
        plain = fold(word).text
        usual = spell(plain)
        if (usual != plain and not plain.endswith("'s")) or _DRAWN_OUT.search(word):
            found.append((word, usual))
    return found
