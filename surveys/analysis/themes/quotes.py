"""Quotes that stand for a theme: typical of what was written about it, and different from each other.

This only proposes texts that are already redacted; the quote rule and two readers decide what is released.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from surveys.analysis.themes.normalise import tokenise

SHORTEST, LONGEST = 5, 60
"""Words: shorter ones say little, longer ones point at their writer."""

TYPICAL = 0.6
"""Weight of being typical against being different from the quotes already chosen (maximal marginal relevance)."""

MASK = "["
"""Redacted parts stand in brackets; a text with more than one of them is hardly readable."""


@dataclass(frozen=True)
class Quote:
    """A proposed quote and how typical of its theme it is, between 0 and 1."""

    text: Hashable
    typical: float


def propose_quotes(
    keys: Sequence[Hashable],
    texts: Sequence[str],
    *,
    count: int = 5,
    strata: Sequence[Hashable] | None = None,
) -> list[Quote]:
    """Up to ``count`` quotes from redacted texts about one theme, the most typical first.

    ``strata`` (a stance, say) are taken in turn, so that praise and complaint are both heard where both exist. Nearly
    equal texts are proposed once. The result depends on the texts alone, not on their order.
    """
    usable = [
        place
        for place in sorted(range(len(texts)), key=lambda place: (texts[place], str(keys[place])))
        if SHORTEST <= len(texts[place].split()) <= LONGEST and texts[place].count(MASK) <= 1
    ]
    if not usable:
        return []
    vectors = TfidfVectorizer(analyzer=lambda text: tokenise(text).words, sublinear_tf=True)
    matrix = np.asarray(vectors.fit_transform([texts[place] for place in usable]).todense())
    centre = matrix.mean(axis=0)
    typical = matrix @ centre / max(float(np.linalg.norm(centre)), 1e-12)
    likeness = matrix @ matrix.T
    groups = [None if strata is None else strata[place] for place in usable]
    turns = sorted(dict.fromkeys(groups), key=lambda group: (-groups.count(group), str(group)))
    chosen: list[int] = []
    open_places = set(range(len(usable)))
    turn = 0
    while open_places and len(chosen) < count and turns:
        group = turns[turn % len(turns)]
        candidates = sorted(place for place in open_places if groups[place] == group)
        if chosen:
            candidates = [place for place in candidates if likeness[place, chosen].max() < 0.8]
        if not candidates:
            turns.remove(group)
            continue
        best = max(candidates, key=lambda place: _worth(place, typical, likeness, chosen))
        chosen.append(best)
        open_places.discard(best)
        turn += 1
    return [Quote(keys[usable[place]], round(float(typical[place]), 4)) for place in chosen]


def _worth(place: int, typical: np.ndarray, likeness: np.ndarray, chosen: Sequence[int]) -> float:
    nearest = max((float(likeness[place, other]) for other in chosen), default=0.0)
    return TYPICAL * float(typical[place]) - (1 - TYPICAL) * nearest
