"""Modelled shares of small groups, two or three variables at a time. For the workbench alone: never published."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from surveys.analysis.demographics import STANDARD
from surveys.analysis.disclosure.table import DEFAULT_K as K
from surveys.models import SurveyPage
from surveys.reports.asked import Asked
from surveys.reports.counts import ANSWER, count_answers
from surveys.reports.memory import remembered
from surveys.reports.plans import scheme_of
from surveys.reports.scheme import PUBLIC, Scheme
from surveys.reports.weighing import NotEnoughAnswers, weigh

if TYPE_CHECKING:
    import pandas as pd

    from surveys.analysis.small_area import SmallAreas

PAIRS = (("authority", "age_band"), ("authority", "ethnic_group"), ("age_band", "ethnic_group"))
TRIPLES = (
    ("authority", "age_band", "sex"),
    ("authority", "age_band", "ethnic_group"),
    ("authority", "ethnic_group", "sex"),
    ("age_band", "ethnic_group", "sex"),
)
"""What groups are made of: the first down the side of a table, the second across, a table for each of the third."""
SMALLEST_SAMPLE = 200
SMALLEST_SAMPLE_OF_THREE = 500
"""Three variables at once make some hundred groups: below this, hardly any of them would speak for itself."""
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
class Layer:
    """The groups of one band of the third variable ("" where there are two): rows and columns of modelled shares."""

    band: str
    cells: tuple[tuple[Modelled | None, ...], ...]


@dataclass(frozen=True)
class SmallGroups:
    """The modelled shares of one answer: a row for each band of the first variable, a column for each of the second.

    ``overall`` is the weighted share of everybody, which the groups add up to. ``shift`` and ``terms`` (variables,
    standard deviation in log odds, effective number of effects) are for the statistician. ``residents`` says whose
    figures of the population the groups are made up of.
    """

    variables: tuple[str, ...]
    down: tuple[str, ...]
    across: tuple[str, ...]
    layers: tuple[Layer, ...]
    overall: float
    shift: float
    terms: tuple[tuple[str, float, float], ...]
    n: int
    residents: str

    @property
    def cells(self) -> tuple[tuple[Modelled | None, ...], ...]:
        """The cells of the first layer: all there are of two variables."""
        return self.layers[0].cells

    @property
    def groups(self) -> list[tuple[tuple[str, ...], Modelled]]:
        """Every group by its bands, in the order of the tables."""
        return [
            ((down, across, *([layer.band] if layer.band else [])), cell)
            for layer in self.layers
            for down, row in zip(self.down, layer.cells, strict=True)
            for across, cell in zip(self.across, row, strict=True)
            if cell is not None
        ]


def small_groups(
    survey: SurveyPage,
    asked: Asked,
    choice: str,
    crossed: tuple[str, ...],
    *,
    scheme: Scheme | None = None,
) -> SmallGroups:
    """Model one answer in the groups of two or three variables.

    Raises NotEnoughAnswers below 200 answers (500 for three variables) and where fewer than ten people gave the answer
    or did not, and what ``weigh`` raises.
    """
    scheme = scheme or scheme_of(survey)
    return remembered(
        survey,
        scheme,
        ("small groups", asked, choice, crossed),
        lambda: _modelled(survey, asked, choice, crossed, scheme),
    )


def _modelled(
    survey: SurveyPage, asked: Asked, choice: str, crossed: tuple[str, ...], scheme: Scheme
) -> SmallGroups:
    from surveys.analysis.small_area import small_area
    from surveys.populations.targets import residents_by

    # What groups are made of belongs to the model, also where the survey is not weighted on it.
    variables = tuple(dict.fromkeys((*scheme.variables, *crossed)))
    extra = tuple(name for name in crossed if name not in scheme.variables)
    counts = count_answers(survey, scheme, asked, by=extra)
    for name in extra:
        # Answers there are no Census figures for: unknown to the model, as they are to the weights.
        outside = PUBLIC.outside.get(name, [])
        counts[name] = [None if band in outside else band for band in counts[name]]
    y = indicator(counts, choice)
    people = counts["n"].to_numpy(dtype=float)
    known = y.notna().to_numpy()
    yes = float(people[known] @ y[known].to_numpy(dtype=float))
    smallest = SMALLEST_SAMPLE if len(crossed) < 3 else SMALLEST_SAMPLE_OF_THREE
    if people[known].sum() < smallest:
        raise NotEnoughAnswers(
            f"Small groups are modelled from {smallest} answers to a question on"
            f"{' where they are made of three variables' if len(crossed) > 2 else ''}; this one has fewer."
        )
    if min(yes, people[known].sum() - yes) < K:
        raise NotEnoughAnswers(
            f"Fewer than {K} people gave this answer, or all but fewer than {K}; choose another one."
        )
    design = weigh(survey, scheme).weights.design_for(counts)
    table, residents = residents_by(variables, scheme)
    return _laid_out(small_area(design, y, list(crossed), table), crossed, residents)


def indicator(counts: pd.DataFrame, choice: str) -> pd.Series[Any]:
    """1 where the answer is (or holds) the choice, 0 where it is another one, empty where there is none."""
    import pandas as pd

    given = [
        None if answer is None else float(choice in answer if isinstance(answer, list) else answer == choice)
        for answer in counts[ANSWER]
    ]
    return pd.Series(given, index=counts.index, dtype=float, name="chosen")


def _laid_out(found: SmallAreas, crossed: tuple[str, ...], residents: str) -> SmallGroups:
    frame = found.estimates
    down, across, *third = (
        tuple(band for band in STANDARD[name].shown if band in set(frame.index.get_level_values(name)))
        for name in crossed
    )
    cells = {
        tuple(row.Index): Modelled(
            float(row.estimate), float(row.lower), float(row.upper), bool(row.shrinkage >= MOSTLY_MODEL)
        )
        for row in frame.itertuples()
    }

    def layer(*band: str) -> tuple[tuple[Modelled | None, ...], ...]:
        return tuple(tuple(cells.get((a, b, *band)) for b in across) for a in down)

    return SmallGroups(
        variables=crossed,
        down=down,
        across=across,
        layers=tuple(Layer(band, layer(band)) for band in third[0]) if third else (Layer("", layer()),),
        overall=found.overall,
        shift=found.shift,
        terms=tuple((row.variables, float(row.sd), float(row.effective)) for row in found.terms.itertuples()),
        n=round(found.n),
        residents=residents,
    )
