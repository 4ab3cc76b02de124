"""Weighted tables: every question, overall and by one breakdown."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils.text import slugify

from surveys.analysis.errors import AnalysisError
from surveys.models import Export
from surveys.reports.asked import questionnaire
from surveys.reports.scheme import BREAKDOWNS, NAMES
from surveys.reports.tables import question_tables
from surveys.reports.weighing import NotEnoughAnswers, weigh
from surveys.workbench.access import USE, only
from surveys.workbench.figures import TableView, views_of
from surveys.workbench.files import as_csv, as_excel
from surveys.workbench.register import TERMS, ExportRefused, Stated, take_away
from surveys.workbench.views.frame import not_yet, screen, survey_or_404

TITLE = "Tables"
ANSWERED = "answered"
"""In the address: people who said that they do not know, or would rather not say, leave the bases."""
FORMATS = {
    "csv": ("text/csv; charset=utf-8", as_csv),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", as_excel),
}


@only(USE)
def tables(request: HttpRequest, survey_id: int, refusal: str = "") -> HttpResponse:
    """Every closed question; ``by`` in the address names one breakdown."""
    survey = survey_or_404(survey_id)
    by = _breakdown(request.GET.get("by", ""))
    answered = request.GET.get("base") == ANSWERED
    try:
        views = _views(survey, by, answered=answered)
    except (NotEnoughAnswers, AnalysisError) as reason:
        return not_yet(request, survey, "tables", TITLE, reason)
    asked = questionnaire(survey)
    stored = set(asked.demographics) if asked else set()
    return screen(
        request,
        survey,
        "tables",
        TITLE,
        {
            "tables": views,
            "by": by,
            "answered": answered,
            "by_name": NAMES.get(by or "", ""),
            "breakdowns": [(name, NAMES[name]) for name in BREAKDOWNS if name in stored],
            "flipped": [view for view in views if view.flips],
            "differing": [view for view in views if view.differs],
            "refusal": refusal,
            "purposes": Export.Purpose.choices,
            "terms": [(value, label) for value, (label, _) in TERMS.items()],
        },
        status=400 if refusal else 200,
    )


@only(USE)
def download(request: HttpRequest, survey_id: int) -> HttpResponse:
    """The tables on screen as a file, for a stated reason, which is logged."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    survey = survey_or_404(survey_id)
    form = request.POST.get("format", "")
    by = _breakdown(request.POST.get("by", ""))
    answered = request.POST.get("base") == ANSWERED
    try:
        stated = Stated.read(request.POST)
        if form not in FORMATS:
            raise ExportRefused("Choose a format.")
    except ExportRefused as refused:
        query = request.GET.copy()
        query["by"] = by or ""
        query["base"] = ANSWERED if answered else ""
        request.GET = query
        return tables(request, survey_id, refusal=str(refused))
    try:
        views, weighted = _views(survey, by, answered=answered), weigh(survey)
    except (NotEnoughAnswers, AnalysisError) as why:
        return not_yet(request, survey, "tables", TITLE, why)
    take_away(
        survey,
        user=request.user,
        what=Export.What.TABLES,
        form=form,
        n=weighted.n,
        stated=stated,
        by=[by] if by else [],
    )
    kind, write = FORMATS[form]
    response = HttpResponse(
        write(views, title=survey.title, is_example=survey.is_example, n=5 * round(weighted.n / 5)),
        content_type=kind,
    )
    name = slugify(f"{survey.slug} tables {NAMES[by] if by else ''}")
    response["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return response


def _breakdown(name: str) -> str | None:
    return name if name in BREAKDOWNS else None


def _views(survey, by: str | None, *, answered: bool) -> list[TableView]:
    return views_of(question_tables(survey, by=by, with_missing=not answered))
