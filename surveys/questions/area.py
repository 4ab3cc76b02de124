"""Where somebody lives: the authority, then a coarse part of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from surveys.questions.choice import option_faults, options_wording
from surveys.questions.kind import Kind, Place, Problem, Question, Refused, Texts, Value, keyed, only

PART = ".PART"
"""Ends the form field that holds the part of the authority."""


class Area(Kind):
    """The standard question on the authority, with a second step. Together they are one question about the visitor.

    A part tells its authority: who chose a part alone has said both.
    """

    types = ("area",)

    def form_fields(self, question: Question) -> tuple[str, ...]:
        return (question["code"], question["code"] + PART)

    def place(self, question: Question, name: str) -> Place:
        return "demographics" if name == question["code"] else "answers"

    def read(self, question: Question, given: Mapping[str, list[str]]) -> dict[str, Value]:
        code = question["code"]
        authority, part = only(given.get(code, ())), only(given.get(code + PART, ()))
        if authority is not None and all(option["code"] != authority for option in question["options"]):
            raise Refused(Problem.UNKNOWN)
        if part is None:
            return {} if authority is None else {code: authority}
        home = next((area["authority"] for area in question["areas"] if area["code"] == part), None)
        if home is None:
            raise Refused(Problem.UNKNOWN)
        if authority not in (None, home):
            raise Refused(Problem.AREA)
        return {code: home, code + PART: part}

    def faults(self, question: Question) -> Iterator[str]:
        return option_faults(question)

    def wording(self, question: Question) -> Iterator[tuple[str, str]]:
        return options_wording(question)

    def told(self, question: Question, given: Mapping[str, Sequence[str]], texts: Texts, words: Texts) -> str:
        code = question["code"]
        names = [texts.get(keyed(question, "o", value), "") for value in given.get(code, ())]
        names += [texts.get(keyed(question, "a", value), "") for value in given.get(code + PART, ())]
        return ": ".join(name for name in names if name)

    def made_up(self, question: Question, number: int) -> dict[str, list[str]]:
        area = question["areas"][number % len(question["areas"])]
        return {question["code"]: [area["authority"]], question["code"] + PART: [area["code"]]}
