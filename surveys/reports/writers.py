"""Everybody who wrote a comment, one row each: for figures that rest on what people or the machine read in comments.

Rows stay in this process. What leaves it are figures, after they have been counted by cell.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from surveys.models import Comment, SurveyPage
from surveys.reports.counts import ANSWER, COUNT, band_expression, responses
from surveys.reports.scheme import Scheme

if TYPE_CHECKING:
    import pandas as pd


def writers(survey: SurveyPage, scheme: Scheme, *, by: str | None = None) -> pd.DataFrame:
    """Writers by the key of their answer, with the bands of the scheme's variables and of ``by``; one query."""
    import pandas as pd

    names = [*scheme.variables, *((by,) if by and by not in scheme.variables else ())]
    wrote = Comment.objects.filter(response__survey=survey).values("response")
    rows = (
        responses(survey, scheme)
        .filter(pk__in=wrote)
        .annotate(**{f"band_{name}": band_expression(name) for name in names})
        .order_by("pk")
        .values_list("pk", *(f"band_{name}" for name in names))
    )
    frame = pd.DataFrame(list(rows), columns=["person", *names], dtype=object)
    return frame.set_index("person")


def comments_by_writer(survey: SurveyPage) -> dict[int, list[int]]:
    """The keys of each writer's comments."""
    found: dict[int, list[int]] = {}
    for comment, person in (
        Comment.objects.filter(response__survey=survey).order_by("pk").values_list("pk", "response_id")
    ):
        found.setdefault(person, []).append(comment)
    return found


def by_cell(people: pd.DataFrame, codes: Mapping[int, Collection[object]]) -> pd.DataFrame:
    """People counted by the columns of ``people`` and by each of their ``codes``; a person counts once for each code.

    Columns: those of ``people``, ``answer`` and ``n``, as the counts made by the database have them.
    """
    import pandas as pd

    keys = list(people.columns)
    counted: dict[tuple[object, ...], int] = {}
    for row in people.itertuples(name=None):
        person, *cell = row
        for code in sorted(codes.get(person, ()), key=str):
            place = (*cell, code)
            counted[place] = counted.get(place, 0) + 1
    rows = [(*place, n) for place, n in counted.items()]
    return pd.DataFrame(rows, columns=[*keys, ANSWER, COUNT], dtype=object).astype({COUNT: int})
