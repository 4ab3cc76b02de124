"""What is wrong with a file or its mapping: collected, so that one run tells all of it, then refused at once."""

from __future__ import annotations

from difflib import get_close_matches

MOST = 20
"""How many problems are told at once; the rest is counted."""


class Unreadable(Exception):
    """The file cannot be analysed as the mapping says; ``problems`` are sentences with place and remedy."""

    def __init__(self, problems: tuple[str, ...], more: int = 0) -> None:
        self.problems = problems
        self.more = more
        lines = list(problems)
        if more:
            lines.append(f"And {more} more; mend these first.")
        super().__init__("\n".join(lines))


class Problems:
    """A list of sentences that refuses in the end. The same sentence is told once."""

    def __init__(self) -> None:
        self._told: dict[str, None] = {}

    def __bool__(self) -> bool:
        return bool(self._told)

    def add(self, sentence: str) -> None:
        """Note one problem."""
        self._told[sentence] = None

    def refuse_if_any(self) -> None:
        """Raise Unreadable with the first of the problems, if there are any."""
        if self._told:
            told = list(self._told)
            raise Unreadable(tuple(told[:MOST]), max(len(told) - MOST, 0))


def did_you_mean(word: str, known: list[str]) -> str:
    """A question to end a sentence with, or nothing where no known word is close."""
    close = get_close_matches(word.casefold(), [each.casefold() for each in known], n=1, cutoff=0.6)
    found = next((each for each in known if close and each.casefold() == close[0]), None)
    return f" Did you mean {quoted(found)}?" if found else ""


def quoted(word: str) -> str:
    """A word of a file as it stands in a sentence, cut where it is a whole text."""
    return f"“{word if len(word) <= 60 else word[:57] + '…'}”"
