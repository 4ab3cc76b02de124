"""How many answers are wanted from whom, and how far they are: in bands, from mixed answers, nobody turned away."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from itertools import product

from django.db.models import Count

from surveys.analysis.demographics import STANDARD
from surveys.analysis.disclosure.table import DEFAULT_K as K
from surveys.mixing.services import SMALLEST_CHANNEL
from surveys.models import Response, SurveyPage
from surveys.reports.asked import questionnaire
from surveys.reports.counts import band_expression

Cell = tuple[str, ...]

MOST_VARIABLES = 2
MOST_WANTED = 100_000

FEW, UNDER_HALF, OVER_HALF, NEARLY, FULL = "few", "under-half", "over-half", "nearly", "full"
"""How far a cell is: fewer than ten people, below a half, from a half, from three quarters, reached."""


def variables_to_choose(survey: SurveyPage) -> tuple[str, ...]:
    """The demographics a quota may be set on: those the survey asks and the Census has figures for."""
    from surveys.analysis.population import VARIABLES

    asked = questionnaire(survey)
    return tuple(name for name in (asked.demographics if asked else ()) if name in VARIABLES)


def cells_of(variables: Sequence[str]) -> list[Cell]:
    """Every cell of one or two variables, in their published bands and in the order of the form.

    Bands the Census has nobody in (another sex, elsewhere) are no cells.
    """
    return list(_shares(variables))


def wanted_by_census(variables: Sequence[str], total: int) -> dict[Cell, int]:
    """A number of answers shared out by the Census shares of residents, in whole people that add up to it."""
    shares = _shares(variables)
    exact = {cell: share * total for cell, share in shares.items()}
    wanted = {cell: math.floor(value) for cell, value in exact.items()}
    by_rest = sorted(exact, key=lambda cell: wanted[cell] - exact[cell])
    for cell in by_rest[: total - sum(wanted.values())]:
        wanted[cell] += 1
    return wanted


def count_cells_of(survey: SurveyPage, variables: Sequence[str]) -> Counter[Cell]:
    """Mixed answers in each cell. People who left one of the questions empty are in none."""
    return Counter(_by_cell(survey, variables, ()))


def reached_by(survey: SurveyPage, variables: Sequence[str]) -> dict[Cell, list[str]]:
    """The codes of the links that bring people of a cell; empty text is the open link.

    A link is named where ten people or more of the cell came by it and ten or more who are not of the cell, among
    thirty or more: neither that somebody came by it nor that all were alike can be told of anybody.
    """
    crossed = Counter(_by_cell(survey, variables, ("channel",)))
    whole: Counter[str] = Counter()
    for channel, n in (
        Response.objects.filter(survey=survey)
        .order_by()
        .values("channel")
        .annotate(n=Count("pk"))
        .values_list("channel", "n")
    ):
        whole[channel] = n
    found: dict[Cell, list[str]] = {}
    for (*cell, channel), n in sorted(crossed.items(), key=lambda item: (-item[1], item[0])):
        if whole[channel] >= SMALLEST_CHANNEL and K <= n <= whole[channel] - K:
            found.setdefault(tuple(cell), []).append(channel)
    return found


def how_far(n: int, wanted: int) -> str:
    """The band of a cell. Nothing is said of fewer than ten people, however few are wanted."""
    if n < K:
        return FEW
    if n >= wanted:
        return FULL
    if n >= 0.75 * wanted:
        return NEARLY
    return OVER_HALF if n >= 0.5 * wanted else UNDER_HALF


def _by_cell(survey: SurveyPage, variables: Sequence[str], more: Sequence[str]) -> dict[Cell, int]:
    bands = {f"band_{name}": band_expression(name) for name in variables}
    rows = (
        Response.objects.filter(survey=survey)
        .annotate(**bands)
        .order_by()
        .values(*bands, *more)
        .annotate(n=Count("pk"))
        .values_list(*bands, *more, "n")
    )
    return {tuple(cell): n for *cell, n in rows if all(part is not None for part in cell[: len(bands)])}


def _shares(variables: Sequence[str]) -> dict[Cell, float]:
    from surveys.analysis.population import census_targets

    key = tuple(variables)
    margin = key if len(key) > 1 else key[0]
    shares = census_targets([margin], bands=dict.fromkeys(key, "shown")).shares(margin)
    flat = {index if isinstance(index, tuple) else (index,): float(share) for index, share in shares.items()}
    order = product(*(STANDARD[name].shown for name in key))
    return {cell: flat[cell] for cell in order if cell in flat}
