"""Several statements answered on one set of options."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from surveys.questions.choice import list_faults, option_faults, options_wording, stands_alone
from surveys.questions.kind import Kind, Problem, Question, Refused, Texts, Value, keyed, only

MOST_STATEMENTS = 40


class Grid(Kind):
    """A Likert grid: one form field a statement, ``CODE.STATEMENT``."""

    types = ("grid",)

    def form_fields(self, question: Question) -> tuple[str, ...]:
        return tuple(f"{question['code']}.{row['code']}" for row in question["rows"])

    def read(self, question: Question, given: Mapping[str, list[str]]) -> dict[str, Value]:
        codes = {option["code"] for option in question["options"]}
        found: dict[str, Value] = {}
        for name, values in given.items():
            value = only(values)
            if value is None:
                continue
            if value not in codes:
                raise Refused(Problem.UNKNOWN)
            found[name] = value
        return found

    def faults(self, question: Question) -> Iterator[str]:
        yield from option_faults(question)
        if not question["rows"]:
            yield "the grid has no statements."
        if len(question["rows"]) > MOST_STATEMENTS:
            yield f"the grid has {len(question['rows']):,} statements; at most {MOST_STATEMENTS} are allowed."
            return
        yield from list_faults(question["rows"], "statement")

    def wording(self, question: Question) -> Iterator[tuple[str, str]]:
        yield from options_wording(question)
        for row in question["rows"]:
            yield keyed(question, "r", row["code"]), f"the statement {row['code']!r} has no wording."

    def lines(self, question: Question, texts: Texts) -> list[tuple[str, tuple[str, ...]]]:
        return [
            (texts[keyed(question, "r", row["code"])], (f"{question['code']}.{row['code']}",))
            for row in question["rows"]
        ]

    def told(self, question: Question, given: Mapping[str, Sequence[str]], texts: Texts, words: Texts) -> str:
        names = (texts.get(keyed(question, "o", value), "") for values in given.values() for value in values)
        return ", ".join(name for name in names if name)

    def made_up(self, question: Question, number: int) -> dict[str, list[str]]:
        usual = [option["code"] for option in question["options"] if not stands_alone(option)]
        return {
            name: [usual[(number + place) % len(usual)]]
            for place, name in enumerate(self.form_fields(question))
        }
