"""Phrases that deny, doubt or laugh off a concern, and those that only look like it; the list is data/denials.toml.

Where negation.py reads single denying words by their reach, this reads whole phrases by their place: before the concern
("it's a myth that ..."), after it ("... only happens on telly"), or at the head of the next sentence ("Gangs? Give
over.").
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from surveys.analysis.themes.normalise import Tokens, word_set
from surveys.analysis.themes.patterns import Match, PatternIndex, compile_pattern

PATH = Path(__file__).parent.parent / "data" / "denials.toml"

Phrase = tuple[str, Match]
"""What kind of phrase it is (a heading of the list) and its first and last token."""

NEAR, FAR, AFTER, UPHELD = 3, 10, 8, 9
"""How many words may stand between a phrase and the concern, by its kind."""

ANSWER = 9
"""A sentence that answers has at most so many words."""

CONTRADICTION = 5
"""One that contradicts has at most so many."""

_HEARSAY = word_set(
    "say says said saying reckon reckons think thinks supposed supposedly supposably told tell tells telly tv "
    "news papers paper media makes make might elsewhere call calls called reputation rumour rumours claim claims "
    "believe believes assume assumes heard hear headlines facebook tiktok ask asks asked apparently allegedly "
    "warned warn warns paint paints painted portray portrayed describe described act acts expect expected"
)
_TURNS = word_set("but because cause cos coz cuz until till yet")
_OPEN_QUESTIONS = word_set("why who when where how whose whats what")
_RUMOUR = _HEARSAY - word_set(
    "call calls called told tell tells heard hear might warned warn warns act acts expect"
)
_GOOD = word_set(
    "fine safe lovely quiet calm peaceful friendly great nice sound grand decent brilliant alright ok okay welcoming"
)
_STILL = word_set(
    "it it's its that that's they they're thats theyre which all just only far load total complete pure made nonsense "
    "rubbish couldn't"
)
_LINKS = word_set("and or so well honestly")
_ASIDES = word_set("me us here really seriously honestly what where")
_DENYING = word_set("no not never nobody none hardly cannot without")


@lru_cache(maxsize=1)
def _patterns() -> tuple[PatternIndex, tuple[str, ...]]:
    told = tomllib.loads(PATH.read_text(encoding="utf-8"))
    kinds = [(kind, line) for kind, lines in told["phrases"].items() for line in lines]
    return PatternIndex(compile_pattern(line, told["sets"]) for _, line in kinds), tuple(
        kind for kind, _ in kinds
    )


def phrases(tokens: Tokens) -> list[Phrase]:
    """Every such phrase of a text."""
    index, kinds = _patterns()
    return [(kinds[number], match) for number, matches in index.find(tokens).items() for match in matches]


def upheld(tokens: Tokens, first: int, last: int, said: Sequence[Phrase]) -> bool:
    """Whether what looks like a denial of the concern at tokens first..last leaves it standing."""
    sentence = tokens.sentence
    for kind, (begin, end) in said:
        if kind == "upheld" and end < first and sentence[end] == sentence[first] and first - end <= UPHELD:
            return True
        if (
            kind == "upheld_after"
            and begin > last
            and sentence[begin] == sentence[last]
            and end + 1 < len(tokens)
            and _denying(tokens, max(0, first - 6), first)
        ):
            return True
        if kind == "contradicting" and _contradicts(tokens, first, last, begin):
            return True
    return False


def disclaimed(tokens: Tokens, first: int, last: int, said: Sequence[Phrase]) -> bool:
    """Whether a phrase of the text denies the concern at tokens first..last."""
    return any(_DENIES[kind](tokens, first, last, match) for kind, match in said if kind in _DENIES)


def _near(tokens: Tokens, first: int, last: int, match: Match) -> bool:
    return tokens.clause[match[1]] == tokens.clause[first] and _before(tokens, first, match, NEAR)


def _far(tokens: Tokens, first: int, last: int, match: Match) -> bool:
    return tokens.clause[match[1]] == tokens.clause[first] and _before(tokens, first, match, FAR)


def _before(tokens: Tokens, first: int, match: Match, reach: int) -> bool:
    begin, end = match
    if end >= first or first - end > reach or tokens.sentence[end] != tokens.sentence[first]:
        return False
    if _TURNS.intersection(tokens.words[end + 1 : first]):
        return False
    return not _turned(tokens, begin)


def _put_aside(tokens: Tokens, first: int, last: int, match: Match) -> bool:
    return match[1] < first and tokens.clause[match[1]] == tokens.clause[first]


def _opening(tokens: Tokens, first: int, last: int, match: Match) -> bool:
    begin, end = match
    sentence = tokens.sentence
    opens = begin == 0 or sentence[begin - 1] != sentence[begin]
    return opens and end < first and sentence[begin] == sentence[first] and first - end <= FAR


def _after(tokens: Tokens, first: int, last: int, match: Match) -> bool:
    begin, _ = match
    if begin <= last or begin - last > AFTER or tokens.sentence[begin] != tokens.sentence[last]:
        return False
    if _TURNS.intersection(tokens.words[last + 1 : begin]) or _turned(tokens, begin):
        return False
    return _same_subject(tokens, last, begin)


def _same_subject(tokens: Tokens, last: int, begin: int) -> bool:
    """Whether a phrase is still said of the concern: "scared, and the police never come" speaks of something else."""
    clause, words = tokens.clause, tokens.words
    starts = [place for place in range(last + 1, begin + 1) if clause[place] != clause[place - 1]]
    return all(
        words[place] in _STILL or (words[place] in _LINKS and words[place + 1] in _STILL) for place in starts
    )


def _refuting(tokens: Tokens, first: int, last: int, match: Match) -> bool:
    """What others say is set right in the same sentence or by the next."""
    begin, _ = match
    sentence = tokens.sentence
    if begin <= last or sentence[begin] - sentence[last] > 1:
        return False
    if sentence[begin] != sentence[last] and not _opens(tokens, begin, slack=3):
        return False
    if tokens.words[match[1]] in _GOOD and _denying(tokens, begin, match[1]):
        # "... but it's not safe" sets nothing right.
        return False
    start, _ = _sentence(tokens, first)
    return bool(_RUMOUR.intersection(tokens.words[start:first]))


def _answer(tokens: Tokens, first: int, last: int, match: Match) -> bool:
    """A question and a short sentence that denies it."""
    begin, _ = match
    sentence, words = tokens.sentence, tokens.words
    start, stop = _sentence(tokens, first)
    # "Scared? Me? Behave."
    aside = stop < len(words) and words[stop] in _ASIDES and _sentence(tokens, stop)[1] == stop + 1
    if sentence[begin] != sentence[last] + 1 + aside or not _opens(tokens, begin, slack=1):
        return False
    _, until = _sentence(tokens, begin)
    if until - begin > ANSWER or _DENYING.intersection(words[start:first]):
        return False
    asked = "?" in tokens.text[tokens.end[stop - 1] : tokens.start[begin]]
    return asked and (words[start] not in _OPEN_QUESTIONS or stop - start <= 4)


def _rebuttal(tokens: Tokens, first: int, last: int, match: Match) -> bool:
    """What others say or ask, and a short sentence that says it is not so."""
    begin, _ = match
    if tokens.sentence[begin] != tokens.sentence[last] + 1 or not _opens(tokens, begin, slack=1):
        return False
    start, _ = _sentence(tokens, first)
    _, until = _sentence(tokens, begin)
    before = tokens.words[start:first]
    return (
        until - begin <= ANSWER and bool(_RUMOUR.intersection(before)) and not _DENYING.intersection(before)
    )


def _contradicts(tokens: Tokens, first: int, last: int, begin: int) -> bool:
    """ "They say there's no gangs. There are.": what others deny stands."""
    if tokens.sentence[begin] != tokens.sentence[last] + 1 or not _opens(tokens, begin, slack=1):
        return False
    start, _ = _sentence(tokens, first)
    _, until = _sentence(tokens, begin)
    before = tokens.words[start:first]
    return (
        until - begin <= CONTRADICTION
        and bool(_HEARSAY.intersection(before))
        and _denying(tokens, start, first)
        and not _denying(tokens, begin, until)
    )


_DENIES = {
    "near": _near,
    "far": _far,
    "put_aside": _put_aside,
    "opening": _opening,
    "after": _after,
    "refuting": _refuting,
    "answer": _answer,
    "rebuttal": _rebuttal,
}


def _sentence(tokens: Tokens, place: int) -> tuple[int, int]:
    """Where the sentence of a token begins, and where the next one does."""
    sentence = tokens.sentence
    begin, end = place, place + 1
    while begin and sentence[begin - 1] == sentence[place]:
        begin -= 1
    while end < len(tokens) and sentence[end] == sentence[place]:
        end += 1
    return begin, end


def _opens(tokens: Tokens, place: int, *, slack: int) -> bool:
    begin, _ = _sentence(tokens, place)
    return place - begin <= slack


def _turned(tokens: Tokens, begin: int) -> bool:
    """Whether the phrase is denied itself: "there is no doubt ..." doubts nothing, "it isn't a myth" neither."""
    words, clause = tokens.words, tokens.clause
    return any(
        clause[place] == clause[begin] and (words[place] in _DENYING or words[place].endswith("n't"))
        for place in range(max(0, begin - 3), begin)
    )


def _denying(tokens: Tokens, begin: int, end: int) -> bool:
    return any(word in _DENYING or word.endswith("n't") for word in tokens.words[begin:end])
