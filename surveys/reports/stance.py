"""How people speak of a theme: who complains and who praises, so that a subject is not read as a complaint."""

from __future__ import annotations

from collections import defaultdict

from surveys.models import SurveyPage, ThemeTag
from surveys.reports.asked import Asked, Choice
from surveys.reports.counts import ANSWER, count_comments
from surveys.reports.memory import remembered
from surveys.reports.plans import scheme_of
from surveys.reports.prevalence import standing_alone
from surveys.reports.scheme import Scheme
from surveys.reports.tables import QuestionTable
from surveys.reports.weighing import weigh
from surveys.reports.writers import by_cell, writers

STANCES = {
    "complaint": "Something is wrong, feared or missing",
    "praise": "It is good, or has helped",
}
"""What each stance is called, in the order shown. A person can say both; whoever says neither is in the base alone."""


def stances(
    survey: SurveyPage, themes: tuple[str, ...], scheme: Scheme | None = None
) -> dict[str, QuestionTable]:
    """For each theme, the weighted shares who complain and who praise among the people who wrote about it.

    Themes whose tags hold no stance are left out. Raises what ``weigh`` raises.
    """
    scheme = scheme or scheme_of(survey)
    return remembered(survey, scheme, ("stances", themes), lambda: _tables(survey, themes, scheme))


def _tables(survey: SurveyPage, themes: tuple[str, ...], scheme: Scheme) -> dict[str, QuestionTable]:
    import pandas as pd

    spoken: dict[str, dict[int, set[str]]] = {theme: defaultdict(set) for theme in themes}
    tags = ThemeTag.objects.filter(comment__response__survey=survey, theme__in=themes).exclude(stance="")
    for person, theme, stance in tags.values_list("comment__response", "theme", "stance"):
        spoken[theme][person].add(stance)
    people = writers(survey, scheme)
    everybody = count_comments(survey, scheme)
    quiet = everybody[~everybody[ANSWER].astype(bool)]
    weighted = weigh(survey, scheme)
    tables = {}
    for theme, said in spoken.items():
        if not said:
            continue
        about = by_cell(people, {person: (person in said,) for person in people.index})
        base = pd.concat([about, quiet[about.columns]], ignore_index=True)
        tables[theme] = standing_alone(base, by_cell(people, said), _asked(theme), weighted)
    return tables


def _asked(theme: str) -> Asked:
    return Asked(
        code=f"STANCE.{theme}",
        label="How do people speak of it?",
        kind="multiple",
        choices=tuple(Choice(code, label, (code,)) for code, label in STANCES.items()),
        versions=frozenset(),
        every_version=True,
    )
