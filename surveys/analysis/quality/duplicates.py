"""Written answers that are nearly word for word those of somebody else."""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable

GRAM = 5
ALIKE = 0.8
SHORTEST = 40
"""Letters below which people say the same by themselves ("more street lights please")."""

_NOT_LETTERS = re.compile(r"[\W_]+")


def grams(text: str) -> frozenset[str]:
    """The runs of five characters of a text, without regard to case, accents' encoding, spaces and punctuation.

    Empty for a text too short to be told from one that somebody else wrote by themselves.
    """
    folded = _NOT_LETTERS.sub(" ", unicodedata.normalize("NFKC", text).casefold()).strip()
    if len(folded) < SHORTEST:
        return frozenset()
    return frozenset(folded[start : start + GRAM] for start in range(len(folded) - GRAM + 1))


def near_duplicates(written: Iterable[tuple[int, str]], *, alike: float = ALIKE) -> frozenset[int]:
    """Who wrote a text that somebody else wrote too, nearly word for word. ``written`` pairs an author with a text.

    Near means a Jaccard similarity of the character 5-grams of at least ``alike``. Exact, not sampled: two sets this
    similar share one of their rarest few members, so that only texts that do are compared (prefix filtering: Chaudhuri,
    Ganti and Kaushik, 2006). Somebody who writes the same in two boxes is no twin of anybody.
    """
    authors: dict[frozenset[str], set[int]] = defaultdict(set)
    for author, text in written:
        if found := grams(text):
            authors[found].add(author)
    frequency = Counter(gram for found in authors for gram in found)
    twins = {author for same in authors.values() if len(same) > 1 for author in same}
    by_rare: dict[str, list[frozenset[str]]] = defaultdict(list)
    for found in sorted(authors, key=len):
        rarest = sorted(found, key=lambda gram: (frequency[gram], gram))
        prefix = rarest[: len(found) - math.ceil(alike * len(found)) + 1]
        for other in {other for gram in prefix for other in by_rare[gram]}:
            together = authors[found] | authors[other]
            if len(together) > 1 and len(other) >= alike * len(found) and _are_alike(found, other, alike):
                twins |= together
        for gram in prefix:
            by_rare[gram].append(found)
    return frozenset(twins)


def _are_alike(one: frozenset[str], other: frozenset[str], alike: float) -> bool:
    shared = len(one & other)
    return shared >= alike * (len(one) + len(other) - shared)
