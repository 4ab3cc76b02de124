"""Words of a question that repeat an earlier answer: ``{{SAFEDAY}}`` becomes what was chosen there. No Django.

Closed answers only, never what somebody wrote; never a sensitive answer, which nobody wants to see again on a phone
that others hold. Where the earlier question was not answered, was not shown or was declined, the author's own words
stand instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

from surveys.authoring.faults import Fault
from surveys.authoring.routing import Definition, answer_kind
from surveys.authoring.rule_faults import Surroundings

Texts = Mapping[str, str]

MARKER = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
_PIECE = re.compile(r'<bdi class="pipe" data-from="([^"]*)"[^>]*>(.*?)</bdi>', re.DOTALL)


def markers(text: str) -> list[str]:
    """The earlier questions (form fields) a text repeats, in order."""
    return MARKER.findall(text)


def without_markers(text: str) -> str:
    """A text as staff read it in tables, where no single answer can stand in it."""
    return MARKER.sub(r"[\1]", text)


def piped(html: str, code: str, texts: Texts, asked: Mapping[str, Mapping[str, Any]]) -> str:
    """Escaped text of the question ``code`` with a place for each answer it repeats, holding the words instead.

    ``asked``: form field to its question. The place names the answers that are not repeated ("prefer not to say").
    """

    def place(found: re.Match[str]) -> str:
        question = asked.get(found[1], {})
        declined = " ".join(option["code"] for option in question.get("options", ()) if option.get("missing"))
        instead = texts.get(f"q:{code}.instead", "")
        return f'<bdi class="pipe" data-from="{escape(found[1])}" data-not="{escape(declined)}">{escape(instead)}</bdi>'

    return MARKER.sub(place, html) if "{{" in html else html


def filled(html: str, told: Mapping[str, str]) -> str:
    """A page with the answers in their places; ``told`` maps form fields to the words of the answer."""
    return _PIECE.sub(lambda found: escape(told.get(found[1], "")) or found[2], html)


def repeated(definition: Definition, texts: Texts) -> tuple[str, ...]:
    """The form fields whose answers the questions of a survey repeat."""
    codes = [question["code"] for section in definition["sections"] for question in section["questions"]]
    found = (
        name
        for code in codes
        for key in (f"q:{code}", f"q:{code}.help")
        for name in markers(texts.get(key, ""))
    )
    return tuple(dict.fromkeys(found))


def piping_faults(definition: Definition, texts: Texts) -> Iterator[Fault]:
    """What keeps a text from repeating an answer, each fault at its question."""
    around = Surroundings.of(definition)
    sensitive = {
        question["code"]
        for section in definition["sections"]
        for question in section["questions"]
        if question.get("sensitive") or section.get("sensitive") or question.get("signposts")
    }
    allowed = set()
    for s, section in enumerate(definition["sections"]):
        for q, question in enumerate(section["questions"]):
            keys = (f"q:{question['code']}", f"q:{question['code']}.help")
            allowed.update(keys)
            names = [name for key in keys for name in markers(texts.get(key, ""))]
            messages = [
                message
                for name in dict.fromkeys(names)
                if (message := _refusal(name, question, section, around, sensitive))
            ]
            if any(_is_broken(texts.get(key, "")) for key in keys):
                messages.append("a marker is not whole. Write {{CODE}} with two brackets on each side.")
            if names and not texts.get(f"q:{question['code']}.instead"):
                messages.append(
                    "it repeats an earlier answer, but does not say which words stand there when that was not "
                    "answered. Fill in “Words for a missing answer”."
                )
            for message in messages:
                yield Fault(f"Question {question['code']}: {message}", s, q)
    for key, text in texts.items():
        if key not in allowed and markers(text):
            yield Fault(
                f"{{{{{markers(text)[0]}}}}} stands in {_named(key)}. An answer can be repeated in a question or its "
                "help only."
            )


def _refusal(
    name: str,
    question: Mapping[str, Any],
    section: Mapping[str, Any],
    around: Surroundings,
    sensitive: set[str],
) -> str:
    marker = f"{{{{{name[:60]}}}}}"
    earlier = around.questions.get(name)
    if earlier is None:
        return f"it repeats {marker}, which is no question. For one statement of a grid write CODE.STATEMENT."
    if around.position[name] >= around.position[question["code"]]:
        return f"it repeats {marker}, which comes later or is the same. Use an earlier question."
    if around.change_places(around.home[name], section["code"]):
        return f"it repeats {marker}, but the two sections change places: some visitors answer it later."
    if answer_kind(earlier) == "text":
        return (
            f"it repeats {marker}, an answer in the visitor's own words. Only chosen answers can be repeated."
        )
    if earlier["code"] in sensitive:
        return f"it repeats {marker}, a sensitive answer. Somebody else may see the phone: leave it where it was given."
    return ""


def _is_broken(text: str) -> bool:
    rest = MARKER.sub("", text)
    return "{{" in rest or "}}" in rest


def _named(key: str) -> str:
    kind, _, code = key.partition(":")
    return {"q": f"an answer of {code.split('.')[0]}", "section": f"section {code.split('.')[0][1:]}"}.get(
        kind, key
    )


def changed_markers(source: Texts, translation: Texts) -> list[str]:
    """The text keys whose translation does not repeat the same answers as its source."""
    return [
        key
        for key, text in source.items()
        if key in translation and sorted(markers(text)) != sorted(markers(translation[key]))
    ]
