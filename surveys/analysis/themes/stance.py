"""Praise, complaint or neither, for each theme of an answer: "policing" alone does not mean dissatisfaction.

Themes of concern (kind D: fear, gangs ...) are coded only where the concern is asserted, so their stance is complaint.
For topics (kind T: policing, activities, schools, phones) the sentences with their evidence are read for praise and
blame.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Literal

from surveys.analysis.themes.codebook import Codebook, default_codebook
from surveys.analysis.themes.negation import cues
from surveys.analysis.themes.normalise import Tokens, tokenise
from surveys.analysis.themes.patterns import Match, PatternIndex, compile_pattern
from surveys.analysis.themes.tagged import Tagged

Stance = Literal["praise", "complaint", "neutral"]

PATH = Path(__file__).parent.parent / "data" / "stance.toml"

TURNS = 3
"""A denying word up to so many words before praise turns it into complaint: "not very helpful"."""

_WANTED = frozenset({"better", "good", "great", "decent", "quality", "brilliant", "friendly"})
"""Words of praise that describe what is asked for when they follow a request: "we need good youth clubs"."""


@lru_cache(maxsize=1)
def _patterns() -> tuple[PatternIndex, tuple[str, ...]]:
    lists = tomllib.loads(PATH.read_text(encoding="utf-8"))
    patterns, kinds = [], []
    for kind in ("praise", "complaint", "wanting"):
        for source in lists[kind]:
            patterns.append(compile_pattern(source, {}))
            kinds.append(kind)
    return PatternIndex(patterns), tuple(kinds)


def stances(text: str, tagged: Tagged, codebook: Codebook | None = None) -> dict[str, Stance]:
    """The stance of each label of a tagged text.

    "complaint": something is wrong, feared or missing; "praise": it is good or has helped; "neutral": it is asked for
    or only mentioned. Where praise and complaint stand together, the one nearer to the evidence counts.
    """
    book = codebook or default_codebook()
    topics = [label for label in tagged.labels if not book[label].directional]
    found: dict[str, Stance] = {label: "complaint" for label in tagged.labels if label not in topics}
    if topics:
        tokens = tokenise(text)
        signs = _signs(tokens)
        for label in topics:
            found[label] = _stance(tokens, tagged, label, signs)
    return {label: found[label] for label in tagged.labels}


def _signs(tokens: Tokens) -> list[tuple[str, Match]]:
    """Praise and complaint with their places, after denials and requests were taken into account."""
    index, kinds = _patterns()
    matches = [(kinds[number], match) for number, found in index.find(tokens).items() for match in found]
    wanting = [match for kind, match in matches if kind == "wanting"]
    denying = cues(tokens)
    blame = [match for kind, match in matches if kind == "complaint"]
    signs: list[tuple[str, Match]] = []
    praised: list[Match] = []
    for kind, match in matches:
        if kind != "praise":
            continue
        first = match[0]
        if any(0 < first - cue <= TURNS and tokens.clause[cue] == tokens.clause[first] for cue in denying):
            signs.append(("complaint", match))
        elif tokens.words[first] in _WANTED and any(
            other[0] < first and tokens.clause[other[0]] == tokens.clause[first] for other in wanting
        ):
            continue
        else:
            signs.append(("praise", match))
            praised.append(match)
    # "Can't fault" holds a denying word and praises all the same: blame that begins inside praise is none.
    signs += [
        ("complaint", match)
        for match in blame
        if not any(other[0] <= match[0] <= other[1] for other in praised)
    ]
    return signs


def _stance(tokens: Tokens, tagged: Tagged, label: str, signs: Sequence[tuple[str, Match]]) -> Stance:
    evidence = [
        place
        for span in tagged.spans
        if span.label == label
        for place in range(len(tokens))
        if tokens.start[place] < span.end and span.start < tokens.end[place]
    ]
    if not evidence:
        return "neutral"
    sentences = {tokens.sentence[place] for place in evidence}
    clauses = {tokens.clause[place] for place in evidence}
    near: list[tuple[bool, int, str]] = []
    for sign, (first, last) in signs:
        follows = len(sentences) == 1 and tokens.sentence[first] - 1 in sentences
        if follows or tokens.sentence[first] in sentences:
            distance = min(min(abs(place - first), abs(place - last)) for place in evidence)
            near.append((tokens.clause[first] not in clauses, distance, sign))
    if not near:
        return "neutral"
    sign = min(near)[2]
    if sign == "praise" and any(
        kind == "complaint" and tokens.sentence[match[0]] in sentences and _ironic(tokens, match)
        for kind, match in signs
    ):
        return "complaint"
    return "praise" if sign == "praise" else "complaint"


def _ironic(tokens: Tokens, match: Match) -> bool:
    """Praise followed by "only" and a long wait is meant the other way round: "lovely policing, only waited a day"."""
    return tokens.words[match[0]] == "only"
