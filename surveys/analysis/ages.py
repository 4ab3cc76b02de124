"""Populations by age: "18 and over", "under 25", "16 to 24", said as people say them and kept exactly.

A survey stores age in bands, so a population can begin and end only where a band does: with ages 18 to 24 in one band
nobody can tell who is 20 and over.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from surveys.analysis.demographics import STANDARD
from surveys.analysis.errors import TargetError

YOUNGEST = 13
"""The first age the surveys ask and the Census tables of this population hold."""

_FROM = re.compile(r"(?:aged\s+)?(\d+)\s*(?:\+|and over|and older|or over|or older)", re.IGNORECASE)
_UNDER = re.compile(r"(?:aged\s+)?(?:under|below|younger than)\s+(\d+)", re.IGNORECASE)
_UP_TO = re.compile(r"(?:aged\s+)?(?:up to\s+(\d+)|(\d+)\s+(?:and under|or under))", re.IGNORECASE)
_BETWEEN = re.compile(r"(?:aged\s+)?(\d+)\s*(?:to|-|–)\s*(\d+)", re.IGNORECASE)


@dataclass(frozen=True)
class Ages:
    """Residents from one age to another, both included; ``last`` is None for "and over"."""

    first: int = YOUNGEST
    last: int | None = None

    def __str__(self) -> str:
        return f"{self.first} and over" if self.last is None else f"{self.first} to {self.last}"

    @property
    def bands(self) -> tuple[str, ...]:
        """Codes of the stored age bands that make up this range exactly.

        Raises TargetError, naming the ages at which a population can begin and end, where a band would be cut in two.
        """
        ranges = {code: band_limits(code) for code in STANDARD["age_band"].codes}
        starts = [low for low, _high in ranges.values()]
        ends = [high for _low, high in ranges.values() if high is not None]
        if self.first not in starts or (self.last is not None and self.last not in ends):
            raise TargetError(
                f"A population aged {self} cuts an age band of the survey in two. It can begin at "
                f"{_listed(starts)} and end at {_listed(ends)}, or have no upper end.",
                variable="age_band",
                category=str(self),
                reason="cut_band",
            )
        kept = tuple(
            code
            for code, (low, high) in ranges.items()
            if low >= self.first and (self.last is None or (high is not None and high <= self.last))
        )
        if not kept:
            raise TargetError(
                f"Nobody is aged {self}: the range ends before it begins.",
                variable="age_band",
                category=str(self),
                reason="empty_population",
            )
        return kept


def band_limits(code: str) -> tuple[int, int | None]:
    """First and last age of a stored band; None for no upper end."""
    first, _, last = code.rstrip("+").partition("-")
    return int(first), int(last) if last else None


def read_ages(said: str) -> Ages:
    """The range that words mean: "18 and over", "18+", "under 25", "16 to 24".

    Below the youngest age of the surveys nobody is asked, so "under 25" begins at 13. Raises TargetError for words that
    are none of these.
    """
    text = " ".join(said.split())
    if found := _FROM.fullmatch(text):
        return _checked(Ages(int(found[1])), said)
    if found := _UNDER.fullmatch(text):
        return _checked(Ages(YOUNGEST, int(found[1]) - 1), said)
    if found := _UP_TO.fullmatch(text):
        return _checked(Ages(YOUNGEST, int(found[1] or found[2])), said)
    if found := _BETWEEN.fullmatch(text):
        return _checked(Ages(int(found[1]), int(found[2])), said)
    raise TargetError(
        f"{said!r} is not a range of ages. Write it like “18 and over”, “under 25” or “16 to 24”.",
        variable="age_band",
        category=said,
        reason="bad_ages",
    )


def _checked(ages: Ages, said: str) -> Ages:
    if ages.first < YOUNGEST or (ages.last is not None and ages.last < YOUNGEST):
        raise TargetError(
            f"{said!r} asks for people younger than {YOUNGEST}. The surveys and the population figures here begin at "
            f"{YOUNGEST}.",
            variable="age_band",
            category=said,
            reason="too_young",
        )
    return ages


def _listed(numbers: list[int]) -> str:
    return f"{', '.join(map(str, numbers[:-1]))} or {numbers[-1]}"
