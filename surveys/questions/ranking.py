"""Putting answers in order, the most important first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from surveys.questions.choice import option_faults, options_wording
from surveys.questions.kind import Kind, Problem, Question, Refused, Texts, Value, keyed

MOST_RANKED = 12


class Ranking(Kind):
    """An order of some or all of a few answers.

    One form field sent several times, once for each place; what is stored is the list of codes in that order. A place
    left empty is closed up: an order has no gaps.
    """

    types = ("ranking",)

    def read(self, question: Question, given: Mapping[str, list[str]]) -> dict[str, Value]:
        ranked = [value for value in given.get(question["code"], ()) if value.strip()]
        codes = {option["code"] for option in question["options"]}
        if any(value not in codes for value in ranked):
            raise Refused(Problem.UNKNOWN)
        if len(set(ranked)) < len(ranked):
            raise Refused(Problem.TWICE)
        if len(ranked) > question["places"]:
            raise Refused(Problem.SEVERAL)
        return {question["code"]: ranked} if ranked else {}

    def faults(self, question: Question) -> Iterator[str]:
        yield from option_faults(question)
        options, places = len(question["options"]), question["places"]
        if options > MOST_RANKED:
            yield f"it has {options:,} answers to put in order; nobody orders more than {MOST_RANKED}."
        elif places is None or not 1 <= places <= options:
            yield f"it asks for {places} places, but has {options} answers."

    def wording(self, question: Question) -> Iterator[tuple[str, str]]:
        return options_wording(question)

    def told(self, question: Question, given: Mapping[str, Sequence[str]], texts: Texts, words: Texts) -> str:
        names = [texts.get(keyed(question, "o", value), "") for value in given.get(question["code"], ())]
        return ", ".join(f"{place}. {name}" for place, name in enumerate(filter(None, names), start=1))

    def made_up(self, question: Question, number: int) -> dict[str, list[str]]:
        codes = [option["code"] for option in question["options"]]
        turned = codes[number % len(codes) :] + codes[: number % len(codes)]
        return {question["code"]: turned[: question["places"]]}
