"""What is wrong with the checks of answers that a survey declares. No Django."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from surveys.authoring.routing import Definition, answer_kind
from surveys.authoring.rule_faults import Surroundings


def check_faults(definition: Definition) -> list[str]:
    """A sentence for each check that names a question or an answer the survey does not have, or that says nothing."""
    return list(_faults(definition))


def _faults(definition: Definition) -> Iterator[str]:
    declared = definition.get("checks", {})
    questions = Surroundings.of(definition).questions
    for number, pair in enumerate(declared.get("impossible", ()), start=1):
        name = f"Impossible pair {number}"
        faults = [
            fault
            for half in ("first", "second")
            for fault in _given_faults(pair[half], questions, definition)
        ]
        if not faults and pair["first"]["question"] == pair["second"]["question"]:
            faults = [*_same_question(pair, questions)]
        yield from (f"{name}: {fault}" for fault in faults)
    asked = [check["question"] for check in declared.get("attention", ())]
    for number, check in enumerate(declared.get("attention", ()), start=1):
        name = f"Attention question {number}"
        faults = [*_given_faults(check, questions, definition)]
        if not faults and len(check["answers"]) != 1:
            faults = [f"{check['question']} must ask for exactly one answer."]
        if asked.count(check["question"]) > 1:
            faults.append(f"{check['question']} is named by two of them.")
        yield from (f"{name}: {fault}" for fault in faults)


def _given_faults(
    given: Mapping[str, Any], questions: Mapping[str, Mapping[str, Any]], definition: Definition
) -> Iterator[str]:
    code = given["question"]
    question = questions.get(code)
    if question is None:
        if any(code == each["code"] for section in definition["sections"] for each in section["questions"]):
            yield f"{code} has several statements. Name one of them, as in {code}.STATEMENT."
        else:
            yield f"it names the question {code or 'nothing'}, which the survey does not have."
        return
    options = question.get("options")
    if not options or answer_kind(question) not in ("one", "several") or question["type"] == "ranking":
        yield f"{code} has no answers to choose from, so there is none to check."
        return
    known = {option["code"]: option for option in options}
    unknown = [answer for answer in given["answers"] if answer not in known]
    if not given["answers"]:
        yield f"it names no answer of {code}."
    if unknown:
        yield f"{code} has no answer {', '.join(unknown)}. It has: {', '.join(known)}."
    declined = [answer for answer in given["answers"] if known.get(answer, {}).get("missing")]
    if declined:
        yield f"{', '.join(declined)} of {code} declines to answer. Nobody is marked for that."


def _same_question(pair: Mapping[str, Any], questions: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    code = pair["first"]["question"]
    if answer_kind(questions[code]) == "one":
        yield f"{code} takes one answer, so nobody can give two."
    elif set(pair["first"]["answers"]) & set(pair["second"]["answers"]):
        yield f"the same answer of {code} stands on both sides."
