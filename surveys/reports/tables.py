"""Weighted tables: every question, overall and by one breakdown, as the analysis estimates them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from surveys.analysis.demographics import STANDARD
from surveys.analysis.disclosure import Breakdown, Option, Row, Table
from surveys.models import SurveyPage
from surveys.reports.asked import Asked, questionnaire
from surveys.reports.counts import ANSWER, NOT_STATED, count_answers, count_numbers, count_places
from surveys.reports.memory import remembered
from surveys.reports.plans import scheme_of
from surveys.reports.scheme import NAMES, Scheme
from surveys.reports.weighing import Weighted, weigh

if TYPE_CHECKING:
    import pandas as pd

LOW_BASE = 100
"""Groups with fewer people than this carry a mark."""


@dataclass(frozen=True)
class Figure:
    """One option in one group: shares from 0 to 1, nan where nobody answered. ``count`` is people, unweighted."""

    option: str
    count: int
    share: float
    low: float
    high: float
    unweighted: float
    letters: tuple[str, ...] = ()


@dataclass(frozen=True)
class Group:
    """One row of a table: a group of people, or everybody (empty code).

    ``letter`` names the group where others refer to it; ``effective_base`` is Kish's effective sample size. ``mean`` is
    the weighted mean of a number question, for everybody alone.
    """

    code: str
    label: str
    base: int
    weighted_base: float
    effective_base: float
    figures: tuple[Figure, ...]
    letter: str = ""
    mean: float | None = None
    quartiles: tuple[float, float, float] | None = None
    """Of a typed number, for everybody alone: what a quarter, half and three quarters of people lie at or below."""

    @property
    def low_base(self) -> bool:
        """Whether so few people answered that the figures must be read with care."""
        return self.base < LOW_BASE


@dataclass(frozen=True)
class QuestionTable:
    """One question's figures for everybody and, where asked for, by one variable.

    ``flips`` are pairs of option codes of which weighting puts the first above the second although fewer people chose
    it. ``p_value`` is that of the Rao-Scott test of a single choice by the breakdown.
    """

    asked: Asked
    everybody: Group
    by: str | None = None
    groups: tuple[Group, ...] = ()
    p_value: float | None = None
    places: tuple[tuple[str, float], ...] = ()
    """Of a ranking: each answer with its weighted mean place, for everybody."""

    @property
    def flips(self) -> tuple[tuple[str, str], ...]:
        figures = self.everybody.figures
        return tuple(
            (first.option, second.option)
            for first in figures
            for second in figures
            if first.share > second.share and first.unweighted < second.unweighted
        )


def question_tables(
    survey: SurveyPage, *, by: str | None = None, scheme: Scheme | None = None, with_missing: bool = True
) -> tuple[QuestionTable, ...]:
    """The weighted table of every closed question; one query a question, whatever the number of answers.

    Without ``with_missing`` people who said "don't know" or "prefer not to say" leave the bases. What may not leave the
    workbench is not broken down. Raises what ``weigh`` raises.
    """
    scheme = scheme or scheme_of(survey)
    found = questionnaire(survey)
    if found is None:
        return ()
    questions = [asked for asked in found.questions if asked.is_public or by is None]
    if not with_missing:
        questions = [asked.without_missing() for asked in questions]
    return remembered(
        survey,
        scheme,
        ("tables", by, found.number, found.digest, with_missing),
        lambda: tuple(_of(survey, asked, by, scheme, weigh(survey, scheme)) for asked in questions),
    )


def question_table(
    survey: SurveyPage, asked: Asked, *, by: str | None = None, scheme: Scheme | None = None
) -> QuestionTable:
    """The weighted table of one question."""
    scheme = scheme or scheme_of(survey)
    return remembered(
        survey,
        scheme,
        ("table", asked, by),
        lambda: _of(survey, asked, by, scheme, weigh(survey, scheme)),
    )


def _of(
    survey: SurveyPage, asked: Asked, by: str | None, scheme: Scheme, weighted: Weighted
) -> QuestionTable:
    numbers = count_numbers(survey, scheme, asked) if asked.kind == "number" else None
    table = table_of(count_answers(survey, scheme, asked, by=by), asked, weighted, by=by, numbers=numbers)
    if asked.kind != "ranking" or not table.everybody.base:
        return table
    places = tuple(
        (code, float(weighted.weights.design_for(frame).mean(ANSWER)["estimate"].iloc[0]))
        for code, frame in count_places(survey, scheme, asked).items()
    )
    return replace(table, places=places)


def table_of(
    counts: pd.DataFrame,
    asked: Asked,
    weighted: Weighted,
    *,
    by: str | None = None,
    bands: Sequence[str] = (),
    numbers: pd.DataFrame | None = None,
) -> QuestionTable:
    """A question's table from people counted by cell and answer.

    ``bands`` are the groups of ``by`` in their order, where it is no standard demographic.
    """
    codes = [choice.code for choice in asked.choices]
    counts = counts.copy()
    group = f"by_{by}"
    if by is not None:
        counts[group] = [NOT_STATED if _empty(value) else value for value in counts[by]]
    nobody = not any(not _empty(answer) for answer in counts[ANSWER])
    if nobody:
        return QuestionTable(asked, _nobody(codes), by)
    design = weighted.weights.design_for(counts)
    frame = design.tables([ANSWER], by=group if by else None, options={ANSWER: codes})
    rows = {name: part for name, part in frame.groupby("group", sort=False)}
    letters: dict[str, dict[str, tuple[str, ...]]] = {}
    names: dict[str, str] = {}
    p_value = None
    order: list[str] = []
    if by is not None:
        present = set(counts[group])
        order = [band for band in bands or (*STANDARD[by].shown, NOT_STATED) if band in present]
        crossed = design.crosstab(ANSWER, group, options=codes, groups=order)
        names = {band: str(letter) for band, letter in crossed.column_letters.items()}
        letters = {
            band: {code: tuple(str(crossed.letters.loc[code, band]).split()) for code in codes}
            for band in order
        }
        p_value = crossed.independence.p_value if crossed.independence else None
    mean, quartiles = None, None
    if numbers is not None and numbers[ANSWER].notna().any():
        of_numbers = weighted.weights.design_for(numbers)
        mean = float(of_numbers.mean(ANSWER)["estimate"].iloc[0])
        if asked.starts:
            lower, middle, upper = (
                float(of_numbers.quantile(ANSWER, share)["estimate"].iloc[0]) for share in (0.25, 0.5, 0.75)
            )
            quartiles = (lower, middle, upper)
    return QuestionTable(
        asked=asked,
        everybody=replace(_group("", "Everybody", rows["All"], {}, "", mean), quartiles=quartiles),
        by=by,
        groups=tuple(_group(band, band, rows[band], letters[band], names[band]) for band in order),
        p_value=p_value,
    )


def _group(
    code: str,
    label: str,
    rows: pd.DataFrame,
    letters: dict[str, tuple[str, ...]],
    letter: str,
    mean: float | None = None,
) -> Group:
    first = rows.iloc[0]
    return Group(
        code=code,
        label=label,
        base=round(float(first["n"])),
        weighted_base=float(first["weighted_base"]),
        effective_base=float(first["effective_base"]),
        figures=tuple(
            Figure(
                option=row.option,
                count=round(float(row.chosen)),
                share=_share(row.estimate),
                low=_share(row.lower),
                high=_share(row.upper),
                unweighted=float(row.unweighted),
                letters=letters.get(row.option, ()),
            )
            for row in rows.itertuples(index=False)
        ),
        letter=letter,
        mean=mean,
    )


def _share(value: float) -> float:
    """A proportion within 0 and 1, which rounding in the last digit may leave."""
    return value if math.isnan(value) else min(max(float(value), 0.0), 1.0)


def _nobody(codes: list[str]) -> Group:
    nan = math.nan
    return Group("", "Everybody", 0, 0.0, 0.0, tuple(Figure(code, 0, nan, nan, nan, nan) for code in codes))


def _empty(value: object) -> bool:
    return value is None or (isinstance(value, float) and math.isnan(value))


def for_protection(table: QuestionTable) -> Table:
    """The same figures in the form in which disclosure control takes them."""
    letter_to_code = {group.letter: group.code for group in table.groups if group.letter}

    def row(group: Group) -> Row:
        figures = group.figures
        return Row(
            code=group.code or "everybody",
            label=group.label,
            base=group.base,
            counts=tuple(figure.count for figure in figures),
            shares=tuple(figure.share for figure in figures),
            ci_low=tuple(figure.low for figure in figures),
            ci_high=tuple(figure.high for figure in figures),
            letters=tuple(tuple(letter_to_code[x] for x in figure.letters) for figure in figures),
            weighted_base=group.weighted_base,
            effective_base=group.effective_base,
        )

    return Table(
        question=table.asked.code,
        options=tuple(Option(choice.code, choice.label) for choice in table.asked.choices),
        all_row=row(table.everybody),
        breakdown=(
            Breakdown(table.by, NAMES.get(table.by, table.by), tuple(row(group) for group in table.groups))
            if table.by is not None and table.groups
            else None
        ),
        multi=table.asked.multiple,
    )
