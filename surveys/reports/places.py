"""Where people do not feel safe, as they wrote it: kinds of place, and the authority a comment names."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from surveys.analysis.demographics import AUTHORITIES
from surveys.models import PlaceMention, SurveyPage, ThemeTag
from surveys.reports.asked import Asked, Choice
from surveys.reports.counts import ANSWER, count_comments
from surveys.reports.memory import remembered
from surveys.reports.plans import scheme_of
from surveys.reports.prevalence import standing_alone
from surveys.reports.scheme import Scheme
from surveys.reports.tables import QuestionTable
from surveys.reports.weighing import weigh
from surveys.reports.writers import by_cell, writers

if TYPE_CHECKING:
    import pandas as pd

QUESTION = "NOGO"
NAMED = "area_named"
"""The breakdown by the area a person's comments name, which need not be the one they live in."""
NO_AREA = "No area named"
SEVERAL = "More than one area"


def no_go_places(survey: SurveyPage, *, by_area: bool = False, scheme: Scheme | None = None) -> QuestionTable:
    """The weighted share of people who wrote about places they avoid, for each kind of place they name.

    With ``by_area`` also by the authority their comments name: everybody is in one group, those who name several or
    none in groups of their own. Raises what ``weigh`` raises.
    """
    scheme = scheme or scheme_of(survey)
    return remembered(survey, scheme, ("no-go places", by_area), lambda: _table(survey, by_area, scheme))


def _table(survey: SurveyPage, by_area: bool, scheme: Scheme) -> QuestionTable:
    from surveys.analysis.themes.places import THEME, kind_names

    kinds = kind_names()
    asked = Asked(
        code=QUESTION,
        label="What kinds of place do people avoid?",
        kind="multiple",
        choices=tuple(Choice(code, name, (code,)) for code, name in kinds.items()),
        versions=frozenset(),
        every_version=True,
    )
    concerned = set(
        ThemeTag.objects.filter(comment__response__survey=survey, theme=THEME).values_list(
            "comment__response", flat=True
        )
    )
    named: dict[int, set[str]] = defaultdict(set)
    areas: dict[int, set[str]] = defaultdict(set)
    mentions = PlaceMention.objects.filter(comment__response__survey=survey)
    for person, kind, area in mentions.values_list("comment__response", "kind", "area"):
        if kind in kinds:
            named[person].add(kind)
        if area in AUTHORITIES:
            areas[person].add(area)
    people = writers(survey, scheme)
    if by_area:
        people[NAMED] = [_area(areas.get(person, set())) for person in people.index]
    return standing_alone(
        _in_base(survey, scheme, people, concerned, by_area),
        by_cell(people, {person: kinds for person, kinds in named.items() if person in concerned}),
        asked,
        weigh(survey, scheme),
        by=NAMED if by_area else None,
        bands=(*AUTHORITIES.values(), SEVERAL, NO_AREA),
    )


def _area(codes: set[str]) -> str:
    if not codes:
        return NO_AREA
    return AUTHORITIES[next(iter(codes))] if len(codes) == 1 else SEVERAL


def _in_base(
    survey: SurveyPage, scheme: Scheme, people: pd.DataFrame, concerned: set[int], by_area: bool
) -> pd.DataFrame:
    """Everybody by cell and whether they wrote about places they avoid; nobody is left out."""
    import pandas as pd

    wrote = by_cell(people, {person: (person in concerned,) for person in people.index})
    everybody = count_comments(survey, scheme)
    quiet = everybody[~everybody[ANSWER].astype(bool)].copy()
    if by_area:
        quiet[NAMED] = NO_AREA
    return pd.concat([wrote, quiet[wrote.columns]], ignore_index=True)
