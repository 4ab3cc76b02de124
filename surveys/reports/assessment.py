"""What a weighting plan costs and what it leaves open, so that two plans can be set side by side."""

from __future__ import annotations

from dataclasses import dataclass, replace

from surveys.analysis.disclosure.table import DEFAULT_K as K
from surveys.analysis.errors import AnalysisError
from surveys.models import SurveyPage
from surveys.populations.targets import targets_of
from surveys.reports.asked import questionnaire
from surveys.reports.counts import COUNT, count_cells
from surveys.reports.memory import remembered
from surveys.reports.method import largest_gap
from surveys.reports.scheme import NAMES, PUBLIC, Scheme
from surveys.reports.weighing import NotEnoughAnswers, Weighted, weigh


@dataclass(frozen=True)
class Assessment:
    """One plan applied to the answers there are.

    ``ess`` is to the nearest 5, ``gap`` the most by which one of its own targets is missed, in percentage points.
    ``elsewhere`` holds for each variable it does not weigh on the most by which a group's weighted share is off the
    population, in whole points. ``cautions`` is how many warnings there are, ``heavy`` whether one person counts for
    more than they should. ``refusal`` is why there is none of this, in a sentence.
    """

    deff: float = 0.0
    ess: int = 0
    efficiency: int = 0
    lightest: float = 0.0
    heaviest: float = 0.0
    gap: float = 0.0
    elsewhere: tuple[tuple[str, int], ...] = ()
    cautions: int = 0
    decisions: tuple[str, ...] = ()
    refusal: str = ""


def assessed(survey: SurveyPage, scheme: Scheme) -> Assessment:
    """How a plan would do. Never raises for answers or targets: the refusal says what stands in the way."""
    return remembered(survey, scheme, ("assessment",), lambda: _assessed(survey, scheme))


def in_the_way(error: AnalysisError) -> str:
    """What keeps a plan from being used, without the number of people it is about: plans are tried one after another.

    What the analysis says of figures of residents is told as it is.
    """
    from surveys.analysis.errors import TargetError

    if isinstance(error, TargetError) or error.variable is None:
        return str(error)
    names = (error.variable,) if isinstance(error.variable, str) else tuple(error.variable)
    bands = (error.category,) if isinstance(error.category, str) else tuple(error.category or ())
    who = " by ".join(NAMES.get(name, name).lower() for name in names)
    whom = f" (“{', '.join(map(str, bands))}”)" if bands else ""
    return (
        f"The answers there are cannot meet the figures for {who}{whom} together with the others. Meet it more "
        "loosely, take it away, or let the limit be raised."
    )


def _assessed(survey: SurveyPage, scheme: Scheme) -> Assessment:
    try:
        weighted = weigh(survey, scheme)
        elsewhere = tuple(_elsewhere(survey, weighted))
    except AnalysisError as error:
        return Assessment(refusal=in_the_way(error))
    except NotEnoughAnswers as reason:
        return Assessment(refusal=str(reason))
    weights = weighted.weights
    return Assessment(
        deff=weights.deff_kish,
        ess=5 * round(weights.ess / 5),
        efficiency=round(100 * weights.efficiency),
        lightest=weights.range[0],
        heaviest=weights.range[1],
        gap=largest_gap(weights),
        elsewhere=elsewhere,
        cautions=len(weights.warnings),
        decisions=weighted.decisions,
    )


def _elsewhere(survey: SurveyPage, weighted: Weighted) -> list[tuple[str, int]]:
    """The variables that were asked and not weighted on, with the largest gap of a group that may be shown."""
    asked = questionnaire(survey)
    stored = set(asked.demographics) if asked else set()
    found = []
    scheme = weighted.scheme
    for name in PUBLIC.variables:
        if name in scheme.variables or name not in stored:
            continue
        cells = count_cells(survey, replace(scheme, margins=(*scheme.margins, name)))
        shares = targets_of((name,), replace(scheme, figures=())).shares(name)
        # As the targets do: over those who answered with something they have a figure for.
        cells[name] = [band if band in shares.index else None for band in cells[name]]
        n = cells.dropna(subset=[name]).groupby(name)[COUNT].sum()
        shown = [band for band in shares.index if n.get(band, 0) >= K]
        if not shown:
            continue
        table = weighted.weights.design_for(cells).proportion(name, options=list(shares.index))
        gaps = [abs(float(table.loc[("All", band), "estimate"]) - float(shares[band])) for band in shown]
        found.append((name, round(100 * max(gaps))))
    return found
