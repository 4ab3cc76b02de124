"""Translating a survey: begin, bring up to date, and exchange with translators who work outside the admin.

Every translation is wagtail-localize's: strings of the page by language, made into a draft of the translated page.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from wagtail.models import Locale
from wagtail_localize.models import StringSegment, StringTranslation, Translation, TranslationSource
from wagtail_localize.strings import StringValue

from surveys.authoring.piping import markers
from surveys.models import SurveyPage

LARGEST = 2_000_000
COLUMNS = ("place", "where", "english", "translation")


class NotTaken(Exception):
    """A file that was not read, with every reason. Nothing of it is kept."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__(" ".join(reasons))
        self.reasons = reasons


@dataclass(frozen=True)
class Piece:
    """One text to translate: its place in the page, what it is for an author, the English, the translation so far."""

    segment: StringSegment
    where: str
    english: str
    said: str


@transaction.atomic
def begin(page: SurveyPage, language: str, user: Any = None) -> SurveyPage:
    """Begin a translation, or bring one up to date with its English; returns its draft page.

    The front page of a language is made as a draft where there is none: surveys are shown without it.
    """
    locale, _ = Locale.objects.get_or_create(language_code=language)
    home = page.get_parent().specific
    if home.get_translation_or_none(locale) is None:
        home.copy_for_translation(locale)
    source, _ = TranslationSource.update_or_create_from_instance(_as_worded(page))
    translation, _ = Translation.objects.get_or_create(source=source, target_locale=locale)
    translation.save_target(user=user, publish=False)
    made: SurveyPage = page.get_translation(locale)
    return made


def translation_of(page: SurveyPage, language: str) -> Translation | None:
    """What wagtail-localize keeps of a survey's translation; None where it was not begun."""
    return (
        Translation.objects.filter(
            source__object__translation_key=page.translation_key, target_locale__language_code=language
        )
        .select_related("source", "target_locale")
        .first()
    )


def pieces(page: SurveyPage, translation: Translation) -> list[Piece]:
    """Every text of a survey in the order of the form, with its translation so far."""
    names = _names(page)
    said = {
        (found.translation_of_id, found.context_id): found.data
        for found in StringTranslation.objects.filter(locale=translation.target_locale)
        .filter(context__object_id=translation.source.object_id)
        .exclude(has_error=True)
    }
    segments = translation.source.stringsegment_set.select_related("string", "context").order_by("order")
    return [
        Piece(
            segment,
            _where(segment.context.path, names),
            _plain(segment.string.data),
            _plain(said.get((segment.string_id, segment.context_id), "")),
        )
        for segment in segments
        if segment.context.path != "slug"
    ]


def as_csv(page: SurveyPage, translation: Translation) -> str:
    """A table for translators who work in a spreadsheet: they fill the last column and change nothing else."""
    written = io.StringIO()
    lines = csv.writer(written)
    lines.writerow(COLUMNS)
    for piece in pieces(page, translation):
        lines.writerow(
            [piece.segment.context.path, piece.where, _disarmed(piece.english), _disarmed(piece.said)]
        )
    return "\ufeff" + written.getvalue()


@transaction.atomic
def take_csv(page: SurveyPage, translation: Translation, raw: bytes, user: Any = None) -> int:
    """Keep the translations of a returned table and make them a draft; returns how many were filled in.

    Raises:
        NotTaken: with a sentence for each line that cannot be taken. Then nothing is kept.
    """
    rows = _rows(raw)
    known = {(piece.segment.context.path, piece.english): piece for piece in pieces(page, translation)}
    places = {path for path, _ in known}
    reasons, taken = [], []
    for number, row in rows:
        path, english = row["place"].strip(), _armed(row["english"]).strip()
        said = _armed(row["translation"]).strip()
        piece = known.get((path, english))
        if not said:
            continue
        if piece is None:
            reason = (
                "its English has changed since" if path in places else "its place is not one of this survey"
            )
            reasons.append(f"Line {number} ({row['where'] or path}): {reason}. Download the table again.")
        elif sorted(markers(said)) != sorted(markers(english)):
            reasons.append(
                f"Line {number} ({piece.where}): keep each {{{{CODE}}}} of the English, unchanged."
            )
        elif "\x00" in said:
            reasons.append(f"Line {number} ({piece.where}): has a character that cannot be kept.")
        else:
            taken.append((piece, said))
    if reasons:
        raise NotTaken(reasons)
    for piece, said in taken:
        StringTranslation.objects.update_or_create(
            translation_of=piece.segment.string,
            locale=translation.target_locale,
            context=piece.segment.context,
            defaults={
                "data": StringValue.from_plaintext(said).data,
                "translation_type": StringTranslation.TRANSLATION_TYPE_MANUAL,
                "has_error": False,
                "field_error": "",
                "last_translated_by": user,
            },
        )
    translation.save_target(user=user, publish=False)
    return len(taken)


def _rows(raw: bytes) -> list[tuple[int, dict[str, str]]]:
    if len(raw) > LARGEST:
        raise NotTaken(["The file is larger than 2 MB. A table of one survey is far smaller."])
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise NotTaken(
            ["The file is not UTF-8. In the spreadsheet choose “CSV UTF-8” when saving."]
        ) from None
    first = text.split("\n", 1)[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
        if missing:
            raise NotTaken([f"The first line lacks: {', '.join(missing)}. Keep the first line of the table."])
        return [
            (number, {name: row.get(name) or "" for name in COLUMNS})
            for number, row in enumerate(reader, start=2)
        ]
    except csv.Error as fault:
        raise NotTaken([f"The table cannot be read: {fault}."]) from None


def _as_worded(page: SurveyPage) -> SurveyPage:
    """What is translated: a live survey as visitors get it, one that never was live as its newest draft."""
    if page.live or not page.latest_revision_id:
        return page
    draft: SurveyPage = page.get_latest_revision_as_object()
    return draft


def _names(page: SurveyPage) -> dict[str, str]:
    """Block id to what an author calls it."""
    names: dict[str, str] = {}
    for number, section in enumerate(_as_worded(page).body, start=1):
        names[section.id] = f"Section {number}"
        for question in section.value["questions"]:
            names[question.id] = (question.value["code"] or "").strip()
    return names


def _where(path: str, names: dict[str, str]) -> str:
    """A place as an author would name it: ``SAFEDAY, question``."""
    steps = path.split(".")
    named = [names[step] for step in steps if step in names]
    last = next((step for step in reversed(steps) if step not in names and not _is_id(step)), steps[0])
    return ", ".join([*named[-1:], last.replace("_", " ")])


def _is_id(step: str) -> bool:
    return len(step) == 36 and step.count("-") == 4


def _plain(data: str) -> str:
    return StringValue(data).render_text() if data else ""


def _disarmed(text: str) -> str:
    """A cell that a spreadsheet does not take for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def _armed(text: str) -> str:
    return text[1:] if text[:1] == "'" and text[1:2] in ("=", "+", "-", "@", "\t", "\r") else text


def languages_to_translate() -> list[tuple[str, str]]:
    """Code and name of every language a survey can be translated to."""
    return [(code, name) for code, name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
