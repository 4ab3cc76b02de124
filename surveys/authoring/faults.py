"""What is wrong with a survey, each fault at the question it belongs to. No Django.

A survey with a fault is not published.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from surveys.authoring.routing import Definition
from surveys.authoring.rule_faults import Surroundings, place_faults, reach_faults
from surveys.questions import form_fields, kind_of

QUESTION_CODE = re.compile(r"[A-Z][A-Z0-9_]{0,29}", re.ASCII)
MOST_DEMOGRAPHICS = 5


@dataclass(frozen=True)
class Fault:
    """One sentence for the author, and where it belongs: section and question by position, from 0."""

    message: str
    section: int | None = None
    question: int | None = None


def structural_faults(definition: Definition) -> list[Fault]:
    """Faults of codes, options and routing. Empty: the definition can be frozen."""
    # Only when all rules name earlier questions and existing options can be told who comes where.
    return list(_form_faults(definition)) or [Fault(*found) for found in reach_faults(definition)]


def _form_faults(definition: Definition) -> Iterator[Fault]:
    if not definition["sections"]:
        yield Fault("The survey has no section. Add a section with at least one question.")
    counted = Counter(
        question["code"] for section in definition["sections"] for question in section["questions"]
    )
    standard = Counter(
        question["demographic"]
        for section in definition["sections"]
        for question in section["questions"]
        if question.get("demographic")
    )
    if standard.total() > MOST_DEMOGRAPHICS:
        yield Fault(
            f"The survey asks {standard.total()} questions about the visitor ({', '.join(standard)}). "
            f"At most {MOST_DEMOGRAPHICS} are allowed, so that nobody can be recognised by their answers together."
        )
    around = Surroundings.of(definition)
    here = 0
    for s, section in enumerate(definition["sections"]):
        name = f"Section {s + 1}"
        if not section["id"]:
            yield Fault(f"{name}: the block has no id. Save it again in the editor.", s)
        if not section["questions"]:
            yield Fault(f"{name} is empty. Add a question or remove the section.", s)
        here += 1
        for message in place_faults(section, section, here, around):
            yield Fault(f"{name}: {message}", s)
        for q, question in enumerate(section["questions"]):
            code = question["code"]
            name = f"Question {code}" if code else f"Question {q + 1} of section {s + 1}"
            here += 1
            messages = [*_question_faults(question), *place_faults(question, section, here, around)]
            if counted[code] > 1:
                messages.insert(0, "this code is used by more than one question. Give each its own code.")
            if kind_of(question).is_required and (section["sensitive"] or section.get("shuffle")):
                messages.append(
                    "it has to be answered, so its section cannot be one that visitors skip or that changes places. "
                    "Put it into a section before."
                )
            messages += [
                f"its own words are kept under {name_of}, which is the code of another question. Change that code."
                for name_of in form_fields(question)
                if name_of != code and counted[name_of]
            ]
            if question.get("demographic") and standard[question["demographic"]] > 1:
                messages.append("this standard question is asked twice.")
            for message in messages:
                yield Fault(f"{name}: {message}", s, q)


def _question_faults(question: Mapping[str, Any]) -> Iterator[str]:
    if not question["id"]:
        yield "the block has no id. Save it again in the editor."
    if not QUESTION_CODE.fullmatch(question["code"]):
        yield "the code must be capital letters, digits and _, start with a letter and have at most 30 characters."
    if question["sensitive"] and question["not_sensitive_reason"]:
        yield "it is marked sensitive and also says why small numbers may be shown. Choose one."
    yield from kind_of(question).faults(question)
