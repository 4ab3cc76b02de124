"""How the answers to single kinds of question are put into the rows of a table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from surveys.questions.area import PART
from surveys.questions.kind import keyed
from surveys.questions.month import period_of, periods
from surveys.questions.number import bands
from surveys.reports.asked import Asked, Choice


def typed_number(question: Mapping[str, Any], label: str, versions: frozenset[int], every: bool) -> Asked:
    """A typed number in bands that were set before anybody answered, with its mean and quartiles."""
    found = bands(question)
    return Asked(
        question["code"],
        label,
        "number",
        tuple(Choice(f"from_{start}", name, (f"from_{start}",)) for start, _, name in found),
        versions,
        every,
        starts=tuple((float(start), f"from_{start}") for start, _, _ in found),
    )


def month(question: Mapping[str, Any], label: str, versions: frozenset[int], every: bool) -> Asked:
    """A month by quarter, by year or by several years."""
    stored: dict[str, list[str]] = {code: [] for code, _ in periods(question)}
    for year in range(question["from_year"], question["to_year"] + 1):
        for value in (str(year), *(f"{year}-{number:02}" for number in range(1, 13))):
            stored[period_of(question, value)].append(value)
    choices = tuple(Choice(code, name, tuple(stored[code])) for code, name in periods(question))
    return Asked(question["code"], label, "single", choices, versions, every)


def area(
    question: Mapping[str, Any],
    label: str,
    wording: Mapping[str, str],
    versions: frozenset[int],
    every: bool,
) -> Asked:
    """The part of the authority: for the workbench alone, see ``Asked.is_public``."""
    choices = tuple(
        Choice(
            part["code"],
            wording.get(keyed(question, "a", part["code"]), part["code"]),
            (part["code"],),
            together=part["authority"],
        )
        for part in question["areas"]
    )
    return Asked(f"{question['code']}{PART}", label, "single", choices, versions, every, is_public=False)


def ranking(
    choices: tuple[Choice, ...],
    question: Mapping[str, Any],
    label: str,
    versions: frozenset[int],
    every: bool,
) -> Asked:
    """An order, tabulated by what was put first."""
    return Asked(question["code"], label, "ranking", choices, versions, every, places=question["places"])
