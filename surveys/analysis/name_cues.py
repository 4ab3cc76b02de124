"""Names told by what stands beside them: a number to ring, a class, a street, quotation marks, the end of a letter.

A name that is also a word ("Will", "Hope", "May") is masked here only with a capital, or right before a number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from surveys.analysis.identifiers import Identifier
from surveys.analysis.personal_names import NOT_NAMES, NameLists, name_lists
from surveys.analysis.themes.normalise import fold, word_set

_WORD = r"[^\W\d_][\w\u0a01-\u0a75]*(?:['\u2019-][^\W\d_]\w*)*"
_CAPITAL = rf"(?=[^\W\d_a-z]){_WORD}"
_NUMBER = r"(?=\[phone number\]|\[user name\]|\(?\+?\d[\d\s().\-/]{6,})"
_STREET = r"(?:[A-Z]\w+\s+){1,2}(?:Road|Rd|Street|St|Lane|Avenue|Ave|Close|Drive|Way|Estate|Hill|Green)\b"
_WHERE = (
    r"(?:(?:from|in|of|at)\s+(?:my|our|his|her|the)\s+(?:year|class|form|school|street|road|block|estate|flats)\b"
    r"|(?:from|in|of|at)\s+(?:year|yr|form|class)\s*\d{1,2}\b|(?:from|in)\s+\d{1,2}[A-Z]\b"
    rf"|(?:from|at|in)\s+(?:number|no\.?|flat)\s*\d+|from\s+(?:{_STREET}|\[address\]|B\d{{1,2}}\b|\[a school\]))"
)
_TELL = r"ask|call|ring|text|phone|message|msg|dm|whatsapp|tell|hit\s+up|speak\s+to|talk\s+to|bell"

_BEFORE_NUMBER = re.compile(
    rf"\b(?:{_TELL})\s+(?:for\s+)?(?P<name>{_WORD})\s*(?:on|at|:|,|-|\u2013)?\s*{_NUMBER}", re.IGNORECASE
)
_BESIDE_NUMBER = re.compile(
    rf"(?:^|[.,;!?]\s+|\b(?:is|or|and)\s+)(?P<name>{_WORD})\s*[:,\-\u2013]?\s*{_NUMBER}"
)
_TOLD = re.compile(rf"\b(?i:{_TELL})\s+(?P<name>{_CAPITAL})")
_DM = re.compile(
    rf"\bdm\s+(?P<name>{_WORD})(?=\s+(?:for|he|she|about|if|and|to)\b|\s*[.,!]|\s*$)", re.IGNORECASE
)
_FROM = re.compile(rf"\b(?P<name>{_CAPITAL})\s+{_WHERE}")
_CALLED = re.compile(
    r"\b(?:calls?|called|calling)\s+(?:him|her|them|me|himself|herself)\s+|"
    r"\b(?:known\s+as|nicknamed|goes\s+by|aka|a\.k\.a\.?)\s+",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"[\"\u201c\u2018'](?P<name>[^\"\u201d\u2019'\n]{2,25})[\"\u201d\u2019']")
_INITIALS = re.compile(r"(?<![\w.])(?P<name>[A-Z]\.\s?[A-Z]\.?(?:\s?[A-Z]\.)?)(?![\w.])")
_AFTER_INITIALS = re.compile(
    rf"\s+(?:who|did|has|said|got|carries|sells|hits|started|again|and\s+his|{_WHERE})"
)
_BEFORE_INITIALS = re.compile(
    r"\b(?:was|by|with|ask|call|called|mate|tell|named|brother|sister)\s+$", re.IGNORECASE
)
_SIGNED = re.compile(
    rf"(?:^|[.!?]\s+|\n)(?i:thanks|thank\s+you|cheers|yours(?:\s+\w+)?|regards|love|from)\s*,?\s+(?P<name>{_CAPITAL})"
    r"(?=\s*(?:$|\n|[.!]|,\s*(?:age|aged|year|yr|\d)))"
)
_I_AM = re.compile(
    rf"\b(?:[Ii]\s+am|[Ii]['\u2019]?m)\s+(?P<name>{_CAPITAL})(?=\s*(?:$|[.,!]|and\s+(?i:i)\b|btw\b|from\b|aged?\b|\d))"
)

_NO_INITIALS = word_set("pe uk us usa eu tv it id cv ps re am pm dj ae er gp mp ok dm pc un qe hs ni ie eg")
"""Short forms that are written with full stops and are nobody's initials."""


def cued_people(text: str) -> Iterator[Identifier]:
    """Names that are told by their place in the sentence, also nicknames in quotation marks and initials."""
    lists = name_lists()
    # In a text of capitals a capital says nothing.
    if text.isupper() and len(text) > 12:
        return
    for pattern, any_case, unknown in (
        (_BEFORE_NUMBER, True, True),
        (_BESIDE_NUMBER, True, True),
        (_TOLD, False, True),
        (_DM, True, True),
        (_FROM, False, True),
        (_SIGNED, False, True),
        (_I_AM, False, False),
    ):
        for match in pattern.finditer(text):
            if _is_name(match.group("name"), lists, any_case=any_case, unknown=unknown):
                yield Identifier(match.start("name"), match.end("name"), "NAME", "[name]")
    for cue in _CALLED.finditer(text):
        quoted = _QUOTED.match(text, cue.end())
        if quoted is not None:
            yield Identifier(quoted.start("name"), quoted.end("name"), "NAME", "[name]")
    for match in _INITIALS.finditer(text):
        letters = "".join(letter.lower() for letter in match.group("name") if letter.isalpha())
        if letters not in _NO_INITIALS and (
            _AFTER_INITIALS.match(text, match.end()) or _BEFORE_INITIALS.search(text[: match.start()])
        ):
            yield Identifier(match.start("name"), match.end("name"), "NAME", "[name]")


def _is_name(word: str, lists: NameLists, *, any_case: bool, unknown: bool) -> bool:
    """Whether a word in such a place is a name: a listed one, or (``unknown``) any that is no word we know."""
    bare = fold(word).text.removesuffix("'s")
    if bare in NOT_NAMES or len(bare) < 2:
        return False
    if bare in lists.given or (bare in lists.homographs and (any_case or word[0].isupper())):
        return True
    # "Police", "PE" and "Teachers" are words or short forms; "Gurnoor" is neither.
    return (
        unknown
        and bare not in lists.ordinary
        and bare.removesuffix("s") not in lists.ordinary
        and not word.isupper()
    )
