"""A box that has to be ticked before anything can be sent: the only thing a survey requires."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from surveys.questions.kind import Kind, Problem, Question, Refused, Texts, Value, keyed, only

GIVEN = "yes"


class Consent(Kind):
    """Agreement to what follows. Whoever does not give it leaves kindly, and nothing is stored."""

    types = ("consent",)
    is_required = True

    def read(self, question: Question, given: Mapping[str, list[str]]) -> dict[str, Value]:
        said = only(given.get(question["code"], ()))
        if said is None:
            return {}
        if said != GIVEN:
            raise Refused(Problem.UNKNOWN)
        return {question["code"]: said}

    def wording(self, question: Question) -> Iterator[tuple[str, str]]:
        yield keyed(question, "o", GIVEN), "write what stands beside its box."

    def told(self, question: Question, given: Mapping[str, Sequence[str]], texts: Texts, words: Texts) -> str:
        return texts.get(keyed(question, "o", GIVEN), "") if given.get(question["code"]) else ""

    def made_up(self, question: Question, number: int) -> dict[str, list[str]]:
        return {question["code"]: [GIVEN]}
