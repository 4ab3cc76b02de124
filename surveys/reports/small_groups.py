"""Modelled shares of small groups, two variables at a time. For the workbench alone: they are never published."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from surveys.analysis.demographics import STANDARD
from surveys.analysis.disclosure.table import DEFAULT_K as K
from surveys.models import SurveyPage
from surveys.reports.asked import Asked
from surveys.reports.counts import ANSWER, count_answers
from surveys.reports.memory import remembered
from surveys.reports.scheme import PUBLIC, Scheme
from surveys.reports.weighing import NotEnoughAnswers, weigh

if TYPE_CHECKING:
    import pandas as pd

    from surveys.analysis.small_area import SmallAreas

PAIRS = (("authority", "age_band"), ("authority", "ethnic_group"), ("age_band", "ethnic_group"))
"""What groups are made of: the first down the side of the table, the second across."""
SMALLEST_SAMPLE = 200
MOSTLY_MODEL = 0.5
"""From this shrinkage on, other groups decide more of a figure than the group itself."""


@dataclass(frozen=True)
class Modelled:
    """One group's modelled share with its 95% interval, and whether other groups decide most of it."""

    share: float
    low: float
    high: float
    mostly_model: bool


@dataclass(frozen=True)
class SmallGroups:
    """The modelled shares of one answer: a row for each band of the first variable, a cell for each of the second.

    ``overall`` is the weighted share of everybody, which the groups add up to. ``shift`` and ``terms`` (variables,
    standard deviation in log odds, effective number of effects) are for the statistician.
    """

    down: tuple[str, ...]
    across: tuple[str, ...]
    cells: tuple[tuple[Modelled | None, ...], ...]
    overall: float
    shift: float
    terms: tuple[tuple[str, float, float], ...]


def small_groups(
    survey: SurveyPage, asked: Asked, choice: str, pair: tuple[str, str], *, scheme: Scheme = PUBLIC
) -> SmallGroups:
    """Model one answer in the groups of two variables.

    Raises NotEnoughAnswers below 200 answers and where fewer than ten people gave the answer or did not, and what
    ``weigh`` raises.
    """
    return remembered(
        survey,
        scheme,
        ("small groups", asked, choice, pair),
        lambda: _modelled(survey, asked, choice, pair, scheme),
    )


def _modelled(
    survey: SurveyPage, asked: Asked, choice: str, pair: tuple[str, str], scheme: Scheme
) -> SmallGroups:
    from surveys.analysis.population import census_table
    from surveys.analysis.small_area import small_area

    counts = count_answers(survey, scheme, asked)
    y = indicator(counts, choice)
    people = counts["n"].to_numpy(dtype=float)
    known = y.notna().to_numpy()
    yes = float(people[known] @ y[known].to_numpy(dtype=float))
    if people[known].sum() < SMALLEST_SAMPLE:
        raise NotEnoughAnswers(
            f"Small groups are modelled from {SMALLEST_SAMPLE} answers to a question on; this one has fewer."
        )
    if min(yes, people[known].sum() - yes) < K:
        raise NotEnoughAnswers(
            f"Fewer than {K} people gave this answer, or all but fewer than {K}; choose another one."
        )
    design = weigh(survey, scheme).weights.design_for(counts)
    found = small_area(
        design, y, list(pair), census_table(scheme.variables, bands=scheme.bands, ages=scheme.ages)
    )
    return _laid_out(found, pair)


def indicator(counts: pd.DataFrame, choice: str) -> pd.Series[Any]:
    """1 where the answer is (or holds) the choice, 0 where it is another one, empty where there is none."""
    import pandas as pd

    given = [
        None if answer is None else float(choice in answer if isinstance(answer, list) else answer == choice)
        for answer in counts[ANSWER]
    ]
    return pd.Series(given, index=counts.index, dtype=float, name="chosen")


def _laid_out(found: SmallAreas, pair: tuple[str, str]) -> SmallGroups:
    frame = found.estimates
    down, across = (
        tuple(band for band in STANDARD[name].shown if band in set(frame.index.get_level_values(name)))
        for name in pair
    )
    cells = {
        (row.Index[0], row.Index[1]): Modelled(
            float(row.estimate), float(row.lower), float(row.upper), bool(row.shrinkage >= MOSTLY_MODEL)
        )
        for row in frame.itertuples()
    }
    return SmallGroups(
        down=down,
        across=across,
        cells=tuple(tuple(cells.get((a, b)) for b in across) for a in down),
        overall=found.overall,
        shift=found.shift,
        terms=tuple((row.variables, float(row.sd), float(row.effective)) for row in found.terms.itertuples()),
    )
