"""A stored answer as it would look: made up from the questions of the open survey, by the code that stores answers."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models

from surveys.authoring.answers import read_answers
from surveys.authoring.selectors import newest_text, newest_version
from surveys.collection.services import payload_of
from surveys.mixing.unfold import unfold
from surveys.models import Fieldwork, Intake, SurveyPage, SurveyVersion
from surveys.questions import kind_of
from surveys.transparency.sentences import sentences

COMMENT = "The bus stop by the park is dark. My friend Sam can tell you more: ring 0121 496 0123."
"""Made up; the number is one that Ofcom keeps for stories."""


@dataclass(frozen=True)
class ExampleRow:
    """One row as the database would hold it: column to value, both as text."""

    table: str
    title: str
    values: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Example:
    """A made-up answer to a survey: as typed, as it waits, and as it is kept after mixing."""

    survey: str
    language: str
    typed: str
    waiting: tuple[ExampleRow, ...]
    kept: tuple[ExampleRow, ...]


def example_of_open_survey(language: str = "en") -> Example | None:
    """The example for the first survey that takes answers; None while no survey does."""
    survey = (
        SurveyPage.objects.filter(fieldwork__state=Fieldwork.State.OPEN, live=True, alias_of=None)
        .order_by("path")
        .first()
    )
    version = newest_version(survey) if survey else None
    if survey is None or version is None:
        return None
    text = newest_text(version, language)
    title = text.texts.get("title", survey.title) if text else survey.title
    return example_of(survey, version, title=title, language=language)


def example_of(survey: SurveyPage, version: SurveyVersion, *, title: str, language: str = "en") -> Example:
    """A made-up answer to every question of a version. The same each time, save for the random keys."""
    read = read_answers(version.definition, made_up(version.definition))
    # One comment shows what happens to all of them.
    read.comments = dict(list(read.comments.items())[:1])
    payload = payload_of(read, version=version.pk, language=language)
    # Imported when first needed: its libraries cost time at every start.
    from surveys.analysis.redaction import redact

    response, comments = unfold(
        payload, survey_id=survey.pk, versions=[version.pk], redact=lambda typed: redact(typed).text
    )
    return Example(
        survey=title,
        language=language,
        typed=COMMENT if comments else "",
        waiting=(_row(Intake(survey_id=survey.pk, payload=payload)),),
        kept=(_row(response), *(_row(comment) for comment in comments)),
    )


def made_up(definition: Mapping[str, Any]) -> dict[str, list[str]]:
    """Values for every field of a survey, chosen by the letters of its code: nobody's, and no data is looked at."""
    found: dict[str, list[str]] = {}
    for section in definition["sections"]:
        for question in section["questions"]:
            kind = kind_of(question)
            number = int(hashlib.sha256(question["code"].encode()).hexdigest()[:8], 16)
            found |= {question["code"]: [COMMENT]} if kind.written else kind.made_up(question, number)
    return found


def _row(row: models.Model) -> ExampleRow:
    told = sentences().answers.get(row._meta.db_table)
    return ExampleRow(
        row._meta.db_table,
        told.title if told else row._meta.db_table,
        tuple(
            (field.column, _as_text(getattr(row, field.attname))) for field in row._meta.local_concrete_fields
        ),
    )


def _as_text(value: Any) -> str:
    if value is None or value == "":
        return "(empty)"
    if isinstance(value, (Mapping, Sequence)) and not isinstance(value, str):
        return json.dumps(value, ensure_ascii=False, indent=1)
    return str(value)
