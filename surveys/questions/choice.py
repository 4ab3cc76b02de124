"""Questions answered by choosing from options: one answer, several answers, the standard questions, faces, pictures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

from surveys.questions.kind import (
    MOST_OPTIONS,
    OPTION_CODE,
    Kind,
    Place,
    Problem,
    Question,
    Refused,
    Texts,
    Value,
    distinct,
    keyed,
    only,
)
from surveys.questions.written import LONGEST, text_of

OTHER = "_OTHER"
"""Ends the form field, and the comment's question, that hold what somebody wrote beside "other"."""
LONGEST_OTHER = LONGEST["text"]
FEWEST_FACES, MOST_FACES = 3, 5
MOST_PICTURES = 12


def list_faults(items: Sequence[Mapping[str, Any]], what: str) -> Iterator[str]:
    """What is wrong with the codes of options or statements."""
    counted = Counter(item["code"] for item in items)
    for code, times in counted.items():
        if not OPTION_CODE.fullmatch(code):
            shown = f"the code {code[:60]!r} of an {what}" if code else f"an {what} without a code"
            shown = shown.replace("an statement", "a statement")
            yield f"{shown}: codes are letters, digits, _, + and -, at most 40 characters."
        elif times > 1:
            yield f"the code {code!r} is used by {times} {what}s. Give each its own code."
    if any(not item["id"] for item in items):
        yield f"one {what} has no id. Save the page again in the editor."


def option_faults(question: Question, fewest: int = 2) -> Iterator[str]:
    """What is wrong with a question's options."""
    options = question["options"]
    if len(options) > MOST_OPTIONS:
        yield f"it has {len(options):,} answers; at most {MOST_OPTIONS} are allowed."
        return
    yield from list_faults(options, "answer")
    if sum(not option["missing"] for option in options) < fewest:
        yield (
            "it needs at least two answers to choose from."
            if fewest == 2
            else (f"it needs at least {fewest} answers to choose from.")
        )
    if sum(bool(option.get("other")) for option in options) > 1:
        yield "two of its answers ask for own words. Let one answer do so."


def options_wording(question: Question) -> Iterator[tuple[str, str]]:
    """The wording each option needs."""
    for option in question["options"]:
        yield keyed(question, "o", option["code"]), f"the answer {option['code']!r} has no wording."


def stands_alone(option: Mapping[str, Any]) -> bool:
    """Whether an option goes with no other: "none of these", and every answer that is missing in the statistics."""
    return bool(option.get("exclusive") or option.get("missing"))


class Choice(Kind):
    """One answer from a list."""

    types: ClassVar[tuple[str, ...]] = ("radio", "demographic", "faces")

    def form_fields(self, question: Question) -> tuple[str, ...]:
        code = question["code"]
        return (code, code + OTHER) if other_of(question) else (code,)

    def comment_fields(self, question: Question) -> tuple[str, ...]:
        return self.form_fields(question)[1:]

    def place(self, question: Question, name: str) -> Place:
        if name != question["code"]:
            return "comments"
        return "demographics" if question.get("demographic") else "answers"

    def read(self, question: Question, given: Mapping[str, list[str]]) -> dict[str, Value]:
        code, chosen = question["code"], self.chosen(question, given)
        found: dict[str, Value] = {code: self.stored(question, chosen)} if chosen else {}
        said = only(given.get(code + OTHER, ()))
        other = other_of(question)
        if said is not None and other:
            if not chosen:
                # Words beside "other" say that it was meant.
                found[code] = self.stored(question, [other])
            elif other not in chosen:
                raise Refused(Problem.OTHER)
            found[code + OTHER] = text_of(said, LONGEST_OTHER)
        return found

    def chosen(self, question: Question, given: Mapping[str, list[str]]) -> list[str]:
        """The codes chosen, each known. Raises ``Refused``."""
        value = only(given.get(question["code"], ()))
        if value is None:
            return []
        if all(option["code"] != value for option in question["options"]):
            raise Refused(Problem.UNKNOWN)
        return [value]

    def stored(self, question: Question, chosen: list[str]) -> Value:
        """What is stored of chosen codes."""
        return chosen[0]

    def faults(self, question: Question) -> Iterator[str]:
        yield from option_faults(question)
        if question["type"] == "faces":
            faces = sum(not option["missing"] for option in question["options"])
            if not FEWEST_FACES <= faces <= MOST_FACES:
                yield f"it has {faces} faces; between {FEWEST_FACES} and {MOST_FACES} can be told apart."

    def wording(self, question: Question) -> Iterator[tuple[str, str]]:
        return options_wording(question)

    def told(self, question: Question, given: Mapping[str, Sequence[str]], texts: Texts, words: Texts) -> str:
        code = question["code"]
        names = (texts.get(keyed(question, "o", value), "") for value in given.get(code, ()))
        said = ", ".join(name for name in names if name)
        own = " ".join(given.get(code + OTHER, ()))
        return f"{said}: {own}" if said and own else said or own

    def made_up(self, question: Question, number: int) -> dict[str, list[str]]:
        usual = [option["code"] for option in question["options"] if not stands_alone(option)]
        return {question["code"]: [usual[number % len(usual)]]} if usual else {}


class Several(Choice):
    """Every answer that fits."""

    types: ClassVar[tuple[str, ...]] = ("checkbox",)

    def chosen(self, question: Question, given: Mapping[str, list[str]]) -> list[str]:
        values = distinct(given.get(question["code"], ()))
        chosen = [option for option in question["options"] if option["code"] in values]
        if len(chosen) < len(values):
            raise Refused(Problem.UNKNOWN)
        if len(chosen) > 1 and any(stands_alone(option) for option in chosen):
            raise Refused(Problem.EXCLUSIVE)
        return [option["code"] for option in chosen]

    def stored(self, question: Question, chosen: list[str]) -> Value:
        return chosen

    def made_up(self, question: Question, number: int) -> dict[str, list[str]]:
        usual = [option["code"] for option in question["options"] if not stands_alone(option)]
        first = number % len(usual) if usual else 0
        return {question["code"]: usual[first : first + 2]} if usual else {}


class Picture(Choice):
    """One answer from a few pictures, each with words of its own."""

    types: ClassVar[tuple[str, ...]] = ("picture",)

    def faults(self, question: Question) -> Iterator[str]:
        yield from option_faults(question)
        shown = [option for option in question["options"] if not option["missing"]]
        if len(shown) > MOST_PICTURES:
            yield f"it shows {len(shown):,} pictures; at most {MOST_PICTURES} load well on a phone."
            return
        for option in shown:
            if not option.get("picture"):
                yield f"the answer {option['code']!r} has no picture. Choose one from the image library."

    def wording(self, question: Question) -> Iterator[tuple[str, str]]:
        yield from options_wording(question)
        for option in question["options"]:
            if not option["missing"]:
                yield (
                    keyed(question, "o", option["code"]) + ".alt",
                    f"say what the picture of {option['code']!r} shows, for people who cannot see it.",
                )


def other_of(question: Question) -> str:
    """The code of the option that asks for own words; empty where there is none."""
    return next((option["code"] for option in question.get("options", ()) if option.get("other")), "")
