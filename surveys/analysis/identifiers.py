"""Identifiers with a form of their own: telephone numbers, e-mail and street addresses, postcodes, handles, IDs.

Every finder takes the text as written and yields half-open spans of it; overlaps are settled by the caller.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import phonenumbers

from surveys.analysis.themes.lexicon import default_lexicon
from surveys.analysis.themes.normalise import word_set

Kind = Literal["NAME", "PHONE", "EMAIL", "HANDLE", "POSTCODE", "ADDRESS", "ID", "ORG", "DATE"]


@dataclass(frozen=True)
class Identifier:
    """Something that could identify a person: a half-open range of the text, its kind, and the words put there."""

    start: int
    end: int
    kind: Kind
    mask: str


_EMAIL = re.compile(
    r"[\w.+'-]+\s?@\s?(?:[\w-]+\s?\.\s?)+[A-Za-z]{2,}\b"
    r"|\b[\w+-]+(?:(?:\.|\s+dot\s+)[\w+-]+)*\s*(?:\(at\)|\[at\]|<at>|\bat\b)\s*"
    r"(?:[\w-]+(?:\s*(?:\(dot\)|\[dot\]|\bdot\b|\.)\s*(?:co\s*(?:\(dot\)|\bdot\b|\.)\s*uk|com|uk|net|org|"
    r"edu|example|sch|ac|me|pl|ro|invalid|test)\b)+"
    r"|(?:gmail|hotmail|outlook|yahoo|icloud|googlemail)\b(?!\s+(?:account|address|is|was)))",
    re.IGNORECASE,
)
_PHONE_RUN = re.compile(r"(?<![\w£$€])(?:\+|00)?[(\d](?:[\s().\-/\u2010-\u2014_,]{0,3}\d){6,16}(?![\d_])")
_LETTERED_PHONE = re.compile(r"(?<!\w)[0oO][0-9oOlIiSs](?:[\s.\-]?[0-9oOlIiSs]){8,10}(?!\w)")
_DIGIT_WORDS = (
    r"zero|oh|o|nought|one|two|three|four|five|six|seven|eight|nine|double|triple|treble|hundred|thousand|\d+"
)
_WORDED_PHONE = re.compile(rf"\b(?:(?:{_DIGIT_WORDS})\b[\s,.\-]*){{6,}}", re.IGNORECASE)
_HELPLINE = re.compile(r"^(?:\+?44)?0?(?:800|808|300|345|116\d{3})")
_YEARS = re.compile(r"(?:(?:19|20)\d\d[\s,/\-]*)+$")
_MONEY_OR_TIME = re.compile(r"^\d{1,3}(?:,\d{3})+$|^\d{1,2}[./-]\d{1,2}[./-]\d{2,4}$")
_AREAS = (
    "AB|AL|B|BA|BB|BD|BF|BH|BL|BN|BR|BS|BT|CA|CB|CF|CH|CM|CO|CR|CT|CV|CW|DA|DD|DE|DG|DH|DL|DN|DT|DY|E|EC|"
    "EH|EN|EX|FK|FY|G|GL|GU|GY|HA|HD|HG|HP|HR|"
    "HS|HU|HX|IG|IM|IP|IV|JE|KA|KT|KW|KY|L|LA|LD|LE|LL|LN|LS|LU|M|ME|MK|ML|N|NE|NG|NN|NP|NR|NW|OL|OX|PA|"
    "PE|PH|PL|PO|PR|RG|RH|RM|S|SA|SE|SG|SK|SL|"
    "SM|SN|SO|SP|SR|SS|ST|SW|SY|TA|TD|TF|TN|TQ|TR|TS|TW|UB|W|WA|WC|WD|WF|WN|WR|WS|WV|YO|ZE"
)
_POSTCODE = re.compile(
    rf"(?<!\w)((?:{_AREAS})\d[A-Z\d]?)[\s\-.,]{{0,2}}(\d[ABD-HJLNP-UW-Z]{{2}})(?!\w)", re.IGNORECASE
)
_SPACED_POSTCODE = re.compile(
    rf"(?<!\w)((?:{_AREAS})\s?\d\s?\d?)\s+(\d\s[ABD-HJLNP-UW-Z]\s?[ABD-HJLNP-UW-Z])(?!\w)"
)
_AT_HANDLE = re.compile(r"(?<![\w.@])@[A-Za-z0-9_](?:[\w.]{0,28}\w)?")
_APPS = (
    r"snap(?:chat)?|insta(?:gram)?|ig|sc|tik\s?tok|discord|telegram|twitter|facebook|fb|psn|xbox|"
    r"gamer\s?tag|roblox|kik|twitch|"
    r"youtube|username|user\s?name|handle|threads|bereal|whatsapp"
)
_APP_HANDLE = re.compile(
    rf"\b(?:my\s+|his\s+|her\s+|their\s+|add\s+(?:me\s+)?(?:on\s+)?|(?:me|him|her)\s+on\s+)?(?:{_APPS})"
    rf"(?:\s+(?:name|handle|user|tag|account|id|username))?"
    r"(?P<link>\s*[:=]\s*@?|\s+(?:is|iz|was|goes by|called)\s+(?:called\s+)?@?|\s*-\s+@?|\s+@|\s+)"
    r"(?P<handle>[A-Za-z0-9_](?:[\w.\-]{1,28}\w))",
    re.IGNORECASE,
)
_ADD_ME = re.compile(
    r"\b(?:add|follow|dm|text|message)\s+(?:me|him|her)\s+(?:at|on|@|:)?\s*(?P<handle>[A-Za-z][\w.]{2,28}\w)",
    re.IGNORECASE,
)
_APP_THEN_HANDLE = re.compile(
    rf"\b(?:add\s+(?P<added>[a-z]\w{{3,28}})\s+on\s+(?:{_APPS})\b"
    rf"|\b(?:add\s+me\s+on|find\s+(?:me|him|her|them)\s+on|on|my|his|her)\s+(?:{_APPS})\s+"
    r"(?:its\s+|it['\u2019]s\s+|is\s+)?(?P<last>[a-z]\w{3,28})\s*[.!]?\s*$"
    rf"|^\s*(?:{_APPS})\s+(?P<first>[a-z]\w{{3,28}})(?=\s+(?:he['\u2019]?s|she['\u2019]?s|he|she|they)\b))",
    re.IGNORECASE,
)
_PROFILE = re.compile(
    r"(?:https?://)?(?:www\.)?(?:tiktok|instagram|snapchat|facebook|twitter|x|youtube)\.com/[\w@./?=&-]+",
    re.IGNORECASE,
)
_UNDERSCORED = re.compile(
    r"(?<![\w@/])(?=[\w.]*[A-Za-z][\w.]*)(?:x{1,2}_)?[A-Za-z0-9.]+(?:_[A-Za-z0-9.]+)+_?(?!\w)|(?<!\w)"
    r"[A-Za-z][\w.]{2,20}#\d{4}\b"
)
_AT_WORDS = frozenset(
    f"@{word}" for word in word_set("work school home night all the my least church uni college lunch")
)
_PLAIN_HANDLE_WORDS = word_set(
    "full down bad off dead private the a an not so where how what why always never just all always "
    "banned hacked public ruining making too very good mad crazy toxic evil worse safe scary rubbish "
    "trash addictive popular used for and or is are has have when people kids everyone stories story "
    "videos video groups group chat chats posts pages account accounts premium streak streaks live feed "
    "name on at in to it its fake open because being getting map maps music drama clips reels abuse "
    "bullying hate rumours like gone"
)
_STREET = (
    r"street|st|road|rd|avenue|ave|lane|ln|close|drive|dr|way|grove|crescent|cres|court|ct|terrace|place|"
    r"gardens|gdns|walk|row|hill|rise|mews|croft|"
    r"square|green|view|house|tower|parade|boulevard|heights|point|lodge|mansions"
)
_NUMBERED = re.compile(
    rf"(?<![\w£])(?:(?:flat|apartment|apt|room|unit)\s+\w{{1,4}}\s*[,/]?\s*)?(?:(?:house|no|number)"
    rf"\.?\s+)?(?P<number>\d{{1,4}}[A-Za-z]?)\s*,?\s+"
    rf"(?P<name>(?:[^\W\d_][\w'\u2019.-]*\s+){{1,3}}?)(?:{_STREET})\b\.?",
    re.IGNORECASE,
)
_FLAT = re.compile(
    r"\b(?:[Ff]lat|FLAT|[Aa]partment|[Aa]pt|[Bb]edsit)\s+(?:number\s+|"
    r"no\.?\s*)?\d{1,4}[A-Za-z]?\b(?:\s*,?\s+(?:in\s+)?(?:[A-Z][\w'\u2019-]*\s+){1,3}(?:House|Court|"
    r"Tower|Point|Lodge|Heights|Mansions|Building))?"
)
_LIVE_ON = re.compile(
    rf"\b(?:live|lives|living|lived|stay|stays|staying|house is|home is|flat is|address is|door)\s+(?:on|"
    rf"in|at|off|up)\s+(?P<street>(?:[A-Z][\w'\u2019-]*\s+){{1,3}}(?:{_STREET}|estate|block))\b",
)
_LIVE_ON_LOWER = re.compile(
    r"\b(?:i|he|she|they|we)\s+(?:live|lives|living|stay|stays)\s+(?:on|at)"
    r"\s+(?P<street>(?P<name>(?:[a-z'\u2019-]+\s+){1,2})(?:street|road|rd|avenue|ave|lane|close|drive|"
    r"crescent|grove|terrace))\b",
    re.IGNORECASE,
)
_NAMED_STREET = re.compile(
    r"(?P<street>(?:[A-Z][a-z'\u2019-]+\s+){1,2}(?:Street|St|Road|Rd|Avenue|Ave|Lane|Close|Drive|Grove|"
    r"Crescent|Terrace|Mews|Croft|House|Tower|Court))\b"
)
_HARM = re.compile(
    r"\b(?:stabb?ed|stabbing|shot|shooting|attacked|raped|rape|robbed|killed|murdered|jumped|mugged|"
    r"beaten|assaulted|kidnapped|groomed|abused|hit|deals?|dealing|sells?|dealer|trap)\b",
    re.IGNORECASE,
)
_KNOWN_STREETS = frozenset(
    {
        "High",
        "New",
        "Broad",
        "Main",
        "Corporation",
        "Coronation",
        "Sesame",
        "Downing",
        "Soho",
        "Stratford",
        "Coventry",
        "Station",
    }
)
_STREET_STOP = word_set(
    "the my our this that these those on in of to a an and or at is was it people kids lads boys girls "
    "men women years year minutes minute mins min hours hour days weeks months miles mile metres meters "
    "lane lanes way mph times time more other different new main busy dark quiet same whole big small "
    "down up from by near per for with along across every each no any some all long wide away off round "
    "around i we they he she you your their his her students shops houses cars police officers street "
    "road lights light cameras bus buses stops homes flats hour's high dual one two three pm am o'clock"
)
_NI = re.compile(r"(?<!\w)[A-Z]{2}[\s\-]?\d{2}[\s\-]?\d{2}[\s\-]?\d{2}[\s\-]?[A-D](?!\w)", re.IGNORECASE)
_PLATE = re.compile(r"(?<!\w)[A-Z]{2}[0-9]{2}\s?[A-Z]{3}(?!\w)")
_CUED_PLATE = re.compile(
    r"\b(?:reg(?:istration)?(?:\s+(?:no|number|plate))?|number\s?plate|plates?|plate\s+(?:no|number)|"
    r"car\s+reg)\s*(?:is|was|:|=)?\s*"
    r"(?P<id>[A-Z]{1,3}\s?\d{1,4}\s?[A-Z]{0,3})(?!\w)",
    re.IGNORECASE,
)
_ID_NOUNS = (
    r"crime|case|incident|ref|reference|log|badge|collar|shoulder|warrant|pupil|student|patient|hospital|"
    r"nhs|ni|n\.i\.|national\s+insurance|passport|licen[cs]e|"
    r"driving\s+licen[cs]e|uc|claim|account|acc|sort\s+code|card|bank\s+card|prison|prisoner|officer|"
    r"staff|employee|upn|urn|social\s+work|benefit|candidate|id|payroll|library\s+card|tenancy|journal"
)
_CUED_ID = re.compile(
    rf"\b(?:{_ID_NOUNS})(?:\s+(?:number|num|no|ref|reference|id|code|card))*\.?\s*(?:(?:is|was|iz)\b|"
    rf"[:=#])?\s*#?(?P<id>[A-Z]{{0,5}}[/-]?\d[\dA-Z]*(?:[/\- ]?[\dA-Z]*\d[\dA-Z]*)*(?:\s[A-D]\b)?)(?!\w)",
    re.IGNORECASE,
)
_OFFICER_NUMBER = re.compile(
    r"\b(?:PC|PCSO|WPC|DC|DS|Sgt|officer|constable)\s?#?(?P<id>\d{3,6})(?!\w)", re.IGNORECASE
)
_SERVICES = frozenset({"101", "111", "112", "119", "999", "911"})
_TEN_DIGITS = re.compile(r"(?<!\w)\d{3}[\s-]?\d{3}[\s-]?\d{4}(?!\w)")
_CARD = re.compile(r"(?<!\w)(?:\d{4}[\s-]?){3}\d{4}(?!\w)")
_BIRTH = re.compile(
    r"\b(?:born\s+(?:on\s+)?|dob\s*(?:is|:|=)?\s*|date\s+of\s+birth\s*(?:is|:|=)?\s*|"
    r"birthday\s+(?:is\s+)?(?:on\s+)?)(?P<date>(?:the\s+)?\d{1,2}(?:st|nd|rd|"
    r"th)?[\s./-]+(?:of\s+)?(?:\d{1,2}|[A-Za-z]{3,9})(?:[\s./-]+\d{2,4})?)",
    re.IGNORECASE,
)


def _digits(text: str) -> str:
    return "".join(str(int(character)) for character in text if character.isdigit())


def phones(text: str) -> Iterator[Identifier]:
    """Telephone numbers, also spelt out, spaced out, or with letters for noughts; helplines are left."""
    for match in _PHONE_RUN.finditer(text):
        run = match.group().strip()
        digits = _digits(run)
        if len(digits) < 7 or _YEARS.match(run) or _MONEY_OR_TIME.match(run) or _HELPLINE.match(digits):
            continue
        national = digits.startswith("0") or run.startswith(("+", "(0"))
        if (
            (national and len(digits) >= 9)
            or (len(digits) >= 10 and digits.startswith(("7", "44")))
            or _possible(run)
        ):
            yield Identifier(
                match.start(), match.start() + len(match.group().rstrip()), "PHONE", "[phone number]"
            )
    for match in _LETTERED_PHONE.finditer(text):
        if sum(character.isdigit() for character in match.group()) >= 5:
            yield Identifier(match.start(), match.end(), "PHONE", "[phone number]")
    for match in _WORDED_PHONE.finditer(text):
        words = re.findall(r"\w+", match.group().lower())
        length = 0
        for position, word in enumerate(words):
            after = words[position + 1] if position + 1 < len(words) else ""
            length += (
                len(word) if word.isdigit() else 2 if word == "hundred" else 3 if word == "thousand" else 1
            )
            length += {"double": 0, "triple": 1, "treble": 1}.get(word, 0) if after else 0
        spoken = sum(not word.isdigit() for word in words)
        if 9 <= length <= 15 and spoken >= 3:
            yield Identifier(
                match.start(),
                match.start() + len(match.group().rstrip(" ,.-\n\t")),
                "PHONE",
                "[phone number]",
            )


def _possible(run: str) -> bool:
    if not run.startswith(("+", "00")):
        return False
    try:
        return phonenumbers.is_possible_number(phonenumbers.parse("+" + _digits(run).lstrip("0"), None))
    except phonenumbers.NumberParseException:
        return False


def emails(text: str) -> Iterator[Identifier]:
    """E-mail addresses, also as "name at example dot com"."""
    for match in _EMAIL.finditer(text):
        yield Identifier(match.start(), match.end(), "EMAIL", "[e-mail address]")


def postcodes(text: str) -> Iterator[Identifier]:
    """Full postcodes; the outward code ("B19") stays readable and is no identifier by itself."""
    for pattern in (_POSTCODE, _SPACED_POSTCODE):
        for match in pattern.finditer(text):
            yield Identifier(match.start(2), match.end(2), "POSTCODE", "[rest of postcode]")


def handles(text: str) -> Iterator[Identifier]:
    """User names: with an at sign, after the name of an app, or by their form."""
    for pattern in (_PROFILE, _AT_HANDLE, _UNDERSCORED):
        for match in pattern.finditer(text):
            if match.group().lower() not in _AT_WORDS:
                yield Identifier(match.start(), match.end(), "HANDLE", "[user name]")
    for match in _APP_HANDLE.finditer(text):
        handle = match.group("handle")
        link = match.group("link").strip().lower()
        odd = any(character.isdigit() or character in "_." for character in handle[:-1])
        after = text[match.end() :].lstrip(" ")
        ends = (
            not after or not after[0].isalnum() or after.lower().startswith(("add me", "if ", "hmu", "on "))
        )
        cued = bool(link)
        word = handle.lower() in _PLAIN_HANDLE_WORDS
        if (odd and not handle.isdigit()) or (cued and ends and not word):
            yield Identifier(match.start("handle"), match.end("handle"), "HANDLE", "[user name]")
    for match in _APP_THEN_HANDLE.finditer(text):
        kind = match.lastgroup or ""
        if _no_word(match.group(kind)):
            yield Identifier(match.start(kind), match.end(kind), "HANDLE", "[user name]")
    for match in _ADD_ME.finditer(text):
        if any(character.isdigit() or character == "_" for character in match.group("handle")):
            yield Identifier(match.start("handle"), match.end("handle"), "HANDLE", "[user name]")


def _no_word(handle: str) -> bool:
    """Whether a word is none of those that people write about apps with."""
    lexicon = default_lexicon()
    bare = handle.lower()
    return not any(
        word in _PLAIN_HANDLE_WORDS or word in lexicon.spell.known_words() or word in lexicon.index.words()
        for word in (bare, bare.removesuffix("s"))
    )


def addresses(text: str) -> Iterator[Identifier]:
    """House numbers with streets, flats, and streets named as someone's home or the scene of harm."""
    for match in _FLAT.finditer(text):
        yield Identifier(match.start(), match.end(), "ADDRESS", "[address]")
    for match in _NUMBERED.finditer(text):
        words = match.group("name").lower().split()
        if all(word.strip(".,'") not in _STREET_STOP for word in words):
            yield Identifier(match.start(), match.end(), "ADDRESS", "[address]")
    for match in _LIVE_ON.finditer(text):
        if match.group("street").split()[0] not in _KNOWN_STREETS:
            yield Identifier(match.start("street"), match.end("street"), "ADDRESS", "[address]")
    for match in _LIVE_ON_LOWER.finditer(text):
        if all(word not in _STREET_STOP for word in match.group("name").lower().split()):
            yield Identifier(match.start("street"), match.end("street"), "ADDRESS", "[address]")
    if _HARM.search(text):
        for match in _NAMED_STREET.finditer(text):
            words = match.group("street").split()
            first = (
                words[1]
                if words[0] in ("The", "On", "In", "At", "Near", "Down") and len(words) > 2
                else words[0]
            )
            if first not in _KNOWN_STREETS and first.lower() not in _STREET_STOP:
                start = match.start("street") + match.group("street").index(first)
                yield Identifier(start, match.end("street"), "ADDRESS", "[address]")


def _nhs_number(digits: str) -> bool:
    """The modulus 11 check of NHS numbers (NHS Data Dictionary)."""
    check = 11 - sum(int(digit) * (10 - place) for place, digit in enumerate(digits[:9])) % 11
    return (0 if check == 11 else check) == int(digits[9])


def id_numbers(text: str) -> Iterator[Identifier]:
    """National Insurance, NHS, plate, card, badge and case numbers, and dates of birth."""
    for pattern in (_NI, _PLATE, _CARD):
        for match in pattern.finditer(text):
            if pattern is _CARD and _YEARS.match(match.group()):
                continue
            yield Identifier(match.start(), match.end(), "ID", "[ID number]")
    for match in _TEN_DIGITS.finditer(text):
        digits = _digits(match.group())
        if not digits.startswith("0") and _nhs_number(digits):
            yield Identifier(match.start(), match.end(), "ID", "[ID number]")
    for match in _CUED_PLATE.finditer(text):
        if any(character.isdigit() for character in match.group("id")) and len(match.group("id")) >= 5:
            yield Identifier(match.start("id"), match.end("id"), "ID", "[ID number]")
    for pattern in (_CUED_ID, _OFFICER_NUMBER):
        for match in pattern.finditer(text):
            digits = _digits(match.group("id"))
            if (
                len(digits) >= 3
                and digits not in _SERVICES
                and not (len(digits) == 4 and _YEARS.match(match.group("id")) and pattern is _CUED_ID)
            ):
                yield Identifier(match.start("id"), match.end("id"), "ID", "[ID number]")
    for match in _BIRTH.finditer(text):
        yield Identifier(match.start("date"), match.end("date"), "DATE", "[date]")
