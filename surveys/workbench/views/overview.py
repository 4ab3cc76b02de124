"""How collection goes and what to do next."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from surveys.models import Fieldwork, PublishedResult, SurveyPage
from surveys.publication.selectors import results_of, waiting_results
from surveys.reports.representation import representation
from surveys.reports.scheme import NAMES, PUBLIC
from surveys.reports.weighing import NotEnoughAnswers
from surveys.workbench.access import COSIGN, USE, holds, only
from surveys.workbench.selectors import FieldworkBoard, fieldwork_board, surveys
from surveys.workbench.views.frame import screen, survey_or_404


@only(USE, COSIGN)
def index(request: HttpRequest) -> HttpResponse:
    """Every survey for analysts; results that wait for a signature for whoever may sign."""
    boards = [(survey, fieldwork_board(survey)) for survey in surveys()] if holds(request.user, USE) else []
    return render(
        request,
        "surveys/workbench/index.html",
        {
            "boards": boards,
            "sees_answers": holds(request.user, USE),
            "waiting": waiting_results(),
            "published": PublishedResult.objects.published().select_related("survey"),
            "breadcrumbs_items": [{"url": "", "label": "Insights"}],
            "header_title": "Insights",
            "header_icon": "table",
        },
    )


@dataclass(frozen=True)
class Next:
    """What to do next: a sentence and where to do it."""

    text: str
    url: str = ""
    label: str = ""


@only(USE)
def overview(request: HttpRequest, survey_id: int) -> HttpResponse:
    """Answers mixed, answers a day, where people stop, and the next step."""
    survey = survey_or_404(survey_id)
    board = fieldwork_board(survey)
    longest = max((stretch.n or 0 for stretch in board.stretches), default=0) or 1
    return screen(
        request,
        survey,
        "overview",
        "Overview",
        {
            "board": board,
            "columns": [(stretch, round(100 * (stretch.n or 0) / longest)) for stretch in board.stretches],
            "stops": [(stop, stop.percent or 0) for stop in board.stops],
            "next": _next(survey, board),
        },
    )


def _next(survey: SurveyPage, board: FieldworkBoard) -> Next:
    def at(name: str) -> str:
        return reverse(f"workbench:{name}", args=[survey.pk])

    results = [found for found in results_of(survey) if found.state != PublishedResult.State.DECLINED]
    if results and results[0].state == PublishedResult.State.PUBLISHED:
        return Next(
            "The results are published and frozen. Now the Board owes people an answer.",
            at("publication"),
            "Results",
        )
    if results:
        return Next("The results wait for a second signature.", at("publication"), "See what was proposed")
    if board.state == Fieldwork.State.CLOSED and board.mixed >= PUBLIC.smallest_sample:
        return Next(
            "The survey has closed. Look at the tables, then propose results for publication.",
            at("publication"),
            "Propose results",
        )
    try:
        invitations = representation(survey).invitations
    except NotEnoughAnswers:
        return Next(
            "Share the link and the posters. From 30 mixed answers on you see here who is missing, from 50 on tables."
        )
    if invitations:
        first = invitations[0]
        return Next(
            f"About {first.extra} more answers from “{first.category}” ({NAMES[first.variable].lower()}) would help "
            "most.",
            at("missing"),
            "Whom to invite",
        )
    return Next(
        "Every group has at least four fifths of its share. Keep going.", at("tables"), "See the tables"
    )
