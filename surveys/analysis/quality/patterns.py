"""Answers that say more about how a form was filled in than about what somebody thinks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, TypeAlias

Answer: TypeAlias = str | int | Sequence[str]
Answers: TypeAlias = Mapping[str, Answer]

STRAIGHT_RUN = 8


@dataclass(frozen=True)
class Item:
    """One statement of a grid: its form field, and the column of each answer (what is no opinion has none)."""

    field: str
    places: Mapping[str, int]


@dataclass(frozen=True)
class Impossible:
    """Two answers that cannot both be true: each is a form field and the codes meant."""

    first: tuple[str, frozenset[str]]
    second: tuple[str, frozenset[str]]

    def holds(self, answers: Answers) -> bool:
        """Whether both were given."""
        return all(
            not _codes(answers.get(name)).isdisjoint(codes) for name, codes in (self.first, self.second)
        )


def grid_items(definition: Mapping[str, Any]) -> tuple[Item, ...]:
    """Every statement of every grid of a frozen survey, in its order."""
    return tuple(
        Item(
            f"{question['code']}.{row['code']}",
            {
                option["code"]: place
                for place, option in enumerate(question["options"])
                if not option.get("missing")
            },
        )
        for section in definition["sections"]
        for question in section["questions"]
        if question["type"] == "grid"
        for row in question["rows"]
    )


def impossible_pairs(definition: Mapping[str, Any]) -> tuple[Impossible, ...]:
    """The pairs of answers that a frozen survey declares as impossible."""
    return tuple(
        Impossible(
            *((pair[half]["question"], frozenset(pair[half]["answers"])) for half in ("first", "second"))
        )
        for pair in definition.get("checks", {}).get("impossible", ())
    )


def attention_answers(definition: Mapping[str, Any]) -> dict[str, str]:
    """The questions of a frozen survey that ask for one certain answer, by form field, with its code."""
    return {
        check["question"]: check["answers"][0] for check in definition.get("checks", {}).get("attention", ())
    }


def is_straight(answers: Answers, items: Sequence[Item], *, run: int = STRAIGHT_RUN) -> bool:
    """Whether so many statements in a row were answered in the same column.

    Statements left out, and answers that are no opinion ("prefer not to say"), do not count: somebody who declines
    throughout is not careless.
    """
    given = (item.places.get(str(answers[item.field])) for item in items if item.field in answers)
    columns = (column for column in given if column is not None)
    return any(sum(1 for _ in same) >= run for _, same in groupby(columns))


def is_inattentive(answers: Answers, wanted: Mapping[str, str]) -> bool:
    """Whether a question that asks for one certain answer (field to code) was answered, and otherwise."""
    return any(field in answers and code not in _codes(answers[field]) for field, code in wanted.items())


def _codes(answer: Answer | None) -> frozenset[str]:
    if answer is None:
        return frozenset()
    return frozenset((str(answer),)) if isinstance(answer, str | int) else frozenset(answer)
