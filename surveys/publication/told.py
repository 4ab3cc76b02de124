"""What people told in their own words, as figures that may be published: shares of themes, and of kinds of place."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from surveys.analysis.disclosure import ProtectedTable, protect
from surveys.models import SurveyPage
from surveys.reports.corrected import corrected
from surveys.reports.places import no_go_places
from surveys.reports.prevalence import prevalence
from surveys.reports.scheme import Scheme
from surveys.reports.tables import QuestionTable, for_protection


@dataclass(frozen=True)
class ThemesTold:
    """Protected shares of themes, the codebooks they were read with, and about how many people's comments correct them
    (0: they are counts of the machine). ``view`` tells what is hidden and why."""

    themes: list[dict[str, Any]] = field(default_factory=list)
    codebooks: tuple[str, ...] = ()
    coded: int = 0
    too_rare: tuple[str, ...] = ()
    view: ProtectedTable | None = None


@dataclass(frozen=True)
class PlacesTold:
    """Protected shares of kinds of place among people who wrote about places they avoid, or why there are none."""

    places: list[dict[str, Any]] = field(default_factory=list)
    codebooks: tuple[str, ...] = ()
    view: ProtectedTable | None = None
    refusal: str = ""


def themes_told(survey: SurveyPage, scheme: Scheme) -> ThemesTold:
    """The corrected shares once enough is coded, until then what the machine counted."""
    counted = prevalence(survey, scheme=scheme)
    if not counted.codebooks or not counted.table.everybody.base:
        return ThemesTold()
    found = corrected(survey, scheme=scheme)
    themes, view = _shares(found.table or counted.table, "theme")
    if view is None:
        return ThemesTold()
    if found.table is None:
        return ThemesTold(themes, counted.codebooks, view=view)
    return ThemesTold(themes, counted.codebooks, 5 * round(found.coded / 5), found.too_rare, view)


def places_told(survey: SurveyPage, scheme: Scheme) -> PlacesTold:
    """What the machine counted; a kind from a short list, never a street, a school or a person.

    The base is how many people wrote about such places, so it may be told only where that share itself may be.
    """
    from surveys.analysis.themes.places import THEME

    counted = prevalence(survey, scheme=scheme)
    refused = PlacesTold(
        refusal="Kinds of place are not published: too few people wrote about places they avoid, or too few did not."
    )
    if not counted.codebooks or not counted.table.everybody.base:
        return refused
    about, _ = _shares(counted.table, "theme")
    share = next((one for one in about if one["theme"] == THEME), None)
    if share is None or not isinstance(share["percent"], int):
        return refused
    places, view = _shares(no_go_places(survey, scheme=scheme), "place")
    if view is None:
        return refused
    return PlacesTold(places, counted.codebooks, view)


def _shares(table: QuestionTable, key: str) -> tuple[list[dict[str, Any]], ProtectedTable | None]:
    """The protected shares of everybody, each with its code under ``key``; none where the table is not publishable."""
    view = protect(for_protection(table))
    if view.all_row is None:
        return [], None
    names = {option.code: option.label for option in view.options}
    base = view.all_row.base
    return [
        {
            key: cell.option,
            "name": names[cell.option],
            "percent": cell.percent,
            "low": cell.ci_low,
            "high": cell.ci_high,
            "base": base,
        }
        for cell in view.all_row.cells
    ], view
