"""What changed since an earlier survey that asked the same."""

from __future__ import annotations

import math

from django.http import HttpRequest, HttpResponse

from surveys.analysis.errors import AnalysisError
from surveys.charts.svg import signed
from surveys.reports.trends import Change, opened_after, others_asking_the_same, trends
from surveys.reports.weighing import NotEnoughAnswers
from surveys.workbench.access import USE, only
from surveys.workbench.views.frame import not_yet, screen, survey_or_404

TITLE = "Trends"


@only(USE)
def changes(request: HttpRequest, survey_id: int) -> HttpResponse:
    """``with`` in the address names the other survey; without, the newest that shares a question."""
    survey = survey_or_404(survey_id)
    others = others_asking_the_same(survey)
    if not others:
        reason = "No other survey has a question with the same code. Keep the code of a question when you ask it again."
        return not_yet(request, survey, "trends", TITLE, NotEnoughAnswers(reason))
    before = [one for one in others if not opened_after(one, survey)] or others
    other = next((one for one in others if str(one.pk) == request.GET.get("with")), before[0])
    context = {"others": others, "other": other, "opened_later": opened_after(other, survey)}
    try:
        found = trends(survey, other)
    except (NotEnoughAnswers, AnalysisError) as reason:
        return screen(request, survey, "trends", TITLE, {**context, "reason": str(reason)})
    return screen(
        request,
        survey,
        "trends",
        TITLE,
        {
            **context,
            "questions": [(one, [_shown(change) for change in one.changes]) for one in found.questions],
            "moved": [one for one in found.questions if one.moved],
            "cautions": found.cautions,
        },
    )


def _shown(change: Change) -> dict[str, object]:
    def points(value: float) -> str:
        return "" if math.isnan(value) else signed(round(100 * value))

    return {
        "label": change.label,
        "before": "–" if math.isnan(change.before) else f"{round(100 * change.before)}%",
        "now": "–" if math.isnan(change.now) else f"{round(100 * change.now)}%",
        "change": points(change.change),
        "range": "" if math.isnan(change.low) else f"{points(change.low)} to {points(change.high)}",
        "verdict": change.verdict,
        "flag": {"higher": "more", "lower": "fewer"}.get(change.verdict, "within"),
    }
