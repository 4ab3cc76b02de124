"""Every page of a survey as bytes, rendered once for each version and language."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from html import escape
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http.response import ResponseHeaders
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils.safestring import mark_safe

from surveys.authoring.answers import Reader
from surveys.authoring.easy import EASY
from surveys.authoring.easy import NAME as EASY_NAME
from surveys.authoring.easy import OUTDATED as EASY_OUTDATED
from surveys.authoring.order import arranged
from surveys.authoring.passing import reasons
from surveys.authoring.piping import markers, piped, repeated
from surveys.authoring.routing import asked_by_field, skips_of
from surveys.collection import assets
from surveys.collection.headers import HEADERS, content_security_policy
from surveys.collection.pictures import Picture
from surveys.collection.presented import as_json, presented
from surveys.collection.signposts import Hard, hard_answers, signposts_of
from surveys.collection.splice import Fixed
from surveys.collection.state import known_fields, section_fields
from surveys.collection.words import words
from surveys.questions import form_fields, kind_of

EXIT = "https://www.bbc.co.uk/weather"
"""Where the exit leads: a page anybody might have open."""
RESULTS = "/results/"
TOLD_TO_SCRIPT = (
    "progress",
    "progress_must",
    "left",
    "none",
    "change",
    "sending",
    "offline",
    "nudge_phone",
    "nudge_email",
    "nudge_postcode",
    "nudge_handle",
)
_MARKER = re.compile(rb"<!--(slots|content|c)-->")


@dataclass(frozen=True)
class Wording:
    """What a survey says in one language, and how far it has been checked.

    ``promised`` is the wording the promise and the consent are read from: English until a second person has reviewed
    the translation. ``place`` is the address it stands at where that is not the language's own: ``easy``, or a
    language the newest questions are not in yet (``is_outdated``), which are shown in English then.
    """

    language: str
    texts: Mapping[str, str]
    promised: Mapping[str, str]
    reviewed: bool
    place: str = ""
    is_outdated: bool = False


@dataclass(frozen=True)
class Surroundings:
    """What stands around the questions of a survey: where it is, in which languages, who can help."""

    survey: int
    addresses: Mapping[str, str]
    """Language (or ``easy``) to address, such as ``{"en": "/insights/", "ur": "/ur/insights/"}``."""
    notice: str = ""
    is_example: bool = False
    lines: tuple[Mapping[str, str], ...] = ()
    pictures: Mapping[int, Picture] = field(default_factory=dict)


@dataclass(frozen=True)
class Line:
    """One line of the check page: what stands before and after the answer is the same for everybody."""

    question: Mapping[str, Any]
    names: tuple[str, ...]
    before: str
    after: str


@dataclass(frozen=True)
class Form:
    """One version of a survey in one language, ready to send.

    ``document`` and ``step`` are lists of fixed pieces and the names of what is spliced between them.
    """

    survey: int
    version: int
    language: str
    """The language it is written in, which is stored with what somebody writes."""
    place: str
    """What it counts as in the tally by language: the language, or ``easy``."""
    address: str
    definition: Mapping[str, Any]
    texts: Mapping[str, str]
    words: Mapping[str, str]
    headers: ResponseHeaders
    document: tuple[Fixed | str, ...]
    step: tuple[Fixed | str, ...]
    thanks: tuple[Fixed | str, ...]
    support: tuple[Fixed | str, ...]
    ended: tuple[Fixed | str, ...]
    """Shown to somebody who did not agree to go on."""
    consent: Fixed
    signposts: Mapping[str, Fixed]
    """Help after a hard answer, by its subject; the empty one is for answers without a subject."""
    sections: Mapping[str, Fixed]
    questions: Mapping[str, bytes]
    reader: Reader
    reasons: Mapping[str, frozenset[str]]
    """Question to the form fields that decide whether it is shown."""
    repeated: Mapping[str, Mapping[str, Any]]
    """Form field to its question, for every answer that a later question repeats."""
    hard: Mapping[str, Hard]
    """Form field to the answers after which help is offered, for every field that has such answers."""
    known: tuple[str, ...]
    """Every form field of the survey, in its order."""
    order: tuple[str, ...]
    """The codes of its sections, in the order of the arm."""
    asked: Mapping[str, tuple[str, ...]]
    """Section to the form fields it asks."""
    lines: tuple[Line, ...]
    """Every form field as the check page shows it."""
    closed: Mapping[str, tuple[Fixed | str, ...]] = field(default_factory=dict)
    arm: int = 0
    """Which of the survey's orders this is."""


def render(
    definition: Mapping[str, Any],
    wording: Wording,
    around: Surroundings,
    *,
    version: int,
    opens_on: str = "",
    arm: int = 0,
    like: Form | None = None,
) -> Form:
    """Render every page of one version in one language, its sections and answers in the order of one arm.

    ``like`` is another arm of the same: what does not depend on the order is taken from it.
    """
    as_shown = arranged(definition, arm)
    reason = reasons(definition)
    asked = asked_by_field(definition)
    language, place = wording.language, wording.place or wording.language
    css, style_hash = assets.style()
    interface = words(language)
    address = around.addresses[place]
    reviewed = wording.reviewed or language == settings.LANGUAGE_CODE
    lines = [line for line in around.lines if line.get("need") != "danger"]
    talk = [line for line in lines if line.get("need") == "talk"]
    signposts = signposts_of(definition, lines, talk)
    texts = wording.texts if reviewed else _with_consent_as_promised(definition, wording)
    context = {
        "language": language,
        "direction": direction(language),
        "w": interface,
        "p": interface if reviewed else words(settings.LANGUAGE_CODE),
        "browser_title": texts["browser_title"],
        "title": texts["title"],
        "intro": paragraphs(texts.get("intro", "")),
        "consent": paragraphs(wording.promised.get("consent", "")),
        "thanks": paragraphs(texts.get("thanks", "")),
        "unreviewed": not reviewed,
        "is_example": around.is_example,
        "notice": around.notice,
        "style": css,
        "script": assets.script().path,
        "exit": EXIT,
        "action": address,
        "results": RESULTS,
        "mailing_list": _mailing_list(),
        "lines": lines,
        "signposts": signposts,
        "talk": next((line for line in talk if line.get("phone")), None),
        "report": next(
            (line for line in lines if line.get("need") == "report" and line.get("website")), None
        ),
        "outdated": _outdated(place) if wording.is_outdated else None,
        "languages": [
            {**_named(other), "address": where} for other, where in around.addresses.items() if other != place
        ],
        "told": [(key.replace("_", "-"), interface[key]) for key in TOLD_TO_SCRIPT],
        "first": as_shown["sections"][0]["code"],
    }
    whole, alone = (
        [
            _section(section, texts, interface, around.pictures, reason, asked, alone=is_alone)
            for section in as_shown["sections"]
        ]
        for is_alone in (False, True)
    )

    def page(template: str, **more: Any) -> tuple[Fixed | str, ...]:
        return pieces(render_to_string(f"surveys/{template}.html", {**context, **more}))

    def part(template: str, **more: Any) -> str:
        return render_to_string(f"surveys/parts/{template}.html", {**context, **more})

    ordered: dict[str, Any] = {
        "arm": arm,
        "document": page("form", sections=whole),
        "consent": Fixed.of(part("consent")),
        "sections": {section["code"]: Fixed.of(part("section", section=section)) for section in alone},
        "questions": {
            question["code"]: part("question", question={**question, "maybe": False}, level=2).encode()
            for section in alone
            for question in section["questions"]
        },
        "order": tuple(section["code"] for section in as_shown["sections"]),
        "lines": tuple(_lines(as_shown, texts, interface, asked)),
    }
    if like is not None:
        return replace(like, **ordered)
    return Form(
        **ordered,
        survey=around.survey,
        version=version,
        language=language,
        place=EASY if place == EASY else language,
        address=address,
        definition=definition,
        texts=texts,
        words=interface,
        headers=ResponseHeaders(
            {
                **HEADERS,
                "Content-Language": language,
                "Content-Security-Policy": content_security_policy(style_hash),
            }
        ),
        step=page("step"),
        thanks=page("thanks"),
        support=page("support"),
        ended=page("ended"),
        signposts={
            topic: Fixed.of(f'<div class="card sun signpost">{part("signpost", helpers=helpers)}</div>')
            for topic, helpers in signposts
        },
        reader=Reader(definition),
        reasons=reason,
        repeated={name: asked[name] for name in repeated(definition, texts) if name in asked},
        hard=hard_answers(definition),
        known=known_fields(definition),
        asked={
            section["code"]: section_fields(definition, section["code"]) for section in definition["sections"]
        },
        closed={
            "closed": page(
                "closed",
                state_title=interface["closed_title"],
                state_say=interface["closed_say"],
                is_closed=True,
            ),
            "paused": page(
                "closed", state_title=interface["paused_title"], state_say=interface["paused_say"]
            ),
            "soon": page(
                "closed",
                state_title=interface["soon_title"],
                state_say=interface["soon_say"].replace("{date}", opens_on),
            ),
        },
    )


def _with_consent_as_promised(definition: Mapping[str, Any], wording: Wording) -> dict[str, str]:
    """A translation nobody has reviewed, in which whatever asks for consent stands in the words of the source."""
    keys = [
        f"q:{question['code']}"
        for section in definition["sections"]
        for question in section["questions"]
        if kind_of(question).is_required
    ]
    kept = {
        name: text
        for name, text in wording.promised.items()
        if any(name == key or name.startswith(f"{key}.") for key in keys)
    }
    return {**wording.texts, **kept}


def button(to: str, text: str, look: str = "btn", more: str = "") -> str:
    """A button that sends the form and says where to go on."""
    return f'<button class="{look}" type="submit" name="to" value="{to}">{escape(text)}{more}</button>'


def _lines(
    definition: Mapping[str, Any],
    texts: Mapping[str, str],
    interface: Mapping[str, str],
    asked: Mapping[str, Mapping[str, Any]],
) -> Iterator[Line]:
    for section in definition["sections"]:
        for question in section["questions"]:
            for text, names in kind_of(question).lines(question, texts):
                label = piped(escape(text), question["code"], texts, asked)
                hint = f'<span class="vh"> {label}</span>'
                change = button(section["code"], interface["change"], "quiet", hint)
                yield Line(question, names, f"<div><dt>{label}</dt><dd>", f" {change}</dd></div>")


def _with_places(
    question: dict[str, Any], texts: Mapping[str, str], asked: Mapping[str, Mapping[str, Any]]
) -> dict[str, Any]:
    """A question as its template takes it, with a place for each earlier answer that its words repeat."""
    for part in ("label", "help"):
        if markers(question[part]):
            # The text is escaped, and so is everything that is put into it.
            question[part] = mark_safe(piped(escape(question[part]), question["code"], texts, asked))
    return question


def _named(place: str) -> dict[str, str]:
    """How a link to another wording is shown: its name in its own language, marked as such."""
    if place == EASY:
        return {"code": settings.LANGUAGE_CODE, "name": EASY_NAME, "direction": "ltr"}
    return {"code": place, "name": dict(settings.LANGUAGES)[place], "direction": direction(place)}


def _outdated(place: str) -> dict[str, str]:
    """The notice that the newest questions are not in the words somebody asked for, in those words."""
    said = EASY_OUTDATED if place == EASY else words(place)["outdated"]
    return {**_named(place), "say": said}


def direction(language: str) -> str:
    """Whether a language is written from the right."""
    return "rtl" if language in settings.LANGUAGES_BIDI else "ltr"


def paragraphs(text: str) -> list[str]:
    """Plain text as its paragraphs (they are separated by an empty line)."""
    return [part.strip() for part in text.split("\n\n") if part.strip()]


def pieces(html: str) -> tuple[Fixed | str, ...]:
    """Cut a page at its markers: compressed pieces, and between them the names of what is spliced in."""
    found = _MARKER.split(html.encode())
    return tuple(Fixed.of(part) if place % 2 == 0 else part.decode() for place, part in enumerate(found))


def support_line(line: Any) -> dict[str, Any]:
    """What a page shows of a support line, with the number as a telephone dials it and the site's short name."""
    return {
        "name": line.name,
        "need": line.need,
        "phone": line.phone,
        "dial": re.sub(r"[^0-9+]", "", line.phone),
        "text_to": line.text_to,
        "website": line.website,
        "host": urlsplit(line.website).hostname.removeprefix("www.") if line.website else "",
        "says": line.says,
        "area": line.area,
        "topics": tuple(line.topics),
    }


def _mailing_list() -> str:
    try:
        return reverse("mailing_list")
    except NoReverseMatch:
        return ""


def _section(
    section: Mapping[str, Any],
    texts: Mapping[str, str],
    interface: Mapping[str, str],
    pictures: Mapping[int, Picture],
    reason: Mapping[str, frozenset[str]],
    asked: Mapping[str, Mapping[str, Any]],
    *,
    alone: bool,
) -> dict[str, Any]:
    key = f"section:{section['code']}"
    inside = {
        name for question in section["questions"] for name in (question["code"], *form_fields(question))
    }
    return {
        "code": section["code"],
        "title": texts.get(key, ""),
        "note": texts.get(f"{key}.note", ""),
        "show_if": as_json(section["show_if"]),
        "skips": as_json(skips_of(section)),
        "sensitive": section.get("sensitive", False),
        "questions": [
            {
                **_with_places(presented(question, texts, interface, pictures), texts, asked),
                "sensitive": question.get("sensitive", False)
                or section.get("sensitive", False)
                or bool(question.get("signposts")),
                # Without JavaScript a section is one page: what depends on an answer given on that page cannot be
                # hidden in time, and says so.
                "maybe": alone and not reason[question["code"]].isdisjoint(inside),
            }
            for question in section["questions"]
        ],
    }
