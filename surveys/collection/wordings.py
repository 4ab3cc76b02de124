"""Which wording of a survey stands at which of its addresses. Decided once for each version; no database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engagement.languages import is_on, is_reviewed
from surveys.authoring.easy import EASY
from surveys.collection.render import Wording

Texts = Mapping[str, str]


@dataclass(frozen=True)
class Frozen:
    """A frozen wording: its texts, and whether somebody signed them off."""

    texts: Texts
    is_signed: bool


@dataclass(frozen=True)
class Offered:
    """What visitors can be given.

    ``newest``: address (a language code, or ``easy``) to the version shown there, which is the newest version for all
    of them. ``wordings``: version and address to the words; older versions are kept for forms opened before.
    """

    newest: dict[str, int]
    wordings: dict[tuple[int, str], Wording]


def offered(
    versions: Sequence[int], frozen: Mapping[tuple[int, str], Frozen], *, own: str, live: Mapping[str, Any]
) -> Offered:
    """Put the wordings of a survey at their addresses.

    ``versions`` in order; ``frozen`` by version and language; ``own`` the source's language; ``live`` language to
    whether its page is live, for languages that have a page. A language that the newest version has no words in yet is
    shown that version in the source's words, under a notice in its own: an old translation never passes for a current
    one.
    """
    # Empty words take back what was there: Easy Read that an author gave up.
    frozen = {key: found for key, found in frozen.items() if found.texts}
    newest = max((version for version, language in frozen if language == own), key=versions.index)
    wordings = {key: _wording(key, frozen, own) for key in frozen}
    spoken = dict.fromkeys(language for _, language in sorted(frozen, key=lambda key: versions.index(key[0])))
    shown = {}
    for place in spoken:
        if not (place == EASY or (is_on(place) and live.get(place, True))):
            continue
        shown[place] = newest
        if (newest, place) not in wordings:
            texts = frozen[newest, own].texts
            wordings[newest, place] = Wording(own, texts, texts, True, place=place, is_outdated=True)
    return Offered(shown, wordings)


def _wording(key: tuple[int, str], frozen: Mapping[tuple[int, str], Frozen], own: str) -> Wording:
    version, language = key
    found = frozen[key]
    if language == EASY:
        return Wording(own, found.texts, found.texts, True, place=EASY)
    # Promise and consent are said in words that somebody has read: those of the survey, and those around it.
    reviewed = language == own or (found.is_signed and is_reviewed(language))
    promised = found if reviewed else frozen.get((version, own), found)
    return Wording(language, found.texts, promised.texts, reviewed, place=language)
