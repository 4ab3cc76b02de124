"""Which concerns a writer denies: "I never feel scared round here" is no fear, "nobody listens" is no denial.

A denying word reaches to the end of its clause unless a word stands between that turns the denial on itself:
in "they never do anything about the knives" the doing is denied, not the knives.
"""

from __future__ import annotations

from collections.abc import Sequence

from surveys.analysis.themes.disclaimed import Phrase, disclaimed, upheld
from surveys.analysis.themes.normalise import Tokens, word_set
from surveys.analysis.themes.retraction import insisted, taken_back

REACH = 9
"""How many words after a denying word its denial can reach."""

_CUES = word_set(
    "no not never none nobody nowhere without hardly rarely barely neither nor zero nah nothing n't nuffin nothin"
)
_OTHER_CUES = {
    "pl": word_set("nie nigdy nikt bez"),
    "ro": word_set("nu niciodata nimeni fara"),
    "so": word_set("ma maaha"),
    "es": word_set("no nunca nadie sin"),
    "ur": word_set("نہیں نہ کبھی"),
    "ar": word_set("لا ليس لیس"),
    "pa": word_set("ਨਹੀਂ ਨਾ"),
    "bn": word_set("না নেই নয়"),
    "ur-Latn": word_set("nai nahi nahin nahe nhi kabhi"),
    "pa-Latn": word_set("nai nahi nahin"),
}
_BREAKERS = word_set(
    "stop stops stopping stopped tackle tackles tackling deal deals care cares cared help helps helping "
    "want wants like likes let lets letting allow allows understand understands listen listens "
    "listening report reports reporting tell tells telling speak speaks talk talks believe believes fix "
    "fixes sort sorts solve prevent prevents protect protects control catch catches arrest arrests "
    "punish remove enough just only wonder trust trusts doubt ignore tolerate accept join need needs "
    "blame leave leaves go goes going walk walks walking come comes wait why how what where who whether "
    "idea point more longer rid until clue excuse respond responds patrol patrols investigate act acts "
    "challenge bother bothers bothered check checks take takes use using matter mention put time sleep "
    "send even surprise surprising unusual uncommon rare escape avoid avoiding without ignoring hide "
    "safe tolerance before until since because"
)
_TURNING = frozenset({"know", "knows", "knew"})
"""Break a denial only right after it: "never know who has a knife", but "none I know carries a knife"."""
_INSISTING = word_set(
    "sure certain convinced joke joking secret lie surprise accident exaggeration fun laughing game used"
)
"""Right after a denying word, nothing is denied: "it's no joke being bullied", "there never used to be gangs"."""
_ABOUT_AFTER = word_set("anything nothing something enough much owt nowt shit")
_DISMISSALS = (
    ("problem", "problems", "issue", "issues", "thing", "things", "worry", "worries", "concern", "bother"),
    (
        "happen",
        "happens",
        "happened",
        "exist",
        "exists",
        "affect",
        "affects",
        "bothers",
        "worries",
        "scare",
        "scares",
        "see",
        "seen",
        "noticed",
        "common",
        "exists",
        "true",
        "come",
        "offered",
        "experienced",
        "encountered",
        "about",
        "around",
        "touched",
        "radar",
        "reached",
    ),
)
_DISMISSAL_WORDS = frozenset(word for group in _DISMISSALS for word in group)
_FILLERS = word_set(
    "is are was were has have really a an any much big huge that such here there round been ever here's "
    "me us my our for of to in at this the area ends estate street much something anything i i've we we've you people "
    "crime violence stuff culture gang gangs dealing dealers trouble just on do does did"
)
_OWN_USE = word_set("take takes taking use uses using touch touched do does")
"""Done or not done by the writer: "I don't take drugs" denies the drugs, "they don't take it in" denies nothing."""
_OWN = word_set("i i've i'd we we've mates friends none nobody me us family son daughter")
_OWN_LIFE = word_set("i i've we we've my me our you")
_LIVED = word_set("had have ever seen see known know met dealt faced come suffered worry worried think")
_TALES = word_set(
    "hype hyped myth myths exaggerated exaggerate exaggeration overblown overstated scaremongering"
)
_MET = word_set("seen heard met known noticed had see hear meet come experienced witnessed encountered found")
_EVEN_MET = tuple([word] for word in (*sorted(_MET), "know", "had", "been"))
_ANY = word_set("any one none them that it those anything myself here")
_ASKING_WHY = word_set("why how who whose when")
_DENYING_ANSWERS = word_set("no not never nah nope none naa hardly joking kidding")


def is_cue(word: str, language: str = "en") -> bool:
    """Whether a folded word denies, in English or in the language given."""
    return word in _CUES or word.endswith("n't") or word in _OTHER_CUES.get(language, ())


def cues(tokens: Tokens, language: str = "en") -> list[int]:
    """The places of the denying words of a text."""
    others = _OTHER_CUES.get(language, frozenset())
    return [
        index
        for index, word in enumerate(tokens.words)
        if word in _CUES or word.endswith("n't") or word in others
    ]


def _denied_before(tokens: Tokens, first: int, places: list[int], used: set[int]) -> bool:
    words, clause = tokens.words, tokens.clause
    for cue in reversed(places):
        if cue >= first or cue in used:
            continue
        if clause[cue] != clause[first] or first - cue > REACH:
            return False
        between = words[cue + 1 : first]
        if words[cue] == "without" and any(other < cue and clause[other] == clause[cue] for other in places):
            return False
        if words[cue] == "no" and between[:1] == ["more"]:
            return False
        if (
            words[cue] in ("not", "no")
            and between[:1] in (["to"], ["a"])
            and len(between) == 1
            and words[cue] == "no"
        ):
            return False
        if between and between[0] in _INSISTING and "any" not in between:
            return False
        if between and between[0] in _TURNING and between[1:2] not in (["any"], ["anyone"], ["anybody"]):
            return False
        own = (cue > 0 and words[cue - 1] in _OWN) or words[cue] in _OWN
        for offset, word in enumerate(between):
            doubted = word == "believe" and between[offset + 1 : offset + 2] in (["there"], ["there's"])
            compared = word == "like" and offset == 0 and words[cue] in ("nothing", "n't")
            stressed = word == "even" and between[offset + 1 : offset + 2] in _EVEN_MET
            if word in _BREAKERS and not (doubted or compared or stressed) and not (own and word in _OWN_USE):
                return False
            # "No girl should be followed home" asks that it end.
            if word == "should" and words[cue] in ("no", "nobody", "none"):
                return False
            if word == "about" and (
                words[cue] in _ABOUT_AFTER or (offset and between[offset - 1] in _ABOUT_AFTER)
            ):
                return False
        return True
    return False


def _denied_after(tokens: Tokens, last: int, places: list[int], used: set[int]) -> bool:
    """ "Bullying isn't a problem here", "gangs don't exist": a dismissal that follows the concern."""
    words, clause = tokens.words, tokens.clause
    for cue in places:
        if cue <= last or cue in used:
            continue
        if clause[cue] != clause[last] or cue - last > 4:
            return False
        if any(word not in _FILLERS for word in words[last + 1 : cue]):
            return False
        if _never_met(words[cue + 1 : cue + 7]):
            return True
        for word in words[cue + 1 : cue + 6]:
            if word in _DISMISSAL_WORDS:
                return True
            if word not in _FILLERS:
                return False
        return False
    return False


def _never_met(words: list[str]) -> bool:
    """ "... isn't something I've had to deal with": no matter of the writer's own life."""
    return (
        words[:1] in (["something"], ["anything"])
        and bool(_OWN_LIFE.intersection(words[1:3]))
        and bool(_LIVED.intersection(words[2:]))
    )


def _dismissed(tokens: Tokens, last: int) -> bool:
    """ "The gangs stuff is all hype", "gangs, I've never seen any": called a tale, or never met, right after."""
    words, sentence = tokens.words, tokens.sentence[last]
    end = last
    while end + 1 < len(words) and tokens.sentence[end + 1] == sentence:
        end += 1
    after = words[last + 1 : end + 1]
    if _TALES & set(after[:6]):
        return True
    following = [
        index for index in range(last + 1, end + 1) if tokens.clause[index] == tokens.clause[last] + 1
    ]
    rest = [words[index] for index in following]
    met = next((place for place, word in enumerate(rest) if word in _MET), None)
    return (
        met is not None and any(is_cue(word) for word in rest[:met]) and len(rest) <= 7 and rest[-1] in _ANY
    )


def _answered_no(tokens: Tokens, last: int) -> bool:
    """ "Bullying? Not at our school": a question of a few words whose answer begins by denying it."""
    sentence = tokens.sentence[last]
    size = len(tokens)
    end = last
    while end + 1 < size and tokens.sentence[end + 1] == sentence:
        end += 1
    begin = last
    while begin and tokens.sentence[begin - 1] == sentence:
        begin -= 1
    # "Why are there so many knives? Nobody knows" denies no knife.
    if tokens.words[begin] in _ASKING_WHY:
        return False
    if end + 1 >= size or end - last > 3 or "?" not in tokens.text[tokens.end[end] : tokens.start[end + 1]]:
        return False
    following = tokens.words[end + 1 : end + 6]
    return (
        following[0] in _DENYING_ANSWERS
        or is_cue(following[0])
        or bool({"joking", "kidding"} & set(following))
    )


def denied(
    tokens: Tokens, first: int, last: int, places: list[int], used: set[int], said: Sequence[Phrase] = ()
) -> bool:
    """Whether the concern at tokens first..last is denied.

    ``places`` are the denying words (see cues); ``used`` are those that belong to an assertion of their own, such
    as the "no" of "no jobs", and so deny nothing else. ``said`` are the phrases of the text (see disclaimed.phrases).
    """
    if insisted(tokens, first, last) or upheld(tokens, first, last, said):
        return False
    by_a_word = bool(places) and (
        _denied_before(tokens, first, places, used) or _denied_after(tokens, last, places, used)
    )
    return (
        by_a_word
        or _answered_no(tokens, last)
        or _dismissed(tokens, last)
        or taken_back(tokens, first, last)
        or disclaimed(tokens, first, last, said)
    )
