"""Soft quotas: how many answers are wanted from whom, who is still missing, and which links reach them."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from surveys.models import SurveyPage
from surveys.reports.quotas import variables_to_choose
from surveys.reports.scheme import NAMES
from surveys.workbench.access import USE, only
from surveys.workbench.quotas import QuotasRefused, board_of, drop_plan, plan_by_census, plan_by_hand
from surveys.workbench.views.frame import screen, survey_or_404


@only(USE)
def quotas(request: HttpRequest, survey_id: int) -> HttpResponse:
    """Set quotas from the Census or by hand; the board of who is still missing."""
    survey = survey_or_404(survey_id)
    refusal = ""
    if request.method == "POST":
        try:
            messages.success(request, _act(request, survey))
            return redirect(request.path)
        except QuotasRefused as refused:
            refusal = str(refused)
    board = board_of(survey)
    given = request.POST if refusal else {}
    return screen(
        request,
        survey,
        "quotas",
        "Quotas",
        {
            "refusal": refusal,
            "board": board,
            "rows": [(cell, given.get(cell.field, cell.wanted)) for cell in board.cells] if board else [],
            "names": [NAMES[name] for name in board.variables] if board else [],
            "choices": [(name, NAMES[name]) for name in variables_to_choose(survey)],
            "total": given.get("total", board.total if board else 1000),
        },
        status=422 if refusal else 200,
    )


def _act(request: HttpRequest, survey: SurveyPage) -> str:
    act = request.POST.get("act", "")
    if act == "census":
        chosen = [request.POST.get("first", ""), request.POST.get("second", "")]
        plan_by_census(survey, user=request.user, variables=chosen, total=request.POST.get("total", ""))
        return "The number is shared out by the Census shares of residents. Change single groups below."
    if act == "save":
        plan_by_hand(survey, user=request.user, given=request.POST.dict())
        return "The numbers are saved."
    if act == "drop":
        drop_plan(survey, user=request.user)
        return "The quotas are taken away."
    raise QuotasRefused("Press one of the buttons.")
