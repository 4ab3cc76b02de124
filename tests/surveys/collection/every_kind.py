"""The example survey with every kind of question, put live without an editor."""

from __future__ import annotations

from typing import Any

from surveys.blocks.body import SurveyBody, definition_of, texts_of
from surveys.example import every_kind
from surveys.models import SurveyPage
from tests.surveys.collection.survey import put_live


def texts() -> tuple[dict[str, Any], dict[str, dict[str, str]]]:
    """Its definition, and its words by language."""
    shown = dict.fromkeys(("park", "court", "club", "bus"), 1)
    raw = every_kind.body(shown)
    block = SurveyBody()
    body = block.to_python(_without_pictures(raw))
    definition = definition_of(body)
    english = {**{k: v for k, v in every_kind.WORDS.items()}, **texts_of(body, "en")}
    translated = {
        language: {
            **{key: said.get(text, text) for key, text in english.items()},
            **_standard(body, language),
        }
        for language, said in every_kind.TRANSLATIONS.items()
    }
    return definition, {"en": english, **translated}


def _standard(body: Any, language: str) -> dict[str, str]:
    return {
        key: text
        for key, text in texts_of(body, language).items()
        if key.startswith(("q:AREA", "q:AGE", "q:SEX")) or key.endswith(".o:prefer_not")
    }


def _without_pictures(raw: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Options keep their words; the pictures themselves are not in a test's library."""
    for section in raw:
        for question in section["value"]["questions"]:
            if question["type"] == "picture":
                for option in question["value"]["options"]:
                    option["value"]["picture"] = None
    return raw


def put_every_kind_live() -> SurveyPage:
    """The survey at ``/insights/``, ``/ur/insights/`` and ``/pl/insights/``."""
    definition, said = texts()
    return put_live(definition=definition, texts=said)
