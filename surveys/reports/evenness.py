"""How evenly groups answered, and what weighting cannot mend: figures of a whole survey, never of a small group."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from surveys.analysis.sensitivity import defect_table, if_the_missing_differ
from surveys.models import SurveyPage
from surveys.reports.counts import COUNT, count_cells
from surveys.reports.memory import remembered
from surveys.reports.plans import scheme_of
from surveys.reports.scheme import NAMES, Scheme
from surveys.reports.weighing import NotEnoughAnswers, Weighted

if TYPE_CHECKING:
    import pandas as pd

CROSSED = ("authority", "age_band", "sex", "ethnic_group")
"""The variables response is compared on, together; religion would leave most groups empty."""
SMALLEST_SAMPLE = 100
SHARE = 0.4
"""The example share for what people who did not answer might change."""
ODDS = (0.5, 2 / 3, 1.5, 2.0)


@dataclass(frozen=True)
class Part:
    """One variable's part of the unevenness: alone, and beyond the other variables. Coefficients of variation."""

    name: str
    alone: float
    beyond: float


@dataclass(frozen=True)
class Evenness:
    """How unevenly the groups of four variables answered.

    ``cv`` is the coefficient of variation of the rate of answering, chance taken off; ``cv_raw`` with chance.
    ``points`` is the most by which an unweighted share of one half can be off, if answering depends on these groups
    alone.
    """

    cv: float
    cv_raw: float
    r_rescaled: float
    points: int
    groups: int
    parts: tuple[Part, ...]


def evenness(survey: SurveyPage, scheme: Scheme | None = None) -> Evenness:
    """How evenly the groups of the population answered. Raises NotEnoughAnswers below 100 answers."""
    scheme = scheme or scheme_of(survey)
    return remembered(survey, scheme, ("evenness",), lambda: evenness_of(count_cells(survey, scheme), scheme))


def evenness_of(cells: pd.DataFrame, scheme: Scheme) -> Evenness:
    """The same from people counted by cell."""
    from surveys.analysis.population import census_table
    from surveys.analysis.response import r_indicator

    names = [name for name in CROSSED if name in scheme.variables]
    n = float(cells[COUNT].sum()) if len(cells) else 0.0
    if n < SMALLEST_SAMPLE:
        raise NotEnoughAnswers(f"How evenly groups answered is told from {SMALLEST_SAMPLE} answers on.")
    stated = cells.copy()
    for name, bands in scheme.outside.items():
        stated[name] = stated[name].where(~stated[name].isin(bands), None)
    found = r_indicator(stated, census_table(names, bands=scheme.bands, ages=scheme.ages), count=COUNT)
    return Evenness(
        cv=found.cv_adjusted,
        cv_raw=found.cv,
        r_rescaled=found.r_rescaled,
        points=round(100 * 0.5 * found.max_bias_per_sd),
        groups=found.groups,
        parts=tuple(
            Part(NAMES[row.variable], float(row.unconditional), float(row.conditional))
            for row in found.variables.itertuples()
        ),
    )


@dataclass(frozen=True)
class Unseen:
    """What self-selection may cost: rows of (correlation, worth in random answers, error in points, None where a share
    of one half could be anything), and of (odds ratio of those who did not answer, share of everybody in per cent) for
    an example share.
    """

    defect: tuple[tuple[str, int, int | None], ...]
    share: int
    missing: tuple[tuple[str, int], ...]


def unseen(weighted: Weighted) -> Unseen:
    """The two tables for a weighted survey."""
    population = float(weighted.targets.total)
    defect = defect_table(weighted.n, population)
    differ = if_the_missing_differ(SHARE, answering=weighted.n / population, odds=ODDS)
    return Unseen(
        defect=tuple(
            (
                f"{row.rho:g}",
                max(1, round(row.random_equivalent)),
                round(row.error_pp) if row.error_pp < 50 else None,
            )
            for row in defect.itertuples()
        ),
        share=round(100 * SHARE),
        missing=tuple(
            (f"{row.odds_ratio:.2g} times", round(100 * row.population)) for row in differ.itertuples()
        ),
    )
