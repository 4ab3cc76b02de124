"""Marking the answers of one survey, and telling which of them to leave out when looking twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from surveys.analysis.quality.duplicates import near_duplicates
from surveys.analysis.quality.flags import Flag
from surveys.analysis.quality.patterns import Answers, Impossible, Item, is_inattentive, is_straight

OF_THE_CROWD = frozenset({Flag.RATE, Flag.BURST, Flag.UNPROVED, Flag.CONTRADICTION})
"""Marks that say when and where many came, or that a script was missing: no reason to doubt one answer by itself."""


@dataclass(frozen=True)
class Answered:
    """One response: its closed answers by form field, what it wrote, and the marks it got when it was sent."""

    answers: Answers
    texts: Sequence[str] = ()
    flags: frozenset[Flag] = field(default_factory=frozenset)


def mark(
    responses: Sequence[Answered],
    *,
    items: Sequence[Item] = (),
    impossible: Sequence[Impossible] = (),
    attention: Mapping[str, str] | None = None,
) -> list[frozenset[Flag]]:
    """The marks of each response: those it came with, and those that only looking at all of them shows.

    ``items`` are the statements of the survey's grids in order, ``impossible`` the pairs that cannot both be true,
    ``attention`` the questions that ask for one certain answer. Nothing is removed.
    """
    copied = near_duplicates(
        (place, text) for place, response in enumerate(responses) for text in response.texts
    )
    marks = []
    for place, response in enumerate(responses):
        found = set(response.flags)
        if place in copied:
            found.add(Flag.DUPLICATE)
        if is_straight(response.answers, items):
            found.add(Flag.STRAIGHT)
        if any(pair.holds(response.answers) for pair in impossible):
            found.add(Flag.IMPOSSIBLE)
        if attention and is_inattentive(response.answers, attention):
            found.add(Flag.INATTENTIVE)
        marks.append(frozenset(found))
    return marks


def is_doubtful(marks: frozenset[Flag]) -> bool:
    """Whether an answer is left out of the second look: a mark of its own, not one of the crowd it came with."""
    return not marks <= OF_THE_CROWD
