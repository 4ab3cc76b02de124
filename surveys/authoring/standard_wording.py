"""The wording of the standard questions in each language: English from ``surveys.analysis.demographics``, every other
from a file of its own in ``standard/``. Codes are the same everywhere. A language without wording cannot publish a
survey that asks the question, which is said when somebody tries.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from surveys.analysis.demographics import PREFER_NOT_TO_SAY, STANDARD

FILES = Path(__file__).with_name("standard")
PREFER_NOT = "Prefer not to say"


@dataclass(frozen=True)
class Wording:
    """A question and its answers as read on the form, "prefer not to say" last."""

    question: str
    options: dict[str, str]


@lru_cache(maxsize=16)
def _translated(language: str) -> dict[str, Any]:
    """The file of a language, read when it is first asked for; empty where there is none."""
    path = FILES / f"{language}.toml"
    # A code is letters alone: nothing else may become part of a path.
    if not language.isalpha() or not path.exists():
        return {}
    with path.open("rb") as file:
        return tomllib.load(file)


def prefer_not_to_say(language: str) -> str:
    """How a language says "Prefer not to say"; empty where it is not written yet."""
    if language == "en":
        return PREFER_NOT
    said: str = _translated(language).get("prefer_not", "")
    return said


def standard_wording(name: str, language: str) -> Wording | None:
    """The wording of a standard question, or None in a language that does not have it yet."""
    standard = STANDARD[name]
    if language == "en":
        question = standard.question
        labels = {category.code: category.label for category in standard.categories}
    elif found := _translated(language).get(name):
        question, labels = found["question"], found["options"]
    else:
        return None
    return Wording(question, {**labels, PREFER_NOT_TO_SAY: prefer_not_to_say(language)})
