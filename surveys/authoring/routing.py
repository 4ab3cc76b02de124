"""Which sections and questions a person is shown, given what they have answered so far.

One JSON form of rule is read here, by the browser and by the compiler:

    {"all": [rule, ...]} | {"any": [rule, ...]} | {"not": rule}
    {"question": "AVOID", "op": "is" | "is_not", "values": ["yes"]}
    {"question": "AVOID", "op": "answered"}
    {"question": "HOPE", "op": "at_least" | "at_most", "value": 7}

A section or question is shown if its ``show_if`` holds, and has ``skips``, each ``{"if": rule or None, "to": place}``:
once it has been shown, the first skip that holds leads to a later question (its code), a section (its code) or the
``end``, and what stands between is not shown.

Answers are keyed by form field: the question's code, or ``CODE.ROW`` for one statement of a grid. A value is an
option code, a list of option codes, a number, a month ("2026-05") or (for written answers) the text. A rule about a
question that was not shown or not answered is false, and its ``not`` is true. Numbers are compared as numbers and
months as months; anything else is neither more nor less.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

Answer: TypeAlias = str | int | float | Sequence[str]
Rule: TypeAlias = Mapping[str, Any]
Definition: TypeAlias = Mapping[str, Any]
Kind: TypeAlias = Literal["one", "several", "number", "month", "text"]

END = "end"
"""Where a skip leads that leaves out everything that follows."""

MONTH = re.compile(r"[0-9]{4}(-(0[1-9]|1[0-2]))?", re.ASCII)
"""A month, or a year of which the month was not said; the year alone comes before its months."""


@dataclass(frozen=True)
class Shown:
    """The codes of the sections and questions on the person's route, in the order of the form."""

    sections: tuple[str, ...]
    questions: tuple[str, ...]


def holds(rule: Rule | None, answers: Mapping[str, Answer]) -> bool:
    """Whether a rule is met. No rule (None) always is.

    Raises:
        ValueError: the rule is not of the form above (compiled surveys never hold such a rule).
    """
    if rule is None:
        return True
    if "all" in rule:
        return all(holds(part, answers) for part in rule["all"])
    if "any" in rule:
        return any(holds(part, answers) for part in rule["any"])
    if "not" in rule:
        return not holds(rule["not"], answers)
    return _condition_holds(rule, answers.get(rule["question"]))


def _condition_holds(condition: Rule, answer: Answer | None) -> bool:
    if answer is None or answer == "" or answer == [] or answer == ():
        return False
    match condition["op"]:
        case "answered":
            return True
        case "is":
            return not _chosen(answer).isdisjoint(condition["values"])
        case "is_not":
            return _chosen(answer).isdisjoint(condition["values"])
        case "at_least":
            return _are_alike(answer, condition["value"]) and answer >= condition["value"]
        case "at_most":
            return _are_alike(answer, condition["value"]) and answer <= condition["value"]
        case unknown:
            raise ValueError(f"A rule uses the unknown comparison {unknown!r}.")


def _are_alike(answer: Any, value: Any) -> bool:
    if isinstance(value, str):
        return isinstance(answer, str) and MONTH.fullmatch(answer) is not None
    return isinstance(answer, int | float)


def _chosen(answer: Answer) -> frozenset[str]:
    if isinstance(answer, str):
        return frozenset((answer,))
    if isinstance(answer, int | float):
        # A browser knows one kind of number: seven is written the same, however it came.
        return frozenset((str(int(answer)) if answer == int(answer) else str(answer),))
    return frozenset(answer)


def fields(question: Mapping[str, Any]) -> tuple[str, ...]:
    """The form fields of a question: one, or one for each statement of a grid."""
    if question["type"] == "grid":
        return tuple(f"{question['code']}.{row['code']}" for row in question["rows"])
    return (question["code"],)


def asked_by_field(definition: Definition) -> dict[str, Mapping[str, Any]]:
    """Every form field that rules can ask about, with its question."""
    return {
        name: question
        for section in definition["sections"]
        for question in section["questions"]
        for name in fields(question)
    }


def answer_kind(question: Mapping[str, Any]) -> Kind:
    """What an answer to one field of a question is, as rules compare it; told from its definition."""
    if question["type"] in ("checkbox", "ranking"):
        return "several"
    if "options" in question:
        return "one"
    if question["type"] in ("text", "longtext", "consent"):
        return "text"
    return "month" if question["type"] == "month" else "number"


def conditions(rule: Rule | None) -> Iterator[Rule]:
    """Every comparison inside a rule, in the order written."""
    if rule is None:
        return
    if "not" in rule:
        yield from conditions(rule["not"])
    elif "all" in rule or "any" in rule:
        for part in rule["all"] if "all" in rule else rule["any"]:
            yield from conditions(part)
    else:
        yield rule


def skips_of(place: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """The skips after a section or question; most have none, and do not say so."""
    found: Sequence[Mapping[str, Any]] = place.get("skips", ())
    return found


def rules_of(definition: Definition) -> Iterator[Rule | None]:
    """Every rule of a survey: of sections, questions and skips, in the order of the form."""
    for section in definition["sections"]:
        for place in (section, *section["questions"]):
            yield place["show_if"]
            yield from (skip["if"] for skip in skips_of(place))


def is_routed(definition: Definition) -> bool:
    """Whether anything decides who is shown what. A survey without rules and skips is the same for everybody."""
    return any(
        place["show_if"] is not None or skips_of(place)
        for section in definition["sections"]
        for place in (section, *section["questions"])
    )


def shown(definition: Definition, answers: Mapping[str, Answer]) -> Shown:
    """The route through a survey for these answers.

    Read in the order of the form: a rule sees only the answers to earlier questions that are themselves shown, so
    an answer left behind on a road not taken decides nothing. A section none of whose questions is shown is not
    shown either. A skip ends where its place stands in the form, whether or not that is itself shown.
    """
    seen: dict[str, Answer] = {}
    sections: list[str] = []
    questions: list[str] = []
    goal: str | None = None
    for section in definition["sections"]:
        if goal == section["code"]:
            goal = None
        if section["show_if"] is not None and not holds(section["show_if"], seen):
            if goal is not None and any(question["code"] == goal for question in section["questions"]):
                goal = None
            continue
        before = len(questions)
        for question in section["questions"]:
            code = question["code"]
            if goal is not None:
                if goal != code:
                    continue
                goal = None
            if question["show_if"] is not None and not holds(question["show_if"], seen):
                continue
            questions.append(code)
            # Nearly every question is one field: the names of a grid's are made for grids alone.
            for field in fields(question) if question["type"] == "grid" else (code,):
                if field in answers:
                    seen[field] = answers[field]
            if "skips" in question:
                goal = _goal(question, seen)
        if len(questions) > before:
            sections.append(section["code"])
            if goal is None and "skips" in section:
                goal = _goal(section, seen)
    return Shown(tuple(sections), tuple(questions))


def _goal(place: Mapping[str, Any], seen: Mapping[str, Answer]) -> str | None:
    return next((skip["to"] for skip in place["skips"] if holds(skip["if"], seen)), None)
