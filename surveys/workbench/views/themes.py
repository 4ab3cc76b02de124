"""What people wrote about: shares of themes, and the comments themselves, without anything about who wrote them."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse

from surveys.analysis.disclosure import ProtectedTable, PublishedCell, protect
from surveys.analysis.disclosure.table import DEFAULT_K
from surveys.analysis.errors import AnalysisError
from surveys.charts.bars import Bar, bar_chart
from surveys.codebooks.cautions import caution_while_mixed
from surveys.codebooks.selectors import active_codebook, theme_called
from surveys.models import SurveyPage
from surveys.reports.asked import questionnaire
from surveys.reports.corrected import FEWEST_CODED, Corrected, corrected
from surveys.reports.prevalence import prevalence
from surveys.reports.scheme import BREAKDOWNS, NAMES
from surveys.reports.series import reworded_in_meaning
from surveys.reports.stance import stances
from surveys.reports.tables import for_protection
from surveys.reports.weighing import NotEnoughAnswers
from surveys.safeguarding.exposure import opened_today
from surveys.workbench.access import USE, only
from surveys.workbench.selectors import comments_of_theme, reading_of
from surveys.workbench.views.commented import cards, wording_of
from surveys.workbench.views.frame import not_yet, screen, survey_or_404

TITLE = "Themes"
PAGE = 25


@only(USE)
def themes(request: HttpRequest, survey_id: int) -> HttpResponse:
    """The share of comment writers for each theme, overall and by one breakdown."""
    survey = survey_or_404(survey_id)
    by = request.GET.get("by", "")
    by = by if by in BREAKDOWNS else None
    reading = reading_of(survey)
    if reading.read == 0:
        return not_yet(
            request,
            survey,
            "themes",
            TITLE,
            NotEnoughAnswers(
                "No comment has been read yet. The machine reads new comments within minutes of each mix."
                if reading.comments
                else "Nobody has written a comment yet, or none has been mixed."
            ),
        )
    try:
        found = prevalence(survey, by=by)
        view = protect(for_protection(found.table))
        better = corrected(survey, by=by)
    except (NotEnoughAnswers, AnalysisError) as reason:
        return not_yet(request, survey, "themes", TITLE, reason)
    topics = tuple(theme.code for theme in active_codebook().themes if not theme.directional)
    asked = questionnaire(survey)
    stored = set(asked.demographics) if asked else set()
    return screen(
        request,
        survey,
        "themes",
        TITLE,
        {
            "reading": {
                "comments": 5 * round(reading.comments / 5),
                "unread": reading.comments > reading.read,
                # Whole steps of five: one comment more or less is nobody's business.
                "read_so_far": min(95, 5 * round(20 * reading.read / reading.comments)),
                "unsure": round(100 * reading.unsure / reading.read),
            },
            "codebooks": found.codebooks,
            "mixed": caution_while_mixed(survey),
            "correction": _correction(better),
            "changed_meaning": reworded_in_meaning(survey),
            "chart": chart_of(view, title="What do people write about?"),
            "rows": rows_of(view),
            **_corrected_rows(better),
            "stances": {theme: _told(found) for theme, found in _stance_of(survey, topics).items()},
            "columns": [(row.label, row.base, row.low_base) for row in view.group_rows],
            "base": view.all_row.base if view.all_row else None,
            "reason": view.reason,
            "by": by,
            "by_name": NAMES.get(by or "", ""),
            "breakdowns": [(name, NAMES[name]) for name in BREAKDOWNS if name in stored],
        },
    )


def _correction(found: Corrected) -> dict[str, object]:
    """How far the correction is: about how many people are coded (None: fewer than ten), and how many more it takes."""
    from surveys.analysis.themes.prevalence import FEWEST_IN_GROUP

    about = 5 * round(found.coded / 5)
    return {
        "coded": about if found.coded >= DEFAULT_K else None,
        "wanted": found.wanted,
        "fewest": FEWEST_CODED,
        "in_group": FEWEST_IN_GROUP,
        "too_rare": found.too_rare,
        "codebook": found.codebook,
    }


def _corrected_rows(found: Corrected) -> dict[str, object]:
    """Each theme with its corrected share, precision and recall in per cent, and its share in each group."""
    if found.table is None:
        return {"corrected": [], "corrected_columns": []}
    view = protect(for_protection(found.table))
    codes = [row.code for row in view.group_rows]
    rows = []
    for code, label, cell, cells in rows_of(view):
        told = found.accuracy[code]
        rows.append(
            {
                "code": code,
                "label": label,
                "cell": cell,
                "precision": None if told.precision is None else round(100 * told.precision),
                "recall": None if told.recall is None else round(100 * told.recall),
                "groups": [
                    (one, (group, code) in found.own) for group, one in zip(codes, cells, strict=True)
                ],
            }
        )
    return {"corrected": rows, "corrected_columns": [(row.label, row.low_base) for row in view.group_rows]}


def chart_of(view: ProtectedTable, *, title: str) -> str:
    """A bar for each option of everybody; none where a figure is hidden."""
    if view.all_row is None:
        return ""
    names = {option.code: option.label for option in view.options}
    return bar_chart(
        [
            Bar(names[cell.option], cell.percent, cell.ci_low, cell.ci_high)  # type: ignore[arg-type]
            if cell.shown
            else Bar(names[cell.option], None)
            for cell in view.all_row.cells
        ],
        title=title,
    )


def rows_of(view: ProtectedTable) -> list[tuple[str, str, PublishedCell, list[PublishedCell]]]:
    """Each option's code and wording, its cell of everybody, and its cell of each group."""
    if view.all_row is None:
        return []
    return [
        (option.code, option.label, view.all_row.cells[place], [row.cells[place] for row in view.group_rows])
        for place, option in enumerate(view.options)
    ]


def _stance_of(survey: SurveyPage, themes: tuple[str, ...]) -> dict[str, ProtectedTable]:
    """How people speak of each subject; themes of concern are left out, being coded only where something is wrong."""
    try:
        tables = stances(survey, themes)
    except (NotEnoughAnswers, AnalysisError):
        return {}
    views = {theme: protect(for_protection(table)) for theme, table in tables.items()}
    return {theme: view for theme, view in views.items() if view.all_row is not None}


def _told(view: ProtectedTable) -> str:
    """The shares of complaint and praise in a few words; empty where both are hidden."""
    shown = {cell.option: cell.percent for cell in view.all_row.cells if cell.shown} if view.all_row else {}
    return ", ".join(f"{shown[code]}% {code}" for code in ("complaint", "praise") if code in shown)


@only(USE)
def comments(request: HttpRequest, survey_id: int, theme: str) -> HttpResponse:
    """How people speak of one theme, and its comments: redacted, evidence marked, in an order that says nothing."""
    survey = survey_or_404(survey_id)
    found = theme_called(theme)
    if found is None:
        raise Http404
    view = None if found.directional else _stance_of(survey, (theme,)).get(theme)
    page = Paginator(comments_of_theme(survey, theme), PAGE).get_page(request.GET.get("p"))
    return screen(
        request,
        survey,
        "themes",
        found.name,
        {
            "theme": found,
            "stances": rows_of(view) if view else [],
            "stance_base": view.all_row.base if view and view.all_row else None,
            "stance_low_base": bool(view and view.all_row and view.all_row.low_base),
            "page": page,
            "opened_today": opened_today(request.user),
            "comments": cards(
                page, wording_of(survey), spans={comment.pk: comment.tag_spans for comment in page}
            ),
        },
        template="surveys/workbench/comments.html",
    )
