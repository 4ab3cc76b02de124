"""Names of people and of named schools, clubs and places of worship, found by cues and lists."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from surveys.analysis.identifiers import Identifier
from surveys.analysis.themes.lexicon import default_lexicon
from surveys.analysis.themes.normalise import fold, word_set

NAMES_PATH = Path(__file__).parent / "data" / "names.toml"


@dataclass(frozen=True)
class NameLists:
    """Folded name lists: names masked anywhere, names that are also words, surnames, people in public life."""

    given: frozenset[str]
    homographs: frozenset[str]
    surnames: frozenset[str]
    places: frozenset[str]
    public: re.Pattern[str]
    ordinary: frozenset[str]

    def name(self, word: str) -> bool:
        """Whether a word can be a given name at all."""
        return word in self.given or word in self.homographs


@lru_cache(maxsize=1)
def name_lists() -> NameLists:
    """The lists that ship with the product, read once."""
    data = tomllib.loads(NAMES_PATH.read_text(encoding="utf-8"))
    given, homographs, surnames, places = (
        frozenset(fold(word).text for word in data[key].split())
        for key in ("given", "homographs", "surnames", "places")
    )
    figures = [
        figure.strip() for figure in data["public_figures"].replace("\n", "").split("|") if figure.strip()
    ]
    lexicon = default_lexicon()
    return NameLists(
        given=given - homographs,
        homographs=homographs,
        surnames=surnames,
        places=places,
        public=re.compile(rf"\b(?:{'|'.join(map(re.escape, figures))})\b", re.IGNORECASE),
        ordinary=frozenset(lexicon.index.words()) | lexicon.spell.known_words(),
    )


_WORD = re.compile(r"[^\W\d_][\w\u0a01-\u0a75]*(?:['\u2019-][^\W\d_]\w*)*", re.UNICODE)
_KIN = (
    r"mate|friend|bestie|cousin|cuz|brother|bro|sister|sis|son|daughter|uncle|aunt|auntie|aunty|nephew|"
    r"niece|bf|gf|boyfriend|girlfriend|ex|partner|husband|wife|"
    r"stepdad|step-dad|teacher|tutor|neighbour|nan|grandad|mentor|coach|keyworker|key worker|youth "
    r"worker|social worker|boss|little one|lad|boy|girl|baby|classmate|kid|pal|dealer|landlord"
)
_CALLED = re.compile(
    r"(?:\bmy\s+(?:full\s+|first\s+|last\s+|real\s+|sur)?name(?:'s|\u2019s|s|\s+is|\s+iz|:)|\b(?:his|her|"
    r"their)\s+name(?:'s|\u2019s|s|\s+is|\s+was|\s+were)|\bname\s*[:=]|\bi(?:'|\u2019)?m\s+called|"
    r"\bcall\s+me|\bcalls?\s+(?:him|her)self|"
    r"\b(?:lad|boy|girl|man|woman|guy|kid|bloke|someone|teacher|youth|person|friend|mate|brother|cousin|"
    r"officer|copper|one|worker|dealer|neighbour|teen|teenager|mentor)\s+(?:called|named|nicknamed|"
    r"known\s+as)|\bknown\s+as|\bnicknamed|\baka|\ba\.k\.a\.?|"
    r"\bgoes\s+by|\bthis\s+is|\bsigned,?|\bregards,?|\brip|\bjustice\s+for|\bspeak\s+to|\bask\s+for|"
    r"\bnazywam\s+si\u0119|\bnazywam\s+sie|\bmam\s+na\s+imi\u0119|\bm\u0103\s+numesc|\bma\s+numesc|"
    r"\bmera\s+naam|\bmera\s+naa|\bmagacaygu\s+waa|\bmagacaygu)\s+",
    re.IGNORECASE,
)
_SOFT_CALLED = re.compile(r"^(?:this|signed|regards|rip|justice|speak|ask|known|goes|call)", re.IGNORECASE)
_MY = re.compile(
    rf"\b(?:my|our|his|her|their|me)\s+(?:(?:best|little|big|older|younger|old|own|dear|late|poor|good|"
    rf"school|form|next-door|ex)\s+)*(?:{_KIN})\s*,?\s+",
    re.IGNORECASE,
)
_MY_BARE = re.compile(r"\b(?:my|our)\s+(?=[A-Z])")
_TITLE = re.compile(
    r"\b(?:(?:Mr|Mrs|Ms|Mx|Miss|Dr|Sgt|Sergeant|PC|PCSO|WPC|Insp|Inspector|Cllr|Councillor|Imam|Maulana|"
    r"Rev|Reverend|Pastor|Constable|Officer|Prof|Professor|Coach|Auntie|Uncle|Aunty|Sister|Brother|"
    r"Father|Chief|Granthi|Bhai)|uncle|auntie|aunty|aunt|imam|mr|mrs|ms|dr|cllr|pc|pcso|sgt|miss|mister)"
    r"\.?\s+"
)
_NOT_AFTER_TITLE = word_set(
    "world gaming games plod martens who whippy beast christmas time and is was are on in at the school "
    "class lessons work out it them him her you me my everyone everything being home mum dad friends "
    "football going sam ben brown's house or to who that from said told came for of with right universe "
    "perfect"
)
NOT_NAMES = word_set(
    "childline samaritans shout crimestoppers fearless nspcc mind kooth camhs police council nhs school college work "
    "birmingham coventry dudley sandwell solihull walsall wolverhampton tipton smethwick oldbury wednesbury bilston "
    "halesowen stourbridge handsworth aston lozells erdington sparkbrook sparkhill chelmsley ladywood england wales "
    "scotland ireland britain london pakistan india bangladesh somalia poland romania nigeria jamaica africa asia "
    "british english welsh scottish irish pakistani indian bengali bangladeshi somali polish romanian nigerian "
    "jamaican african caribbean asian white black mixed arab kurdish turkish roma traveller eritrean sudanese afghan "
    "syrian ukrainian chinese muslim islamic christian sikh hindu jewish catholic punjabi panjabi gujarati urdu arabic "
    "important brilliant terrible disgusting ridiculous amazing awesome mum mom dad nan sir miss tesco asda mcdonalds "
    "greggs facebook instagram snapchat tiktok youtube monday tuesday wednesday thursday friday saturday sunday "
    "january february march april june july august september october november december easter christmas eid diwali "
    "ramadan"
)
"""Places, origins, faiths, helplines and days: with a capital, and no names of people."""

_PLACE_NOUN = re.compile(
    r"^[\s]+(?:Park|Square|Street|St|Road|Rd|Centre|Center|Hospital|Trust|Lane|Avenue|Station|Library|"
    r"School|Academy|College|Church|Mosque|Way|Hill|Green|Heath|House|Court|Close|Bridge|Gardens|Tower|"
    r"Day|Award|Market|Arena|Stadium|Island|Estate|FC)\b"
)
_BEFORE_PLACE = re.compile(r"(?:\b(?:St|Saint|Queen|King|Prince|Princess|Lord|Lady|Sir|Duke)\.?\s+)$")
_ORG_KINDS = {
    "school": "[a school]",
    "academy": "[a school]",
    "primary": "[a school]",
    "grammar": "[a school]",
    "infants": "[a school]",
    "juniors": "[a school]",
    "high": "[a school]",
    "college": "[a college]",
    "sixth form": "[a college]",
    "nursery": "[a nursery]",
    "mosque": "[a mosque]",
    "masjid": "[a mosque]",
    "gurdwara": "[a gurdwara]",
    "temple": "[a temple]",
    "mandir": "[a temple]",
    "church": "[a church]",
    "cathedral": "[a church]",
    "chapel": "[a church]",
    "synagogue": "[a synagogue]",
    "youth club": "[a youth club]",
    "youth centre": "[a youth club]",
    "boxing club": "[a club]",
    "boxing gym": "[a club]",
    "football club": "[a club]",
    "fc": "[a club]",
    "club": "[a club]",
    "cadets": "[a club]",
    "scouts": "[a club]",
    "scout group": "[a club]",
}
_KIND = (
    r"(?:(?:Primary|Secondary|High|Junior|Infant|Grammar|Catholic|Girls['\u2019]?|Boys['\u2019]?|"
    r"Comprehensive|Community|Special|Free|C\s?of\s?E|RC|Islamic|Sikh|Muslim|Technical|Central|Jamia|"
    r"Methodist|Baptist|Parish|Evangelical)\s+)*"
    r"(School|Academy|College|Sixth\s+Form|Nursery|Mosque|Masjid|Gurdwara|Temple|Mandir|Church|Cathedral|"
    r"Chapel|Synagogue|Youth\s+Club|Youth\s+Centre|Boxing\s+Club|Boxing\s+Gym|Football\s+Club|FC|Club|"
    r"Cadets|Scouts|Scout\s+Group|Primary|Grammar|Infants|Juniors|High)\b"
)
_ORG = re.compile(rf"((?:(?:St\.?|Saint|[A-Z][\w'\u2019.-]*)\s+(?:(?:of|the|and|&)\s+)?){{1,4}}?){_KIND}")
_ORG_LOWER = re.compile(
    r"\b(?:go\s+to|went\s+to|goes\s+to|attend|attends|attended|pupil\s+at|student\s+at|teacher\s+at|"
    r"year\s+\w+\s+at|pray\s+at|train\s+at|kids?\s+at)\s+(?P<org>(?P<name>(?:[a-z'\u2019.-]+\s+){1,3}?)"
    r"(?P<kind>school|academy|college|mosque|masjid|gurdwara|mandir|church|youth\s+club|boxing\s+club|"
    r"primary|high))\b",
    re.IGNORECASE,
)
_KIND_FIRST = re.compile(
    r"\b(Masjid|Jamia\s+Masjid|Gurdwara|Gurudwara|Shree|Shri)\s+((?:[A-Z][\w'\u2019-]+\s*){1,3})"
)
_GENERIC = word_set(
    "the my our your their his her this that every each any some all no more most many primary "
    "secondary high junior infant local free sunday public private catholic muslim islamic sikh hindu "
    "christian jewish old new youth boys girls boy girl community special grammar after before at in to "
    "from of a an i and but so when where why if as on for good bad better best big small school church "
    "mosque night football boxing sports book breakfast homework after-school afterschool children's "
    "young kids' state nobody teachers police parents saudi british english polish other another "
    "different same only even still please make build open bring back stop get have need middle upper "
    "lower lot lots one two three both most first second art drama language medical law business "
    "technical further sixth form golf strip fan supporters working men's social night-time united uk "
    "west east north south inner city town summer rotary lions charter magnet trade elementary boarding "
    "home online virtual driving dance riding swimming cooking medical evening weekend arabic quran"
)


def _words_from(text: str, start: int, limit: int) -> list[re.Match[str]]:
    """Up to ``limit`` words that follow each other from ``start`` with single spaces between."""
    found: list[re.Match[str]] = []
    position = start
    while len(found) < limit:
        match = _WORD.match(text, position)
        if match is None:
            break
        found.append(match)
        if text[match.end() : match.end() + 1] != " ":
            break
        position = match.end() + 1
    return found


def _bare(word: str) -> str:
    folded = fold(word).text
    return folded[:-2] if folded.endswith("'s") else folded


def _length(word: str) -> int:
    return len(word) - 2 if word.lower().endswith(("'s", "\u2019s")) else len(word)


def _name_at(text: str, start: int, lists: NameLists, *, strict: bool) -> int | None:
    """Where a name that begins at ``start`` ends, or None; ``strict`` asks for a capital or a known name."""
    words = _words_from(text, start, 3)
    if not words:
        return None
    first = words[0].group()
    bare = _bare(first)
    if bare in NOT_NAMES:
        return None
    capital = first[0].isupper() and not (text.isupper() and len(text) > 12)
    known = bare in lists.given or (bare in lists.homographs and (capital or not strict))
    certain = capital and not strict and first[1:].islower()
    if not known and not certain and (len(bare) < 2 or bare in lists.ordinary or (strict and not capital)):
        return None
    end = words[0].start() + _length(first)
    for previous, word in pairwise(words):
        if _length(previous.group()) != len(previous.group()):
            break
        folded = _bare(word.group())
        surname = word.group()[0].isupper() and folded not in lists.ordinary and not text.isupper()
        listed = folded in lists.surnames and (word.group()[0].isupper() or folded not in lists.ordinary)
        if not (surname or listed or folded in lists.given):
            break
        end = word.start() + _length(word.group())
    return end


def _known_names(text: str, lists: NameLists) -> Iterator[Identifier]:
    for match in _WORD.finditer(text):
        bare = _bare(match.group())
        if bare in lists.given:
            pass
        elif bare in lists.homographs and match.group()[0].isupper() and not text.isupper():
            following = (
                _words_from(text, match.end() + 1, 1) if text[match.end() : match.end() + 1] == " " else []
            )
            if not following or not following[0].group()[0].isupper():
                continue
            surname = _bare(following[0].group())
            if surname not in lists.surnames and (surname in lists.ordinary or bare in lists.places):
                continue
        else:
            continue
        if _BEFORE_PLACE.search(text[: match.start()]):
            continue
        end = _name_at(text, match.start(), lists, strict=True)
        if end is None or _PLACE_NOUN.match(text[end:]) or _PLACE_NOUN.match(text[match.end() :]):
            continue
        yield Identifier(match.start(), end, "NAME", "[name]")


def people(text: str) -> Iterator[Identifier]:
    """Names of people: after a cue ("my mate ...", "Mr ...", "a lad called ..."), or from the lists."""
    lists = name_lists()
    public = [match.span() for match in lists.public.finditer(text)]
    for identifier in _people(text, lists):
        if not any(start < identifier.end and identifier.start < end for start, end in public):
            yield identifier


def _people(text: str, lists: NameLists) -> Iterator[Identifier]:
    for match in _CALLED.finditer(text):
        end = _name_at(text, match.end(), lists, strict=bool(_SOFT_CALLED.match(match.group())))
        if end is not None:
            yield Identifier(match.end(), end, "NAME", "[name]")
    for pattern in (_MY, _MY_BARE):
        for match in pattern.finditer(text):
            word = _WORD.match(text, match.end())
            if word is None or (
                pattern is _MY_BARE and _bare(word.group()) not in lists.given | lists.homographs
            ):
                continue
            end = _name_at(text, match.end(), lists, strict=True)
            if end is not None and not _PLACE_NOUN.match(text[end:]):
                yield Identifier(match.end(), end, "NAME", "[name]")
    for match in _TITLE.finditer(text):
        word = _WORD.match(text, match.end())
        if word is None:
            continue
        bare = _bare(word.group())
        lower = match.group()[0].islower()
        known = lists.name(bare) or bare in lists.surnames
        if bare in _NOT_AFTER_TITLE or not (known or (word.group()[0].isupper() and not text.isupper())):
            continue
        if lower and match.group().strip(". ") == "miss" and not known:
            continue
        end = max(_name_at(text, match.end(), lists, strict=True) or 0, word.start() + _length(word.group()))
        yield Identifier(match.end(), end, "NAME", "[name]")
    yield from _known_names(text, lists)


def organisations(text: str) -> Iterator[Identifier]:
    """Named schools, clubs and places of worship; the mask keeps what kind of place it is."""
    lists = name_lists()
    for match in _ORG.finditer(text):
        words = match.group(1).split()
        start = match.start()
        while words and words[0].lower().strip(".") in _GENERIC:
            start += len(words[0])
            start += len(text[start:]) - len(text[start:].lstrip())
            words = words[1:]
        if not words or (len(words) == 1 and words[0].lower().rstrip(".") in ("of", "the", "and", "&")):
            continue
        kind = re.sub(r"\s+", " ", match.group(2)).lower()
        if kind == "high" and text[match.end() :].lstrip().lower().startswith(("street", "st ", "road")):
            continue
        yield Identifier(start, match.end(), "ORG", _ORG_KINDS[kind])
    for match in _ORG_LOWER.finditer(text):
        words = match.group("name").lower().split()
        if any(word in _GENERIC or (word in lists.ordinary and len(words) == 1) for word in words):
            continue
        kind = re.sub(r"\s+", " ", match.group("kind")).lower()
        yield Identifier(match.start("org"), match.end("org"), "ORG", _ORG_KINDS[kind])
    for match in _KIND_FIRST.finditer(text):
        mask = (
            "[a mosque]"
            if "asjid" in match.group(1)
            else "[a gurdwara]"
            if match.group(1)[0] == "G"
            else "[a temple]"
        )
        yield Identifier(match.start(), match.start(2) + len(match.group(2).rstrip()), "ORG", mask)
