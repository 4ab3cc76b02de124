"""The mapping: what the columns and words of a file mean, in one TOML file that a person writes and keeps."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field

from surveys.analysis.demographics import PREFER_NOT_TO_SAY

OUTSIDE_POPULATION = "outside_population"
"""What a mapping writes for an answer that puts a person outside the population, such as an age under 13."""

Codes = tuple[str, ...]
DECLINED: Codes = (PREFER_NOT_TO_SAY,)
OUTSIDE: Codes = (OUTSIDE_POPULATION,)


def plain(word: str) -> str:
    """A word as it is compared: spaces and capitals make no difference."""
    return " ".join(word.split()).casefold()


@dataclass(frozen=True)
class DemographicColumn:
    """A column with a demographic answer.

    ``values`` maps each word of the file to our codes: one, several for a wider band, ``DECLINED`` or ``OUTSIDE``.
    ``written`` gives the words as the mapping spells them. With ``number`` the column holds exact ages.
    ``approximate`` accepts bands whose ages do not meet ours.
    """

    variable: str
    column: str
    values: dict[str, Codes] = field(default_factory=dict)
    number: bool = False
    approximate: bool = False
    written: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Option:
    """One answer of a question: how it is shown, and the words of the file that stand for it."""

    label: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class Question:
    """A closed question as the file holds it.

    ``columns`` are pairs of label and column: one for a radio, a scale or a separated checkbox; one a statement for a
    grid; one an option for a checkbox without ``separator``.
    """

    code: str
    label: str
    type: str
    columns: tuple[tuple[str, str], ...]
    options: tuple[Option, ...] = ()
    separator: str = ""
    ticked: tuple[str, ...] = ()
    unticked: tuple[str, ...] = ()
    low: int = 0
    high: int = 0


@dataclass(frozen=True)
class CommentColumn:
    """A column with free text."""

    code: str
    label: str
    column: str


@dataclass(frozen=True)
class Weighting:
    """How to weight, where the mapping says so; None or empty leaves the choice to the defaults."""

    margins: tuple[str | tuple[str, ...], ...] | None = None
    missing: str = "soft"
    soft: dict[str | tuple[str, ...], float] = field(default_factory=dict)
    bounds: tuple[float, float] | None = None
    merges: dict[str, dict[str, tuple[str, ...]]] = field(default_factory=dict)
    merge_below: int = 0
    bands: dict[str, str] = field(default_factory=dict)
    ages: str = "13 and over"


@dataclass(frozen=True)
class Mapping:
    """Everything a mapping file says. ``digest`` is the SHA-256 of that file."""

    title: str
    opened: datetime.date | None = None
    closed: datetime.date | None = None
    invited: str = ""
    synthetic: bool = False
    encoding: str = "utf-8"
    delimiter: str = ","
    sheet: str = ""
    missing: frozenset[str] = frozenset({""})
    demographics: tuple[DemographicColumn, ...] = ()
    questions: tuple[Question, ...] = ()
    comments: tuple[CommentColumn, ...] = ()
    weighting: Weighting = Weighting()
    digest: str = ""

    @property
    def columns(self) -> dict[str, str]:
        """Every column the mapping uses, with the part of the mapping that uses it first."""
        found: dict[str, str] = {}
        for demographic in self.demographics:
            found.setdefault(demographic.column, f"[demographics.{demographic.variable}]")
        for question in self.questions:
            for _label, column in question.columns:
                found.setdefault(column, f"[questions.{question.code}]")
        for comment in self.comments:
            found.setdefault(comment.column, f"[comments.{comment.code}]")
        return found
