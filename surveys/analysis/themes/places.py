"""Where people do not feel safe: kinds of place and coarse areas named in answers, and nothing finer.

What leaves this module is a kind from a fixed list and the code of an authority. The words themselves, a street, a
school, a shop or a person never do. Figures made of it are protected like every other.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from surveys.analysis.themes.gazetteer import places_by_words
from surveys.analysis.themes.normalise import Tokens, tokenise, word_set
from surveys.analysis.themes.patterns import Match, PatternIndex, compile_pattern
from surveys.analysis.themes.tagged import Tagged

PATH = Path(__file__).parent.parent / "data" / "places.toml"

THEME = "no_go_places"

_LEADS = word_set(
    "in at around round near to from into through of across outside towards by about past over is"
)


@dataclass(frozen=True)
class NamedPlaces:
    """What one answer names as unsafe or avoided: ``kinds`` of place, and ``areas`` as codes of authorities."""

    kinds: tuple[str, ...]
    areas: tuple[str, ...]


@dataclass(frozen=True)
class _Kinds:
    names: dict[str, str]
    index: PatternIndex
    kind_of: tuple[tuple[str, bool], ...]


@lru_cache(maxsize=1)
def _kinds() -> _Kinds:
    names: dict[str, str] = {}
    patterns, kind_of = [], []
    for code, entry in tomllib.loads(PATH.read_text(encoding="utf-8"))["kind"].items():
        names[code] = entry["name"]
        for key, wanted in (("match", True), ("not", False)):
            for source in entry[key]:
                patterns.append(compile_pattern(source, {}))
                kind_of.append((code, wanted))
    return _Kinds(names, PatternIndex(patterns), tuple(kind_of))


def kind_names() -> dict[str, str]:
    """The public name of each kind of place, in the order in which they are shown."""
    return dict(_kinds().names)


def named_places(text: str, tagged: Tagged) -> NamedPlaces:
    """The kinds and areas an answer names as unsafe; nothing where the tagger saw no such concern.

    Only sentences with evidence of the concern are read, so a place praised in the next sentence is not counted; if
    they name no place, the whole answer is read.
    """
    if THEME not in tagged.labels:
        return NamedPlaces((), ())
    tokens = tokenise(text)
    concerned = {
        tokens.sentence[place]
        for span in tagged.spans
        if span.label == THEME
        for place in range(len(tokens))
        if tokens.start[place] < span.end and span.start < tokens.end[place]
    }
    areas = _areas_in(tokens)
    names = {place for _, first, last in areas for place in range(first, last + 1)}
    # "Chelmsley Wood" is an area, not a wood.
    kinds = [
        (kind, match) for kind, match in _kinds_in(tokens) if names.isdisjoint(range(match[0], match[1] + 1))
    ]
    here = [kind for kind, match in kinds if tokens.sentence[match[0]] in concerned]
    found = set(here or [kind for kind, _ in kinds])
    return NamedPlaces(
        tuple(kind for kind in _kinds().names if kind in found),
        tuple(sorted({area for area, _, _ in areas})),
    )


def mentions(text: str, tagged: Tagged) -> list[tuple[str, str]]:
    """Each pair of kind and area an answer names; an empty text stands for a kind or an area that is not named."""
    named = named_places(text, tagged)
    return [(kind, area) for kind in named.kinds or ("",) for area in named.areas or ("",) if kind or area]


def _kinds_in(tokens: Tokens) -> list[tuple[str, Match]]:
    kinds = _kinds()
    found = kinds.index.find(tokens)
    barred = [
        (kinds.kind_of[number][0], match)
        for number, matches in found.items()
        if not kinds.kind_of[number][1]
        for match in matches
    ]
    return [
        (kind, match)
        for number, matches in found.items()
        for kind, wanted in (kinds.kind_of[number],)
        if wanted
        for match in matches
        if not any(other == kind and span[0] <= match[1] and match[0] <= span[1] for other, span in barred)
    ]


def _areas_in(tokens: Tokens) -> list[tuple[str, int, int]]:
    """Codes of authorities with the first and last word of the name.

    A name of one word may be a person's: it counts after a word such as "in" or "near", or where it is an authority's.
    """
    table = places_by_words()
    words = [word.replace("'", "") for word in tokens.words]
    areas: list[tuple[str, int, int]] = []
    for index, word in enumerate(words):
        for name, place in table.get(word, ()):
            if tuple(words[index : index + len(name)]) != name:
                continue
            if len(name) > 1 or place.kind == "authority" or (index and words[index - 1] in _LEADS):
                areas.append((place.area_code, index, index + len(name) - 1))
                break
    return areas
