"""Who is missing: the people who answered beside the people who live here, and whom to invite next."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from surveys.analysis.disclosure import Option, Row, Table, protect
from surveys.models import SurveyPage
from surveys.populations.targets import targets_of, told
from surveys.reports.asked import questionnaire
from surveys.reports.counts import COUNT, count_cells
from surveys.reports.memory import remembered
from surveys.reports.plans import scheme_of
from surveys.reports.scheme import NAMES, PUBLIC, Scheme
from surveys.reports.weighing import NotEnoughAnswers

if TYPE_CHECKING:
    import pandas as pd

Flag = Literal["fewer", "within", "more", "hidden"]
SMALLEST_BASE = 30
GOAL = 0.8
"""A group counts as missing while its share of the answers is below this part of its share of the Census."""


@dataclass(frozen=True)
class Gap:
    """One group's share of the answers beside its share of residents, in whole per cents and points.

    ``sample``, ``points``, ``low`` and ``high`` are None where the group is hidden to protect the people in it.
    ``extra`` is about how many more answers would bring it to four fifths of its share.
    """

    variable: str
    category: str
    sample: int | None
    population: int
    points: int | None
    low: int | None
    high: int | None
    flag: Flag
    extra: int

    @property
    def shown(self) -> bool:
        """Whether the group has figures."""
        return self.points is not None


@dataclass(frozen=True)
class Representation:
    """The gaps of every weighting variable, in the order of the scheme and of the form.

    ``n`` is rounded to the nearest 5. ``sources`` say what the population figures are, ``modelled`` the variables
    whose figures are a model.
    """

    n: int
    gaps: tuple[Gap, ...]
    sources: str
    modelled: tuple[str, ...]
    dissimilarity: tuple[tuple[str, int], ...]

    def of(self, variable: str) -> tuple[Gap, ...]:
        """The gaps of one variable."""
        return tuple(gap for gap in self.gaps if gap.variable == variable)

    @property
    def variables(self) -> tuple[str, ...]:
        """The variables in order."""
        return tuple(dict.fromkeys(gap.variable for gap in self.gaps))

    @property
    def invitations(self) -> tuple[Gap, ...]:
        """Groups that need more answers, those that need most first."""
        return tuple(
            sorted((gap for gap in self.gaps if gap.extra), key=lambda gap: (-gap.extra, gap.category))
        )


def representation(survey: SurveyPage, scheme: Scheme | None = None) -> Representation:
    """Compare the mixed answers with the population, unweighted, one variable at a time.

    Every variable that was asked and that there are figures for is compared, also where the survey is not weighted on
    it. Everything shown has passed disclosure control. Raises NotEnoughAnswers below 30 answers.
    """
    scheme = _of_all_variables(scheme or scheme_of(survey), survey)
    return remembered(
        survey, scheme, ("representation",), lambda: representation_of(count_cells(survey, scheme), scheme)
    )


def _of_all_variables(scheme: Scheme, survey: SurveyPage) -> Scheme:
    """The plan with a margin for each variable of the standard plan that the survey asks for."""
    if scheme.margins == PUBLIC.margins:
        return scheme
    asked = questionnaire(survey)
    stored = set(asked.demographics) if asked else set()
    variables = tuple(name for name in PUBLIC.variables if name in stored or name in scheme.variables)
    return replace(scheme, margins=variables, soft=(), kept_outside=PUBLIC.kept_outside)


def representation_of(cells: pd.DataFrame, scheme: Scheme) -> Representation:
    """The same from people counted by cell."""
    from surveys.analysis.population import census_targets, is_modelled, source_note
    from surveys.analysis.representativeness import gaps, recruitment

    n = int(cells[COUNT].sum()) if len(cells) else 0
    if n < SMALLEST_BASE:
        raise NotEnoughAnswers(
            f"Fewer than {SMALLEST_BASE} answers have been mixed. Who is missing is shown from {SMALLEST_BASE} on."
        )
    targets = (
        targets_of(scheme.variables, scheme)
        if scheme.figures
        else census_targets(list(scheme.variables), bands=scheme.bands, ages=scheme.ages)
    )
    compared = gaps(cells, targets, count=COUNT, outside=scheme.outside)
    needed = recruitment(cells, targets, ratio=GOAL, count=COUNT, outside=scheme.outside)
    extra = {(row.variable, row.category): int(row.extra) for row in needed.categories.itertuples()}
    found: list[Gap] = []
    for variable, part in compared.categories.groupby("variable", sort=False):
        name = str(variable)
        base = round(part["n"].sum())
        shown = _shown(name, part, base)
        for row in part.itertuples():
            category = str(row.category)
            more = extra[(name, category)]
            population = _points(100 * row.population_share)
            if category not in shown:
                # How many more a hidden group needs would tell how many it has: say what it needs in all.
                whole = math.ceil(GOAL * row.population_share * n)
                found.append(
                    Gap(
                        name,
                        category,
                        None,
                        population,
                        None,
                        None,
                        None,
                        "hidden",
                        _up_to_5(whole if more else 0),
                    )
                )
                continue
            low, high = _points(row.gap_lower), _points(row.gap_upper)
            found.append(
                Gap(
                    variable=name,
                    category=category,
                    sample=_points(100 * row.sample_share),
                    population=population,
                    points=_points(row.gap_pp),
                    low=low,
                    high=high,
                    # By the whole points shown, so that words and picture never disagree.
                    flag="fewer" if high < 0 else "more" if low > 0 else "within",
                    extra=_up_to_5(more),
                )
            )
    return Representation(
        n=5 * round(n / 5),
        gaps=tuple(found),
        sources=_sources(scheme) + source_note(scheme.variables, scheme.ages),
        modelled=tuple(
            variable
            for variable in scheme.variables
            if is_modelled(variable) and not scheme.figures_for(variable)
        ),
        dissimilarity=tuple(
            (str(row.variable), _points(100 * row.dissimilarity))
            for row in compared.variables.itertuples()
            if not math.isnan(row.dissimilarity)
        ),
    )


def _sources(scheme: Scheme) -> str:
    """The tables that were taken in and what they stand for, before the note on what is built in."""
    replaced = [NAMES[name].lower() for name in scheme.variables if scheme.figures_for(name)]
    if not replaced:
        return ""
    return f"Figures for {', '.join(replaced)} are those of {told(scheme).removeprefix('Census 2021 and ')}. "


def _shown(variable: str, part: pd.DataFrame, base: int) -> set[str]:
    """The categories whose share may be shown: the composition of the sample is a table like any other."""
    counts = tuple(round(value) for value in part["n"])
    if base == 0:
        return set()
    shares = tuple(count / base for count in counts)
    table = Table(
        question=NAMES[variable],
        options=tuple(Option(str(category), str(category)) for category in part["category"]),
        all_row=Row("everybody", "Everybody", base, counts, shares, shares, shares),
    )
    row = protect(table).all_row
    return set() if row is None else {cell.option for cell in row.cells if cell.shown}


def _points(value: float) -> int:
    return math.floor(abs(value) + 0.5) * (1 if value >= 0 else -1)


def _up_to_5(value: int) -> int:
    return 5 * math.ceil(value / 5)
