"""What a poster says, and its drawing: one SVG in the shape of an A sheet, sharp at every size."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.formats import date_format

from engagement.languages import is_on, is_reviewed
from engagement.support.selectors import support_lines
from surveys.authoring.easy import EASY
from surveys.authoring.easy import NAME as EASY_NAME
from surveys.authoring.selectors import newest_text, newest_version
from surveys.channels.links import in_letters, open_path, qr_path, short_path
from surveys.collection.words import words
from surveys.models import Channel, Fieldwork, SurveyPage

SECONDS = {"radio": 8, "checkbox": 12, "scale": 8, "faces": 8, "text": 20, "longtext": 45, "ranking": 25}
"""About how long one question takes somebody who reads slowly; ten seconds where it is not listed."""
SECONDS_BEFORE = 40
_SENTENCE = re.compile(r"[^.!?۔।؟]+[.!?۔।؟]")
"""The first sentence of an introduction, in any of the languages."""
WIDTH = 172
"""How wide a line may be on a sheet of 210, in its units."""


@dataclass(frozen=True)
class Line:
    """One line of a poster's text, at a height, in a size, both in millimetres of A4."""

    text: str
    y: float
    size: float
    bold: bool = False
    english: bool = False


def minutes_of(definition: Mapping[str, Any]) -> int:
    """About how many minutes a survey takes, rounded up; questions that only some are asked count half."""
    seconds = float(SECONDS_BEFORE)
    for section in definition["sections"]:
        for question in section["questions"]:
            asked = 0.5 if section["show_if"] or question["show_if"] else 1.0
            statements = max(1, len(question.get("rows", ())))
            seconds += asked * (6 * statements if statements > 1 else SECONDS.get(question["type"], 10))
    return max(2, -(-int(seconds) // 60))


def minutes_said(intro: str) -> int:
    """How many minutes an English introduction says in figures; 0 where it says none."""
    found = re.search(r"\b([1-9][0-9]?) minutes?\b", intro)
    return int(found[1]) if found else 0


def poster_languages(survey: SurveyPage) -> list[tuple[str, str]]:
    """The languages a poster can be printed in: those of the newest version that are switched on."""
    version = newest_version(survey)
    if version is None:
        return []
    there = set(version.texts.values_list("language", flat=True))
    found = [(code, name) for code, name in settings.LANGUAGES if code in there and is_on(code)]
    return [*found, (EASY, EASY_NAME)] if EASY in there else found


def poster_svg(survey: SurveyPage, channel: Channel | None, *, language: str, root: str) -> str:
    """One poster as SVG, of a link or (``None``) of the address for everybody. ``root`` ends with a slash.

    The promise is English where nobody has read the translation of a language. Raises LookupError for a survey without
    a published version in that language.
    """
    version = newest_version(survey)
    text = newest_text(version, language) if version else None
    if version is None:
        raise LookupError("Publish the survey first. Then print its posters.")
    if text is None:
        raise LookupError(
            "The newest version is not in this language yet. Publish its translation, or choose another."
        )
    spoken = settings.LANGUAGE_CODE if language == EASY else language
    is_reviewed_here = spoken == settings.LANGUAGE_CODE or (is_reviewed(spoken) and bool(text.reviewed_by))
    source = newest_text(version, settings.LANGUAGE_CODE)
    fieldwork = Fieldwork.objects.filter(survey=survey).first()
    leads_to = short_path(channel.code, language) if channel else open_path(survey, language)
    address = root.rstrip("/") + leads_to
    path, side = qr_path(address)
    return render_to_string(
        "surveys/posters/poster.svg",
        {
            "language": spoken,
            "direction": "rtl" if spoken in settings.LANGUAGES_BIDI else "ltr",
            "title": text.texts["title"],
            "letters": in_letters(address),
            "letters_size": min(9.5, 165 / (0.56 * len(in_letters(address)))),
            "qr": path,
            "qr_scale": round(80 / side, 4),
            "lines": list(
                _lines(
                    text.texts,
                    language=spoken,
                    is_promise_read=is_reviewed_here,
                    minutes=minutes_said((source or text).texts.get("intro", ""))
                    or minutes_of(version.definition),
                    closes_at=fieldwork.closes_at if fieldwork else None,
                )
            ),
            "is_example": survey.is_example,
        },
    )


def _lines(
    texts: Mapping[str, str],
    *,
    language: str,
    is_promise_read: bool,
    minutes: int,
    closes_at: datetime | None,
) -> Iterator[Line]:
    said, promised = words(language), words(language if is_promise_read else settings.LANGUAGE_CODE)
    title = texts["title"]
    size = next((size for size in (17.0, 14.0, 11.5) if len(_wrapped(title, size, bold=True)) <= 2), 9.5)
    rows = _wrapped(title, size, bold=True)
    y = 55 - (len(rows) - 1) * 4
    for row in rows:
        yield Line(row, y, size, bold=True)
        y += size * 1.15
    about = _SENTENCE.match(texts.get("intro", ""))
    rows = _wrapped(about[0], 5.8) if about else []
    if len(rows) <= 2:
        y += 9.5 - size * 1.15
        for row in rows:
            yield Line(row, y, 5.8)
            y += 7
    yield Line(said["poster_scan"], 97, 6.2, bold=True)
    facts = [said["poster_minutes"].replace("{n}", str(minutes)), said["poster_age"]]
    if closes_at is not None:
        with translation.override(language):
            until = date_format(timezone.localtime(closes_at).date(), "j F Y", use_l10n=False)
        facts.append(said["poster_until"].replace("{date}", until))
    y = 223.0
    for fact in (" · ".join(facts[:2]), *facts[2:]):
        yield Line(fact, y, 6.2, bold=True)
        y += 8
    y += 1.5
    english = not is_promise_read
    for key in ("promise_who", "promise_device", "promise_link", "know_phone"):
        for row in _wrapped(promised[key], 4.6):
            yield Line(row, y, 4.6, english=english)
            y += 6
    talk = next((line for line in support_lines() if line.need == "talk" and line.phone), None)
    if talk is not None:
        yield Line(f"{promised['talk']} {talk.name} {talk.phone}", 283, 5.4, bold=True, english=english)


def _wrapped(text: str, size: float, *, bold: bool = False) -> list[str]:
    """A text in lines that fit a sheet, by the usual width of a letter."""
    room = int(WIDTH / (size * (0.6 if bold else 0.53)))
    rows, row = [], ""
    for word in text.split():
        if row and len(row) + 1 + len(word) > room:
            rows.append(row)
            row = word
        else:
            row = f"{row} {word}".strip()
    return [*rows, row]
