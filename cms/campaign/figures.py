"""Published figures in the words of a page: chosen from a list, never typed, and shown only while they stand.

An editor chooses one answer to one question of one published result. The choice holds the figure as they read it, so
that a page whose figure has changed since says nothing instead of something old.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from cms.results.present import Cell, present
from surveys.models import PublishedResult
from surveys.publication.selectors import published_results

HOLDS_FOR = timedelta(days=731)
"""Two years after its survey closed a figure says nothing about today any more, and pages stop showing it."""

SAYS = {
    "holds": "It is what was published.",
    "newer": "A newer result asks the same. The figure still stands, with its date; the newer one may be better.",
    "unknown": "No figure is chosen.",
    "gone": "The result it comes from is not published any more.",
    "missing": "The published result does not hold this figure: the question or the answer is not in it, or it is "
    "hidden to protect people.",
    "changed": "The published figure is another one now.",
    "expired": "The survey closed more than two years ago.",
}
"""How a figure stands, as a sentence for the editor."""
SHOWN = frozenset({"holds", "newer"})


@dataclass(frozen=True)
class Choice:
    """One answer to one question of one published result, with the whole per cent an editor saw."""

    result: str
    question: str
    option: str
    percent: int

    @property
    def key(self) -> str:
        """The choice in one word, as a page keeps it."""
        return f"{self.result}/{self.question}/{self.option}/{self.percent}"


def read(key: str) -> Choice | None:
    """A choice from the word a page keeps; None for anything else.

    >>> read("insights-2026/SAFEDAY/very_safe/31")
    Choice(result='insights-2026', question='SAFEDAY', option='very_safe', percent=31)
    """
    parts = str(key or "").split("/")
    if len(parts) != 4 or not all(parts) or not parts[3].isdecimal():
        return None
    return Choice(*parts[:3], int(parts[3]))


@dataclass(frozen=True)
class Quoted:
    """A figure on a page as it stands today. ``cell`` holds share and range, and nothing where it may not be shown."""

    choice: Choice | None
    state: str
    cell: Cell | None = None
    question: str = ""
    answer: str = ""
    result: PublishedResult | None = None
    closed: date | None = None

    @property
    def is_shown(self) -> bool:
        """Whether the public reads it."""
        return self.state in SHOWN

    @property
    def why(self) -> str:
        """How it stands, as a sentence for the editor."""
        return SAYS[self.state]

    @property
    def address(self) -> str:
        """Where the whole result is read."""
        return f"/results/{self.result.slug}/" if self.result else ""

    @property
    def in_ten(self) -> str:
        """The share in words people use: “3 in 10”; per cent where that would round away too much.

        Said in tens only within two points of one, and not where the share or its rest is small.
        """
        assert self.cell is not None
        percent = int(self.cell.percent)
        tens = (percent + 5) // 10
        near = abs(percent - tens * 10) <= 2 and 15 <= percent <= 85
        return f"{tens} in 10" if near else f"{percent}%"


class Published:
    """The results that are published now, read once for a page or a list."""

    def __init__(self, results: list[PublishedResult] | None = None) -> None:
        self._results = published_results() if results is None else results

    def quoted(self, key: str, *, today: date) -> Quoted:
        """How a figure on a page stands today."""
        choice = read(key)
        if choice is None:
            return Quoted(None, "unknown")
        result = next((found for found in self._results if found.slug == choice.result), None)
        if result is None:
            return Quoted(choice, "gone")
        closed = present({"survey": result.snapshot.get("survey")}).closed
        found = _everyone(result.snapshot, choice.question, choice.option)
        if found is None or not found[2].shown:
            return Quoted(choice, "missing", result=result, closed=closed)
        question, answer, cell = found
        if cell.percent != choice.percent:
            return Quoted(choice, "changed", result=result, closed=closed)
        if closed is not None and today - closed > HOLDS_FOR:
            return Quoted(choice, "expired", result=result, closed=closed)
        state = "newer" if self._is_asked_again(result, question, choice) else "holds"
        return Quoted(choice, state, cell, question, answer, result, closed)

    def choices(self, *, today: date) -> list[tuple[str, list[tuple[str, str]]]]:
        """Every figure a page may quote today, by result: its key and the words an editor chooses it by."""
        found = []
        for result in self._results:
            closed = present({"survey": result.snapshot.get("survey")}).closed
            if closed is not None and today - closed > HOLDS_FOR:
                continue
            told = [
                (
                    Choice(result.slug, question, option, int(cell.percent)).key,
                    f"{label} – {answer.lstrip('=')}: {cell.percent}%",
                )
                for question, label, option, answer, cell in _figures(result.snapshot)
                if cell.shown
            ]
            if told:
                found.append((result.title, told))
        return found

    def _is_asked_again(self, result: PublishedResult, question: str, choice: Choice) -> bool:
        """Whether a result published later holds the same question in the same words."""
        newer = self._results[: self._results.index(result)]
        return any(
            found is not None and found[0] == question
            for found in (_everyone(other.snapshot, choice.question, choice.option) for other in newer)
        )


def _everyone(snapshot: Mapping[str, Any], question: str, option: str) -> tuple[str, str, Cell] | None:
    return next(
        (
            (label, answer, cell)
            for code, label, answered, answer, cell in _figures(snapshot)
            if (code, answered) == (question, option)
        ),
        None,
    )


def _figures(snapshot: Mapping[str, Any]) -> Iterator[tuple[str, str, str, str, Cell]]:
    """Question code, its words, option code, its words and everybody's figure, for all of a snapshot."""
    tables = snapshot.get("tables") or []
    for table, view in zip(tables, present({"tables": tables}).tables, strict=True):
        codes = [str(option.get("code", "")) for option in table.get("options") or []]
        for code, bar in zip(codes, view.bars, strict=False):
            yield view.question, view.label, code, bar.label, bar.cell
