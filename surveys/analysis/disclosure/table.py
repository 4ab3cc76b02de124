"""One question's table as the estimates give it, and the policy it is to be published under."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

DEFAULT_K = 10
LOWEST_K = 5
LOWEST_BASE = 30


@dataclass(frozen=True)
class Policy:
    """How small a group of people a published figure may rest on.

    ``k`` is the smallest count of people shown, and the width of doubt left about every hidden count: 10, or
    from 5 upwards where ``not_sensitive_reason`` says why the question harms nobody. ``min_base`` is the
    smallest unweighted base of a published row, at least 30. Raises ValueError for anything weaker.
    """

    k: int = DEFAULT_K
    min_base: int = LOWEST_BASE
    not_sensitive_reason: str = ""

    def __post_init__(self) -> None:
        if self.k < LOWEST_K:
            raise ValueError(
                f"Policy: a threshold of {self.k} people is too small; no question may be published with one "
                f"below {LOWEST_K}. Merge rare answers or small groups instead."
            )
        if self.k < DEFAULT_K and not self.not_sensitive_reason.strip():
            raise ValueError(
                f"Policy: a threshold of {self.k} people needs a written reason why the question is not "
                f"sensitive. Give not_sensitive_reason, or keep the threshold of {DEFAULT_K}."
            )
        if self.min_base < LOWEST_BASE:
            raise ValueError(
                f"Policy: a smallest base of {self.min_base} people is too small; rows need at least "
                f"{LOWEST_BASE}. Merge small groups instead."
            )


@dataclass(frozen=True)
class Option:
    """One answer of a question: its stored code and the wording shown."""

    code: str
    label: str


@dataclass(frozen=True)
class Row:
    """The figures of one group of people, or of everybody.

    ``base`` and ``counts`` (one per option) are unweighted people. ``shares``, ``ci_low`` and ``ci_high`` are
    weighted proportions from 0 to 1, nan where there is no estimate. ``letters`` holds for each option the
    codes of the groups this one differs from significantly. ``weighted_base`` (sum of weights) and
    ``effective_base`` (Kish's effective sample size) are needed only to merge rows without going back to the
    answers.
    """

    code: str
    label: str
    base: int
    counts: tuple[int, ...]
    shares: tuple[float, ...]
    ci_low: tuple[float, ...]
    ci_high: tuple[float, ...]
    letters: tuple[tuple[str, ...], ...] = ()
    weighted_base: float | None = None
    effective_base: float | None = None

    def letters_of(self, option: int) -> tuple[str, ...]:
        """The groups this row differs from on the option at this position; none if no test was made."""
        return self.letters[option] if self.letters else ()


@dataclass(frozen=True)
class Breakdown:
    """One variable that splits everybody into groups, each person in exactly one."""

    variable: str
    label: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Table:
    """One question's figures for everybody (``all_row``) and, optionally, by one variable.

    ``structural_zeros`` holds (group code, option code) pairs that routing makes impossible; the group code
    is None for an option nobody was offered. With ``multi`` people may tick several options: each is a table
    of its own of those who ticked it and those who did not, and the base should count everybody who was
    asked. Groups must add up to everybody, so "not stated" is an ordinary group and "prefer not to say" an
    ordinary option. Raises ValueError naming the row and option that do not fit.
    """

    question: str
    options: tuple[Option, ...]
    all_row: Row
    breakdown: Breakdown | None = None
    structural_zeros: frozenset[tuple[str | None, str]] = field(default_factory=frozenset)
    multi: bool = False

    def __post_init__(self) -> None:
        self._check_codes()
        for row in self.rows:
            self._check_row(row)
        if self.breakdown is not None:
            self._check_sums(self.breakdown)

    @property
    def groups(self) -> tuple[Row, ...]:
        """The rows of the breakdown, in order; empty without one."""
        return self.breakdown.rows if self.breakdown is not None else ()

    @property
    def rows(self) -> tuple[Row, ...]:
        """Everybody first, then the groups."""
        return (self.all_row, *self.groups)

    def is_structural_zero(self, group: Row, option: Option) -> bool:
        """Whether routing kept this option from this group (or from everybody)."""
        zeros = self.structural_zeros
        return (None, option.code) in zeros or (
            group is not self.all_row and (group.code, option.code) in zeros
        )

    def _check_codes(self) -> None:
        where = f"Table {self.question}"
        for what, codes in (
            ("option", [option.code for option in self.options]),
            ("group", [row.code for row in self.groups]),
        ):
            repeated = sorted({code for code in codes if codes.count(code) > 1})
            if repeated:
                raise ValueError(
                    f"{where}: {what} codes must differ, but {', '.join(repeated)} occurs twice."
                )
        if not self.options:
            raise ValueError(f"{where}: there is no option to tabulate. Give at least one.")
        options = {option.code for option in self.options}
        groups = {row.code for row in self.groups}
        for group, option in self.structural_zeros:
            if option not in options or (group is not None and group not in groups):
                raise ValueError(
                    f"{where}: the structural zero ({group}, {option}) names a group or option the table "
                    "does not have. Use the table's own codes, or None for everybody."
                )

    def _check_row(self, row: Row) -> None:
        where = f"Table {self.question}, row {row.label}"
        width = len(self.options)
        for name, values in (
            ("counts", row.counts),
            ("shares", row.shares),
            ("ci_low", row.ci_low),
            ("ci_high", row.ci_high),
            ("letters", row.letters or self.options),
        ):
            if len(values) != width:
                raise ValueError(
                    f"{where}: {name} has {len(values)} values for {width} options. Give one each."
                )
        if row.base < 0 or any(count < 0 or count > row.base for count in row.counts):
            raise ValueError(f"{where}: every count must lie between 0 and the base of {row.base} people.")
        if not self.multi and sum(row.counts) != row.base:
            raise ValueError(
                f"{where}: the counts add up to {sum(row.counts)} but the base is {row.base}. Count 'prefer "
                "not to say' as an option, or mark the question as multi-select."
            )
        _check_proportions(where, self.options, row)
        for option, count in zip(self.options, row.counts, strict=True):
            if count and self.is_structural_zero(row, option):
                raise ValueError(
                    f"{where}: option {option.label} is declared impossible by routing, but people chose it. "
                    "Correct the routing or the data."
                )

    def _check_sums(self, breakdown: Breakdown) -> None:
        where = f"Table {self.question} by {breakdown.variable}"
        if sum(row.base for row in breakdown.rows) != self.all_row.base:
            raise ValueError(
                f"{where}: the groups' bases do not add up to the base of everybody. Count people whose "
                "group is unknown as a group of their own."
            )
        for position, option in enumerate(self.options):
            if sum(row.counts[position] for row in breakdown.rows) != self.all_row.counts[position]:
                raise ValueError(
                    f"{where}: the groups' counts of {option.label} do not add up to the count of everybody. "
                    "Count people whose group is unknown as a group of their own."
                )


def _check_proportions(where: str, options: Sequence[Option], row: Row) -> None:
    for name, values in (("shares", row.shares), ("ci_low", row.ci_low), ("ci_high", row.ci_high)):
        for option, value in zip(options, values, strict=True):
            if not math.isnan(value) and not 0.0 <= value <= 1.0:
                raise ValueError(
                    f"{where}: {name} of {option.label} is {value}; proportions lie between 0 and 1."
                )
