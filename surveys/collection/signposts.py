"""Which answers raise which help, and who gives it: read once from a version, looked up for each answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from surveys.questions import form_fields

QUIET_CODES = frozenset({"no", "none", "never", "not_at_all"})
"""Answers to a sensitive question after which help is not offered unasked."""


@dataclass(frozen=True)
class Hard:
    """After which answers to a question help is offered: all but the ``quiet`` ones (None: after none), with the
    question's ``subject``, and after those ``tagged`` with a subject of their own."""

    quiet: frozenset[str] | None
    subject: str
    tagged: Mapping[str, str]

    def subjects(self, given: Sequence[str]) -> list[str]:
        """The subjects that some answers raise; the empty one stands for a hard answer without a subject."""
        found = [self.tagged[value] for value in given if value in self.tagged]
        if self.quiet is not None and not self.quiet.issuperset(given) and (self.subject or not found):
            found.append(self.subject)
        return found


def hard_answers(definition: Mapping[str, Any]) -> dict[str, Hard]:
    """Form field to the answers after which help is offered, for every field that has such answers."""
    found = {}
    for section in definition["sections"]:
        for question in section["questions"]:
            options = question.get("options", ())
            tagged = {option["code"]: option["signposts"] for option in options if option.get("signposts")}
            subject = question.get("signposts", "")
            is_sensitive = bool(subject or question.get("sensitive") or section.get("sensitive"))
            if tagged or is_sensitive:
                quiet = QUIET_CODES | {option["code"] for option in options if option.get("missing")}
                hard = Hard(quiet if is_sensitive else None, subject, tagged)
                found.update(dict.fromkeys(form_fields(question), hard))
    return found


def topics_of(definition: Mapping[str, Any]) -> list[str]:
    """The subjects that questions and answers of a survey are tagged with, in their order."""
    found = dict.fromkeys(
        topic
        for section in definition["sections"]
        for question in section["questions"]
        for topic in (
            question.get("signposts", ""),
            *(option.get("signposts", "") for option in question.get("options", ())),
        )
    )
    return [topic for topic in found if topic]


def signposts_of(
    definition: Mapping[str, Any], lines: Sequence[Mapping[str, Any]], talk: Sequence[Mapping[str, Any]]
) -> list[tuple[str, Sequence[Mapping[str, Any]]]]:
    """Who helps with what the survey asks about: the lines for each subject, those of somebody's area included."""
    local = [line for line in lines if line["area"]]
    found: list[tuple[str, Sequence[Mapping[str, Any]]]] = [("", [*talk, *local])] if talk else []
    for topic in topics_of(definition):
        helpers = [line for line in lines if topic in line["topics"] and not line["area"]]
        if helpers or talk:
            found.append((topic, [*(helpers or talk), *local]))
    return found
