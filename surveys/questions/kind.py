"""What every kind of question knows about itself. No Django."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Any, ClassVar, Literal, TypeAlias

Question: TypeAlias = Mapping[str, Any]
"""One question of a frozen definition: codes and structure, no wording."""
Value: TypeAlias = str | int | float | list[str]
Texts: TypeAlias = Mapping[str, str]
Place: TypeAlias = Literal["answers", "demographics", "comments"]

OPTION_CODE = re.compile(r"[A-Za-z0-9_+-]{1,40}", re.ASCII)
MOST_OPTIONS = 200


class Problem(StrEnum):
    """Why an answer cannot be taken as it is."""

    UNKNOWN = "unknown"
    """An option the question does not have."""
    SEVERAL = "several"
    """Different answers to a question that takes one."""
    EXCLUSIVE = "exclusive"
    """An answer that stands alone ("none of these") together with others."""
    NUMBER = "number"
    """Not a whole number, or outside the scale."""
    TYPED_NUMBER = "typed_number"
    """Not a number as the question takes it, or outside its limits."""
    TWICE = "twice"
    """One answer in two places of an order."""
    MONTH = "month"
    """A month without its year, or a time outside the years asked for."""
    AREA = "area"
    """A part of a place that is not in the place chosen."""
    OTHER = "other"
    """Own words beside "other", with another answer chosen."""
    CONSENT = "consent"
    """A box that has to be ticked before anything else can be sent is empty."""
    TOO_LONG = "too_long"
    """More characters than the question takes."""
    CHARACTER = "character"
    """A character that cannot be stored (NUL or half of a surrogate pair)."""


class Refused(Exception):
    """An answer that cannot be taken, and why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.value)
        self.problem = problem


class Kind(ABC):
    """A kind of question. One object serves all questions of its kind; each method is given the question."""

    types: ClassVar[tuple[str, ...]] = ()
    """The ``type`` a definition writes for it."""
    is_required: ClassVar[bool] = False
    """Whether nothing can be sent without an answer; consent alone."""
    written: ClassVar[bool] = False
    """Whether its whole answer is the visitor's own words."""

    def form_fields(self, question: Question) -> tuple[str, ...]:
        """The names its answers have in the posted form, in order."""
        return (question["code"],)

    def comment_fields(self, question: Question) -> tuple[str, ...]:
        """Which of its form fields hold the visitor's own words."""
        return ()

    @abstractmethod
    def read(self, question: Question, given: Mapping[str, list[str]]) -> dict[str, Value]:
        """What is stored, by form field, of the non-empty values sent. Raises ``Refused``."""

    def place(self, question: Question, name: str) -> Place:
        """Where the value of a form field is stored."""
        return "answers"

    def faults(self, question: Question) -> Iterator[str]:
        """What is wrong with how it was built, each a sentence that follows the question's name."""
        return iter(())

    def wording(self, question: Question) -> Iterator[tuple[str, str]]:
        """The text keys it needs beside its own, and what to say where one is missing."""
        return iter(())

    def lines(self, question: Question, texts: Texts) -> list[tuple[str, tuple[str, ...]]]:
        """The lines it has on the check page: a label, and the form fields that it tells."""
        return [(texts[f"q:{question['code']}"], self.form_fields(question))]

    @abstractmethod
    def told(self, question: Question, given: Mapping[str, Sequence[str]], texts: Texts, words: Texts) -> str:
        """An answer of one line in the words the person chose it by."""

    @abstractmethod
    def made_up(self, question: Question, number: int) -> dict[str, list[str]]:
        """Values for its form fields that nobody gave, for an example; ``number`` decides which."""


def distinct(given: Iterable[str]) -> list[str]:
    """The distinct values of a field that hold more than spaces, in the order sent."""
    return list(dict.fromkeys(value for value in given if value.strip()))


def only(given: Iterable[str]) -> str | None:
    """The one value of a field that takes one; None where it is empty. Raises ``Refused``."""
    values = distinct(given)
    if len(values) > 1:
        raise Refused(Problem.SEVERAL)
    return values[0] if values else None


def keyed(question: Question, part: str, code: str) -> str:
    """The text key of an option (``o``), a statement (``r``) or an area (``a``) of a question."""
    return f"q:{question['code']}.{part}:{code}"


_DIGITS = {start + digit: str(digit) for start in (0x660, 0x6F0, 0x966, 0x9E6, 0xA66) for digit in range(10)}


def western(text: str) -> str:
    """Text with Arabic, Persian, Devanagari, Bengali and Gurmukhi digits written as 0 to 9."""
    return text.translate(_DIGITS)
