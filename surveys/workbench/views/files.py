"""Files with a line a person, and the register of everything that was taken away."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from surveys.analysis.errors import AnalysisError
from surveys.coding.lines import theme_lines
from surveys.models import Export
from surveys.reports.asked import questionnaire
from surveys.reports.lines import MOST_SHOWN, Lines, codebook_lines
from surveys.reports.scheme import BREAKDOWNS, NAMES
from surveys.reports.weighing import NotEnoughAnswers
from surveys.workbench.access import USE, only
from surveys.workbench.files import lines_as_csv, lines_as_excel
from surveys.workbench.register import (
    TERMS,
    ExportRefused,
    Stated,
    confirm_deleted,
    groups_taken_before,
    refuse_while_answers_come,
    register,
    take_codings,
    take_comments,
    take_person_lines,
)
from surveys.workbench.views.frame import screen, survey_or_404

TITLE = "Files"
KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
CODINGS = (Export.What.CODINGS, Export.What.CODED)
NAMES_OF_FILES = {
    Export.What.ROWS: "answers",
    Export.What.COMMENTS: "comments",
    Export.What.CODINGS: "codings",
    Export.What.CODED: "coded-comments",
}


@only(USE)
def files(request: HttpRequest, survey_id: int, refusal: str = "") -> HttpResponse:
    """What can be taken away, and every file that was."""
    survey = survey_or_404(survey_id)
    asked = questionnaire(survey)
    stored = set(asked.demographics) if asked else set()
    bound = groups_taken_before(survey)
    try:
        refuse_while_answers_come(survey)
        not_yet = ""
    except ExportRefused as refused:
        not_yet = str(refused)
    return screen(
        request,
        survey,
        "files",
        TITLE,
        {
            "refusal": refusal,
            "not_yet": not_yet,
            "most": MOST_SHOWN,
            "bound": [NAMES[name] for name in bound],
            "groups": [(name, NAMES[name], name in bound) for name in BREAKDOWNS if name in stored],
            "purposes": Export.Purpose.choices,
            "terms": [(value, label) for value, (label, _) in TERMS.items()],
            "register": [
                (line, [NAMES.get(name, name) for name in filter(None, line.by.split(","))])
                for line in register(survey)
            ],
            "today": timezone.localdate(),
        },
        status=422 if refusal else 200,
    )


@only(USE)
def take(request: HttpRequest, survey_id: int) -> HttpResponse:
    """A file with a line a person, or of comments, for a stated purpose; written into the register before it leaves."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    survey = survey_or_404(survey_id)
    what, form = request.POST.get("what", ""), request.POST.get("format", "")
    try:
        stated = Stated.read(request.POST)
        if form not in KINDS:
            raise ExportRefused("Choose a format.")
        if what == Export.What.ROWS:
            shown = request.POST.getlist("shown")
            lines = take_person_lines(survey, user=request.user, shown=shown, form=form, stated=stated)
        elif what == Export.What.COMMENTS:
            lines = take_comments(survey, user=request.user, form=form, stated=stated)
        elif what in CODINGS:
            text = what == Export.What.CODED
            lines = take_codings(survey, user=request.user, form=form, stated=stated, with_text=text)
        else:
            raise ExportRefused("Choose which file.")
    except (ExportRefused, NotEnoughAnswers, AnalysisError) as refused:
        return files(request, survey_id, refusal=str(refused))
    meanings = theme_lines(survey) if what in CODINGS else codebook_lines(survey)
    return _file(
        _written(lines, meanings, survey, form), name=f"{survey.slug}-{NAMES_OF_FILES[what]}", form=form
    )


@only(USE)
def codebook(request: HttpRequest, survey_id: int) -> HttpResponse:
    """What columns and codes mean. It holds no answer, so nobody is asked what it is for."""
    survey = survey_or_404(survey_id)
    return _file(lines_as_csv(codebook_lines(survey)), name=f"{survey.slug}-codebook", form="csv")


@only(USE)
def deleted(request: HttpRequest, survey_id: int, export_id: int) -> HttpResponse:
    """Somebody says that their file is gone."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    export = get_object_or_404(Export, pk=export_id, survey=survey_or_404(survey_id))
    try:
        confirm_deleted(export, user=request.user)
    except ExportRefused as refused:
        return files(request, survey_id, refusal=str(refused))
    messages.success(request, "Noted: the file is deleted.")
    return redirect("workbench:files", survey_id)


def _written(lines: Lines, meanings: Lines, survey, form: str) -> bytes:
    if form == "csv":
        return lines_as_csv(lines)
    return lines_as_excel(lines, meanings, title=survey.title, is_example=survey.is_example)


def _file(content: bytes, *, name: str, form: str) -> HttpResponse:
    response = HttpResponse(content, content_type=KINDS[form])
    response["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return response
