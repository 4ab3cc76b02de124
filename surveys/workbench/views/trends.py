"""What changed since earlier surveys that asked the same, for everybody or group by group."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from surveys.analysis.errors import AnalysisError
from surveys.codebooks.cautions import caution_across
from surveys.models import SurveyPage
from surveys.reports.asked import questionnaire
from surveys.reports.scheme import BREAKDOWNS, NAMES
from surveys.reports.trends import (
    MOST_WAVES,
    comparable,
    in_order,
    opened_after,
    others_asking_the_same,
    trends,
)
from surveys.reports.weighing import NotEnoughAnswers
from surveys.workbench.access import USE, only
from surveys.workbench.views.frame import not_yet, screen, survey_or_404
from surveys.workbench.waves import views_of_trends

TITLE = "Trends"


@only(USE)
def changes(request: HttpRequest, survey_id: int) -> HttpResponse:
    """``with`` in the address names other surveys, ``by`` a breakdown and ``question`` the question broken down.

    Without ``with`` the newest survey that shares a question is taken; nonsense leads to the first of each.
    """
    survey = survey_or_404(survey_id)
    others = others_asking_the_same(survey)
    if not others:
        reason = "No other survey has a question with the same code. Keep the code of a question when you ask it again."
        return not_yet(request, survey, "trends", TITLE, NotEnoughAnswers(reason))
    chosen = _chosen(request, survey, others)
    asked = questionnaire(survey)
    assert asked is not None
    breakdowns = [name for name in BREAKDOWNS if name in _asked_in_all([survey, *chosen])]
    by = next((name for name in breakdowns if name == request.GET.get("by")), None)
    questions = comparable(asked.questions)
    only_one = next((one for one in questions if one.code == request.GET.get("question")), questions[0])
    later = [one for one in chosen if opened_after(one, survey)]
    context = {
        "others": [(one, one in chosen) for one in in_order(others)],
        "chosen": chosen,
        "later": later,
        "most": MOST_WAVES - 1,
        "by": by,
        "by_name": NAMES.get(by or "", ""),
        "breakdowns": [(name, NAMES[name], name == by) for name in breakdowns],
        "asked": questions,
        "question": only_one,
        "of_themes": caution_across([survey, *chosen]),
    }
    try:
        found = trends(survey, chosen, by=by, only=only_one.code if by else None)
    except (NotEnoughAnswers, AnalysisError) as reason:
        return screen(request, survey, "trends", TITLE, {**context, "reason": str(reason)})
    views = views_of_trends(found)
    return screen(
        request,
        survey,
        "trends",
        TITLE,
        {
            **context,
            "waves": list(enumerate(found.waves, start=1)),
            "questions": views,
            "moved": [one for one in views if one.moved],
            "cautions": found.cautions,
        },
    )


def _chosen(request: HttpRequest, survey: SurveyPage, others: list[SurveyPage]) -> list[SurveyPage]:
    """The surveys named in the address, oldest first; without any, the newest that did not open later."""
    wanted = set(request.GET.getlist("with"))
    named = [one for one in others if str(one.pk) in wanted][: MOST_WAVES - 1]
    if named:
        return in_order(named)
    before = [one for one in others if not opened_after(one, survey)] or others
    return before[:1]


def _asked_in_all(surveys: list[SurveyPage]) -> set[str]:
    stored = [set(found.demographics) if (found := questionnaire(one)) else set() for one in surveys]
    return set.intersection(*stored)
