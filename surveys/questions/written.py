"""Questions answered in the visitor's own words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from surveys.questions.kind import Kind, Place, Problem, Question, Refused, Texts, Value, only

LONGEST = {"text": 200, "longtext": 2000}
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def text_of(given: str, longest: int) -> str:
    """A text as it is stored: as typed, with line ends written in one way. Raises ``Refused``."""
    # A browser sends line ends as two characters and counts them as one.
    text = given.replace("\r\n", "\n").replace("\r", "\n")
    if _UNSTORABLE.search(text):
        raise Refused(Problem.CHARACTER)
    if len(text) > longest:
        raise Refused(Problem.TOO_LONG)
    return text


class Written(Kind):
    """A few words, or as many as somebody wants to say."""

    types = ("text", "longtext")
    written = True

    def comment_fields(self, question: Question) -> tuple[str, ...]:
        return (question["code"],)

    def place(self, question: Question, name: str) -> Place:
        return "comments"

    def read(self, question: Question, given: Mapping[str, list[str]]) -> dict[str, Value]:
        code = question["code"]
        said = only(given.get(code, ()))
        return {} if said is None else {code: text_of(said, question["max_length"])}

    def faults(self, question: Question) -> Iterator[str]:
        length, longest = question["max_length"], LONGEST[question["type"]]
        if length is None or not 1 <= length <= longest:
            yield f"the longest answer must be between 1 and {longest} characters."

    def told(self, question: Question, given: Mapping[str, Sequence[str]], texts: Texts, words: Texts) -> str:
        return " ".join(given.get(question["code"], ()))

    def made_up(self, question: Question, number: int) -> dict[str, list[str]]:
        return {}
