"""Where people do not feel safe: kinds of place and areas named in comments, never a street, a school or a person."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from surveys.analysis.disclosure import protect
from surveys.analysis.errors import AnalysisError
from surveys.models import PlaceMention
from surveys.reports.places import no_go_places
from surveys.reports.tables import for_protection
from surveys.reports.weighing import NotEnoughAnswers
from surveys.workbench.access import USE, only
from surveys.workbench.selectors import reading_of
from surveys.workbench.views.frame import not_yet, screen, survey_or_404
from surveys.workbench.views.themes import chart_of, rows_of

TITLE = "Places"


@only(USE)
def places(request: HttpRequest, survey_id: int) -> HttpResponse:
    """The share of those who wrote about places they avoid, for each kind of place, and by the area named."""
    survey = survey_or_404(survey_id)
    if not PlaceMention.objects.filter(comment__response__survey=survey).exists():
        reading = reading_of(survey)
        return not_yet(
            request,
            survey,
            "places",
            TITLE,
            NotEnoughAnswers(
                "No comment names a kind of place that somebody avoids."
                if reading.read and reading.read == reading.comments
                else "No comment has been read for places yet. The machine reads new comments within minutes of each"
                " mix."
            ),
        )
    try:
        view = protect(for_protection(no_go_places(survey)))
        by_area = protect(for_protection(no_go_places(survey, by_area=True)))
    except (NotEnoughAnswers, AnalysisError) as reason:
        return not_yet(request, survey, "places", TITLE, reason)
    if view.all_row is None:
        reason = (
            "Too few people wrote about places they avoid, or fewer than ten named any one kind of place. Nothing can "
            "be shown until more have."
        )
        return not_yet(request, survey, "places", TITLE, NotEnoughAnswers(reason))
    return screen(
        request,
        survey,
        "places",
        TITLE,
        {
            "base": view.all_row.base,
            "low_base": view.all_row.low_base,
            "chart": chart_of(view, title="What kinds of place do people avoid?"),
            "rows": rows_of(view),
            "columns": [(row.label, row.base, row.low_base) for row in by_area.group_rows],
            "by_area": rows_of(by_area),
            "area_hidden": not by_area.breakdown_publishable,
        },
    )
