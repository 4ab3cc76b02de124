"""What people wrote about: shares of themes, and the comments themselves, without anything about who wrote them."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse

from surveys.analysis.disclosure import ProtectedTable, PublishedCell, protect
from surveys.analysis.errors import AnalysisError
from surveys.analysis.themes.codebook import default_codebook
from surveys.charts.bars import Bar, bar_chart
from surveys.reports.asked import questionnaire
from surveys.reports.prevalence import prevalence
from surveys.reports.scheme import BREAKDOWNS, NAMES
from surveys.reports.series import reworded_in_meaning
from surveys.reports.tables import for_protection
from surveys.reports.weighing import NotEnoughAnswers
from surveys.safeguarding.exposure import opened_today
from surveys.safeguarding.marks import mark_of
from surveys.workbench.access import USE, only
from surveys.workbench.selectors import comments_of_theme, pieces, reading_of
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
    except (NotEnoughAnswers, AnalysisError) as reason:
        return not_yet(request, survey, "themes", TITLE, reason)
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
                "unsure": round(100 * reading.unsure / reading.read),
            },
            "codebooks": found.codebooks,
            "changed_meaning": reworded_in_meaning(survey),
            "chart": _chart(view),
            "rows": _rows(view),
            "columns": [(row.label, row.base, row.low_base) for row in view.group_rows],
            "base": view.all_row.base if view.all_row else None,
            "reason": view.reason,
            "by": by,
            "by_name": NAMES.get(by or "", ""),
            "breakdowns": [(name, NAMES[name]) for name in BREAKDOWNS if name in stored],
        },
    )


def _chart(view: ProtectedTable) -> str:
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
        title="What do people write about?",
    )


def _rows(view: ProtectedTable) -> list[tuple[str, str, PublishedCell, list[PublishedCell]]]:
    if view.all_row is None:
        return []
    return [
        (option.code, option.label, view.all_row.cells[place], [row.cells[place] for row in view.group_rows])
        for place, option in enumerate(view.options)
    ]


@only(USE)
def comments(request: HttpRequest, survey_id: int, theme: str) -> HttpResponse:
    """The comments of one theme, redacted, evidence marked, in an order that says nothing."""
    survey = survey_or_404(survey_id)
    codebook = default_codebook()
    if theme not in codebook:
        raise Http404
    asked = questionnaire(survey)
    wording = {question.code: question.label for question in asked.open_questions} if asked else {}
    page = Paginator(comments_of_theme(survey, theme), PAGE).get_page(request.GET.get("p"))
    # Imported when comments are shown: its lists cost time at every start.
    from surveys.analysis.hard_words import why_folded

    return screen(
        request,
        survey,
        "themes",
        codebook[theme].name,
        {
            "theme": codebook[theme],
            "page": page,
            "opened_today": opened_today(request.user),
            "comments": [
                {
                    "mark": mark_of(comment.pk),
                    "pieces": list(pieces(comment.text, comment.tag_spans)),
                    "question": wording.get(comment.question, ""),
                    "language": comment.language,
                    "folded": why_folded(comment.text),
                    "passed_on": comment.passed_on,
                }
                for comment in page
            ],
        },
        template="surveys/workbench/comments.html",
    )
