"""What the rest of a sentence takes back or insists on: "there used to be dealers, they've gone", "but there are".

A denial of one clause can be decided in another. What a writer reports of others and then contradicts ("the papers say
there are stabbings, there aren't"), what is over ("we had a gang problem years ago, it's gone"), and what stands in
spite of a denial ("don't tell me there's no gangs, cos there is").
"""

from __future__ import annotations

from itertools import pairwise

from surveys.analysis.themes.normalise import Tokens, word_set

_HEARSAY = word_set(
    "say says said reckon reckons think thinks supposed supposedly told tell tells telly tv news papers paper media "
    "makes might maybe elsewhere call calls reputation rumour rumours claim claims believe assume assumes"
)
_PRONOUNS = word_set(
    "it it's its there there's they they're he she that that's we you i i'm nobody none no-one noone"
)
_POSITIVE = word_set("is are do does has have was were did can will am it's there's they're he's she's")
_STARTS = word_set("but and cos coz because cause cuz when yet though although however now actually so well")
_CLOSERS = word_set(
    "really actually though tbh here now at all imo honestly anymore any more like round there mate bab true"
)
_PAST = word_set(
    "were was had ago once formerly previously 80s 90s 70s nineties eighties seventies 1980s 1990s 2000s"
)
_OVER = (
    ("not", "now"),
    ("not", "any", "more"),
    ("not", "anymore"),
    ("no", "longer"),
    ("no", "more"),
    ("not", "these", "days"),
    ("not", "today"),
    ("not", "since"),
    ("all", "stopped"),
    ("has", "stopped"),
    ("have", "stopped"),
    ("cleared", "off"),
    ("moved", "on"),
    ("moved", "out"),
    ("moved", "away"),
    ("long", "gone"),
    ("gone", "now"),
    ("it's", "gone"),
    ("all", "gone"),
    ("they've", "gone"),
    ("that's", "gone"),
    ("it's", "stopped"),
    ("it", "stopped"),
    ("nothing", "like", "that"),
    ("none", "of", "that"),
    ("they", "stopped"),
    ("they've", "stopped"),
    ("that's", "stopped"),
    ("it's", "over"),
    ("all", "over", "now"),
    ("sorted", "now"),
    ("been", "sorted"),
    ("thing", "of", "the", "past"),
)
_STORIES = word_set("story stories fiction invention rumour rumours legend legends made-up nonsense twaddle")
_STORY_OF = word_set("media newspaper tabloid urban just only total pure mostly all")
_TELLING = word_set("tell say pretend claim says tells thinks reckons claims calls")
_AWAY = (("far", "from"), ("anything", "but"), ("nowhere", "near"))
_DOUBLE = word_set("nowhere nobody noone no-one none no")
_ANYBODY = word_set("anybody anyone any")
_YET_TO = word_set("see meet hear come find encounter experience witness feel know have be")


def taken_back(tokens: Tokens, first: int, last: int) -> bool:
    """Whether the sentence itself takes back the concern at tokens first..last."""
    words = tokens.words
    begin, end = _sentence(tokens, first, last)
    before, after = words[begin:first], words[last + 1 : end]
    return (
        _kept_away(tokens, first)
        or (_tells(before) and _ends_denying(words, last + 1, end))
        or (_is_past(before, words[first : last + 1], after) and _is_over(after))
        or _is_story(after)
        or ("unheard", "of") in pairwise(after[:7])
    )


def insisted(tokens: Tokens, first: int, last: int) -> bool:
    """Whether a concern stands in spite of a denial: it is said that there is none, "but there is"."""
    words = tokens.words
    begin, end = _sentence(tokens, first, last)
    before = words[begin:first]
    for place, word in enumerate(before[:-1]):
        denies = word.endswith("n't") or word in ("not", "never", "cannot")
        if denies and before[place + 1] in _TELLING and _denies_again(before[place + 2 :]):
            return True
        # "There's nowhere that isn't dangerous": two denials are none.
        if word in _DOUBLE and any(other.endswith("n't") for other in before[place + 1 : place + 4]):
            return True
    after = words[last + 1 : end]
    if _denies(before) and any(
        word == "now" and after[place + 1] in _PRONOUNS and after[place + 2] in (*_POSITIVE, "am")
        for place, word in enumerate(after[:-2])
    ):
        return True
    return (_tells(before) or before[:1] == ["don't"]) and _ends_affirming(words, last + 1, end)


def _sentence(tokens: Tokens, first: int, last: int) -> tuple[int, int]:
    sentence = tokens.sentence
    begin, end = first, last + 1
    while begin and sentence[begin - 1] == sentence[first]:
        begin -= 1
    while end < len(tokens) and sentence[end] == sentence[last]:
        end += 1
    return begin, end


def _kept_away(tokens: Tokens, first: int) -> bool:
    """ "Far from dangerous", "anything but scary", "I've yet to meet anybody with a knife"."""
    words, clause = tokens.words, tokens.clause
    for place in range(max(0, first - 7), first - 1):
        if clause[place] != clause[first]:
            continue
        pair = (words[place], words[place + 1])
        if pair in _AWAY and first - place <= 4:
            return True
        if pair == ("yet", "to") and words[place + 2] in _YET_TO:
            return True
        if words[place] in ("recall", "remember") and _denies(words[max(0, place - 3) : place]):
            return True
        if pair in (("sort", "of"), ("kind", "of"), ("type", "of")) and words[max(0, place - 2)] in (
            "not",
            "n't",
        ):
            return True
        if words[place] in ("know", "knows") and words[place + 1] in _ANYBODY:
            return _denies(words[max(0, place - 2) : place])
        if pair in (("surprised", "if"), ("last", "time")) and _denies(words[max(0, place - 5) : place]) == (
            pair[0] == "last"
        ):
            return True
        if words[place] in ("spared", "whoever") or pair in (("anyone", "who"), ("anybody", "who")):
            return words[place] == "spared" or words[place + 1 + (pair[1] == "who")] in _TELLING
    return False


def _tells(before: list[str]) -> bool:
    return bool(_HEARSAY.intersection(before))


def _tail(words: list[str], start: int, end: int) -> list[str]:
    """The last words of a sentence without what merely rounds it off."""
    tail = words[max(start, end - 6) : end]
    while tail and tail[-1] in _CLOSERS:
        tail = tail[:-1]
    return tail


def _ends_denying(words: list[str], start: int, end: int) -> bool:
    """The last words are "it isn't", "there aren't", "they do not", "nobody does"."""
    tail = _tail(words, start, end)
    if len(tail) >= 2 and tail[-1].endswith("n't") and tail[-2] in _PRONOUNS:
        return True
    if len(tail) >= 2 and tail[-1] == "not" and (tail[-2] in _POSITIVE or tail[-2] in _PRONOUNS):
        return True
    if len(tail) >= 2 and tail[-1] == "none":
        return True
    return len(tail) >= 2 and tail[-2] in ("nobody", "none", "noone") and tail[-1] in _POSITIVE


def _ends_affirming(words: list[str], start: int, end: int) -> bool:
    """The last words are "but it is", "cos there are", "they do"."""
    rest = words[start:end]
    for place in range(len(rest) - 2):
        if rest[place] in _STARTS and rest[place + 1] in _PRONOUNS and rest[place + 2] in _POSITIVE:
            return True
    tail = _tail(words, start, end)
    return len(tail) >= 2 and tail[-1] in _POSITIVE and tail[-2] in _PRONOUNS


def _is_past(before: list[str], match: list[str], after: list[str]) -> bool:
    near = [*before[-6:], *match, *after[:6]]
    if any(pair == ("used", "to") for pair in pairwise(near)):
        return True
    return bool(_PAST.intersection(near))


def _is_over(after: list[str]) -> bool:
    return any(
        tuple(after[place : place + len(phrase)]) == phrase
        for phrase in _OVER
        for place in range(len(after) - len(phrase) + 1)
    )


def _is_story(after: list[str]) -> bool:
    """ "The gang thing is a media story": said of the concern right after it."""
    near = after[:7]
    for place, word in enumerate(near):
        if word in _STORIES and place and near[place - 1] in _STORY_OF:
            return any(be in near[:place] for be in ("is", "are", "it's", "was", "were", "that's"))
    return False


def _denies(words: list[str]) -> bool:
    return any(word.endswith("n't") or word in ("not", "never", "cannot", "no") for word in words)


def _denies_again(words: list[str]) -> bool:
    return _denies(words[:6]) or any(word in ("none", "nobody") for word in words[:6])
