"""How many of the people who wrote something wrote about each theme, as the machine read it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from surveys.codebooks.selectors import active_codebook
from surveys.models import SurveyPage, ThemeTag
from surveys.reports.asked import Asked, Choice
from surveys.reports.counts import ANSWER, COUNT, count_comments, count_themes
from surveys.reports.memory import remembered
from surveys.reports.plans import scheme_of
from surveys.reports.scheme import Scheme
from surveys.reports.tables import QuestionTable, table_of
from surveys.reports.weighing import Weighted, weigh

if TYPE_CHECKING:
    import pandas as pd

    from surveys.analysis.themes.codebook import Codebook

QUESTION = "THEMES"


@dataclass(frozen=True)
class Prevalence:
    """Themes as a table of several answers: everybody in it wrote at least one comment.

    ``codebooks`` are the versions the tags were made with. Each option of the table stands alone, so ``table`` has one
    option a theme, multiple choice.
    """

    table: QuestionTable
    codebooks: tuple[str, ...]


def prevalence(survey: SurveyPage, *, by: str | None = None, scheme: Scheme | None = None) -> Prevalence:
    """The weighted share of comment writers for each theme, overall and by one breakdown; three queries.

    Raises what ``weigh`` raises.
    """
    scheme = scheme or scheme_of(survey)
    codebook = active_codebook()
    versions = tuple(
        ThemeTag.objects.filter(comment__response__survey=survey)
        .order_by("codebook")
        .values_list("codebook", flat=True)
        .distinct()
    )

    def work() -> QuestionTable:
        return standing_alone(
            count_comments(survey, scheme, by=by),
            count_themes(survey, scheme, by=by),
            as_question(codebook),
            weigh(survey, scheme),
            by=by,
        )

    return Prevalence(remembered(survey, scheme, ("themes", by, codebook.version), work), versions)


def as_question(codebook: Codebook) -> Asked:
    """The themes of a codebook as one question with several answers."""
    return Asked(
        code=QUESTION,
        label="What people wrote about",
        kind="multiple",
        choices=tuple(Choice(theme.code, theme.public_name, (theme.code,)) for theme in codebook.themes),
        versions=frozenset(),
        every_version=True,
    )


def standing_alone(
    wrote: pd.DataFrame,
    tagged: pd.DataFrame,
    asked: Asked,
    weighted: Weighted,
    *,
    by: str | None = None,
    bands: Sequence[str] = (),
) -> QuestionTable:
    """A table of several answers, each of them a yes or no of everybody of whom ``wrote`` says True.

    ``wrote`` and ``tagged`` count people by cell: the first by whether they belong to the base, the second by each
    answer that is theirs. ``bands`` as in ``table_of``.
    """
    tables = []
    for choice in asked.choices:
        one = replace(asked, choices=(choice,))
        tables.append(table_of(_yes_and_no(wrote, tagged, choice.code), one, weighted, by=by, bands=bands))
    first = tables[0]
    return QuestionTable(
        asked=asked,
        everybody=replace(
            first.everybody, figures=tuple(figure for table in tables for figure in table.everybody.figures)
        ),
        by=by,
        groups=tuple(
            replace(
                group, figures=tuple(figure for table in tables for figure in table.groups[place].figures)
            )
            for place, group in enumerate(first.groups)
        ),
    )


def _yes_and_no(wrote: pd.DataFrame, tagged: pd.DataFrame, theme: str) -> pd.DataFrame:
    """People by cell and whether they wrote about a theme: ``[theme]``, ``[]``, or None for no comment."""
    import pandas as pd

    keys = [name for name in wrote.columns if name not in (ANSWER, COUNT)]
    about = tagged[tagged[ANSWER] == theme]
    found: dict[tuple[object, ...], int] = {
        tuple(row[:-1]): int(row[-1]) for row in about[[*keys, COUNT]].itertuples(index=False, name=None)
    }
    rows: list[tuple[object, ...]] = []
    for row in wrote[[*keys, ANSWER, COUNT]].itertuples(index=False, name=None):
        *cell, did, n = row
        with_theme = found.get(tuple(cell), 0) if did else 0
        if with_theme:
            rows.append((*cell, [theme], with_theme))
        if n > with_theme:
            rows.append((*cell, [] if did else None, n - with_theme))
    return pd.DataFrame(rows, columns=[*keys, ANSWER, COUNT], dtype=object).astype({COUNT: int})
