"""Checks of a survey's wording: is all of it there, does it promise too much, is it translated. No Django."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from surveys.analysis.promises import complaints
from surveys.authoring.faults import Fault
from surveys.authoring.routing import Definition
from surveys.questions import kind_of

Texts = Mapping[str, str]

PAGE_TEXTS = {
    "title": "the title",
    "browser_title": "the name in the browser",
    "intro": "the introduction",
    "consent": "the promise and consent text",
    "thanks": "the thank-you text",
}

_TOPIC = re.compile(
    r"\b(violen\w*|knife|knives|stab\w*|gang\w*|crim\w+|police|abuse\w*|weapon\w*|murder\w*|snitch\w*)\b",
    re.IGNORECASE,
)


def wording_faults(
    definition: Definition, texts: Texts, *, language: str, needs_consent: bool = True
) -> list[Fault]:
    """What is missing from the wording or must not be said."""
    faults = [
        Fault(f"Write {name}.")
        for key, name in PAGE_TEXTS.items()
        if not texts.get(key) and (key != "consent" or needs_consent)
    ]
    for s, section in enumerate(definition["sections"]):
        key = f"section:{section['code']}"
        if key not in texts:
            faults.append(Fault(f"Section {s + 1} has no title.", s))
        if section["sensitive"] and f"{key}.note" not in texts:
            faults.append(
                Fault(f"Section {s + 1} is sensitive and has no content note. Say what it is about.", s)
            )
        for q, question in enumerate(section["questions"]):
            faults += [Fault(message, s, q) for message in _question_faults(question, texts, language)]
    topic = _TOPIC.search(texts.get("browser_title", ""))
    if topic:
        faults.append(
            Fault(
                f"The name in the browser says {topic.group()!r}. It stays in the browser's history on a shared phone: "
                "choose words that do not tell the topic."
            )
        )
    faults += [Fault(said) for said in complaints(texts.items())]
    return faults


def _question_faults(question: Mapping[str, Any], texts: Texts, language: str) -> Iterator[str]:
    code = question["code"]
    key = f"q:{code}"
    if question.get("demographic") and key not in texts:
        yield f"Question {code}: the standard question on {question['demographic']} is not written in {language!r} yet."
        return
    if key not in texts:
        yield f"Question {code}: the question has no wording."
    for name, says in kind_of(question).wording(question):
        if name not in texts:
            yield f"Question {code}: {says}"


def untranslated(source: Texts, translation: Texts) -> list[str]:
    """The text keys of the source that the translation lacks or still holds in the source's words.

    A single answer option may read the same (names of apps), but not all options of a question. Consent is not
    looked at: until a translation has been reviewed, it stays in the words of the source. The names of areas are the
    same everywhere.
    """
    wanted = [key for key in source if key != "consent" and ".a:" not in key]
    missing = [key for key in wanted if key not in translation]
    same = [key for key in wanted if translation.get(key) == source[key]]
    unfinished = []
    for key in same:
        siblings = (
            [name for name in source if name.startswith(key.split(".o:")[0] + ".o:")]
            if ".o:" in key
            else [key]
        )
        if all(name in same for name in siblings):
            unfinished.append(key)
    return missing + unfinished
