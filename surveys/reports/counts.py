"""Counts made by the database: people by cell of the weighting variables, and by answer."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from django.db.models import Case, CharField, Count, F, QuerySet, Sum, TextField, Value, When
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Mod

from surveys.analysis.demographics import STANDARD
from surveys.models import Comment, Response, SurveyPage, ThemeTag
from surveys.reports.asked import Asked
from surveys.reports.scheme import Scheme

if TYPE_CHECKING:
    import pandas as pd

NOT_STATED = "Not stated"
"""The group of people who left a breakdown's question empty or declined it."""

COUNT = "n"
ANSWER = "answer"
_PRIME = 2_147_483_647


def responses(survey: SurveyPage, scheme: Scheme) -> QuerySet[Response]:
    """The mixed answers that stand for the population: those from outside it are left out."""
    found = Response.objects.filter(survey=survey)
    for variable, code in scheme.left_out:
        found = found.exclude(**{variable: code})
    return found.exclude(pk__in=scheme.without) if scheme.without else found


def people(survey: SurveyPage, scheme: Scheme) -> tuple[int, int]:
    """How many mixed answers a survey has, and how many of them come from outside the population."""
    everybody = Response.objects.filter(survey=survey).count()
    return everybody, everybody - responses(survey, scheme).count()


def stamp(survey: SurveyPage) -> str:
    """A mark that changes with every mix or removal: how many rows there are and a digest of their keys."""
    told = ":".join(
        digest_of_keys(rows)
        for rows in (
            Response.objects.filter(survey=survey),
            ThemeTag.objects.filter(comment__response__survey=survey),
        )
    )
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def digest_of_keys(rows: QuerySet[Any]) -> str:
    """How many rows there are and the sum of their keys: another one whenever a row comes or goes; one query."""
    found = rows.aggregate(n=Count("pk"), keys=Sum(Mod(F("pk"), Value(_PRIME))))
    return f"{found['n']}:{found['keys']}"


def count_cells(survey: SurveyPage, scheme: Scheme) -> pd.DataFrame:
    """People in every cell of the weighting variables that occurs, in one GROUP BY.

    Columns: the scheme's variables in their published bands (None: not stated) and ``n``.
    """
    return _counted(responses(survey, scheme), scheme, ())


def count_people(survey: SurveyPage, scheme: Scheme, *, by: str | None = None) -> dict[str | None, int]:
    """How many people there are: all of them under None, and in each band of ``by`` (and not stated)."""
    found = responses(survey, scheme)
    counted: dict[str | None, int] = {None: found.count()}
    if by is not None:
        bands = found.annotate(band=band_expression(by)).values_list("band").annotate(n=Count("pk"))
        counted |= {band or NOT_STATED: n for band, n in bands.order_by()}
    return counted


def count_answers(
    survey: SurveyPage, scheme: Scheme, asked: Asked, *, by: str | tuple[str, ...] | None = None
) -> pd.DataFrame:
    """People by cell and answer to one question, in one GROUP BY; nobody is left out.

    Columns: the scheme's variables, those of ``by`` that are not among them, ``answer`` and ``n``. An answer is a code
    (of the question's choices), a list of codes for a multiple choice, and None where the question was not answered.
    """
    import pandas as pd

    frame = _counted(
        responses(survey, scheme), scheme, _extra(scheme, by), ANSWER, _answer_of(asked.code, asked)
    )
    if asked.multiple:
        answers = [None if text is None else json.loads(text) for text in frame[ANSWER]]
        answers = [None if asked.dropped.intersection(chosen or ()) else chosen for chosen in answers]
    else:
        choice_of = asked.choice_of()
        answers = [None if text is None else choice_of(str(text)) for text in frame[ANSWER]]
    frame[ANSWER] = pd.Series(answers, index=frame.index, dtype=object)
    return frame


def count_numbers(survey: SurveyPage, scheme: Scheme, asked: Asked) -> pd.DataFrame:
    """People by cell and number chosen on a scale; ``answer`` is a float, NaN where it was not answered."""
    import pandas as pd

    frame = _counted(responses(survey, scheme), scheme, (), ANSWER, _answer_of(asked.code, asked))
    frame[ANSWER] = pd.to_numeric(frame[ANSWER])
    return frame


def count_places(survey: SurveyPage, scheme: Scheme, asked: Asked) -> dict[str, pd.DataFrame]:
    """For each answer of a ranking, people by cell and the place they gave it (``answer``, a float).

    An answer somebody left out of their order has the middle of the places that were left; NaN where there is no order.
    """
    import pandas as pd

    frame = _counted(responses(survey, scheme), scheme, (), ANSWER, _answer_of(asked.code, asked))
    orders = [None if text is None else json.loads(text) for text in frame[ANSWER]]
    among = len(asked.choices)
    found = {}
    for choice in asked.choices:
        places = [
            math.nan
            if order is None
            else order.index(choice.code) + 1.0
            if choice.code in order
            else (len(order) + 1 + among) / 2
            for order in orders
        ]
        found[choice.code] = frame.assign(**{ANSWER: pd.Series(places, index=frame.index, dtype=float)})
    return found


def count_comments(survey: SurveyPage, scheme: Scheme, *, by: str | None = None) -> pd.DataFrame:
    """People by cell and whether they wrote a comment (``answer``: True or False)."""
    wrote = Comment.objects.filter(response__survey=survey).values("response")
    expression = Case(When(pk__in=wrote, then=Value("yes")), default=None, output_field=TextField(null=True))
    frame = _counted(responses(survey, scheme), scheme, _extra(scheme, by), ANSWER, expression)
    frame[ANSWER] = frame[ANSWER] == "yes"
    return frame


def count_themes(survey: SurveyPage, scheme: Scheme, *, by: str | None = None) -> pd.DataFrame:
    """People by cell and theme tagged in any of their comments; a person counts once for each theme."""
    tagged = responses(survey, scheme).filter(comments__tags__theme__isnull=False)
    return _counted(tagged, scheme, _extra(scheme, by), ANSWER, F("comments__tags__theme"))


def _extra(scheme: Scheme, by: str | tuple[str, ...] | None) -> tuple[str, ...]:
    names = (by,) if isinstance(by, str) else by or ()
    return tuple(name for name in names if name not in scheme.variables)


def band_expression(variable: str) -> Case:
    """The published band of a stored code, worked out by the database; NULL where nothing was stated."""
    demographic = STANDARD[variable]
    codes: dict[str, list[str]] = {}
    for category in demographic.categories:
        codes.setdefault(category.shown, []).append(category.code)
    return Case(
        *(When(**{f"{variable}__in": these}, then=Value(band)) for band, these in codes.items()),
        default=None,
        output_field=CharField(null=True),
    )


def _answer_of(code: str, asked: Asked) -> Any:
    answer = KeyTextTransform(code, "answers")
    if asked.every_version:
        return answer
    return Case(
        When(version__in=sorted(asked.versions), then=answer),
        default=None,
        output_field=TextField(null=True),
    )


def _counted(
    rows: QuerySet[Response],
    scheme: Scheme,
    extra: Sequence[str],
    name: str | None = None,
    expression: Any = None,
) -> pd.DataFrame:
    import pandas as pd

    variables = (*scheme.variables, *extra)
    columns: dict[str, Any] = {f"band_{variable}": band_expression(variable) for variable in variables}
    if name is not None:
        columns[f"value_{name}"] = expression
    counted = (
        rows.annotate(**columns)
        .values_list(*columns)
        .annotate(**{COUNT: Count("pk", distinct=True)})
        .order_by()
    )
    names = [*variables, *([name] if name is not None else []), COUNT]
    # As objects from the start: text columns would turn None into a number that is not one.
    return pd.DataFrame(_in_order(counted), columns=names, dtype=object).astype({COUNT: int})


def _in_order(rows: Iterable[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Sorted, so that figures and digests never depend on the order in which a database groups."""
    return sorted(rows, key=lambda row: tuple("" if value is None else str(value) for value in row))
