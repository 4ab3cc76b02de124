"""Modelled figures of small groups: one answer, by two variables at once."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from surveys.analysis.errors import AnalysisError
from surveys.reports.asked import Asked, questionnaire
from surveys.reports.scheme import NAMES
from surveys.reports.small_groups import PAIRS, Modelled, SmallGroups, small_groups
from surveys.reports.weighing import NotEnoughAnswers
from surveys.workbench.access import USE, only
from surveys.workbench.views.frame import not_yet, screen, survey_or_404

TITLE = "Small groups"


@only(USE)
def groups(request: HttpRequest, survey_id: int) -> HttpResponse:
    """The answer and the groups are named in the address; nonsense there leads to the first of each."""
    survey = survey_or_404(survey_id)
    found = questionnaire(survey)
    stored = set(found.demographics) if found else set()
    pairs = [pair for pair in PAIRS if set(pair) <= stored]
    asked = [
        one
        for one in (found.questions if found else ())
        if one.kind in ("single", "multiple") and one.is_public
    ]
    if not asked or not pairs:
        reason = (
            "Small groups need a question with answers to choose from, and two of area, age and ethnic group."
        )
        return not_yet(request, survey, "small_groups", TITLE, NotEnoughAnswers(reason))
    question = next((one for one in asked if one.code == request.GET.get("question")), asked[0])
    choices = [choice for choice in question.choices if not choice.missing] or list(question.choices)
    choice = next((one for one in choices if one.code == request.GET.get("answer")), choices[0])
    pair = next((one for one in pairs if "-".join(one) == request.GET.get("by")), pairs[0])
    context = {
        "questions": asked,
        "question": question,
        "choices": choices,
        "choice": choice,
        "pairs": [
            ("-".join(one), " and ".join(NAMES[name].lower() for name in one), one == pair) for one in pairs
        ],
        "by": "-".join(pair),
        "down_name": NAMES[pair[0]],
    }
    try:
        modelled = small_groups(survey, question, choice.code, pair)
    except (NotEnoughAnswers, AnalysisError) as reason:
        return screen(request, survey, "small_groups", TITLE, {**context, "reason": str(reason)})
    return screen(request, survey, "small_groups", TITLE, context | _shown(modelled, question))


def _shown(found: SmallGroups, question: Asked) -> dict[str, object]:
    every = [
        (cell.share, down, across)
        for down, row in zip(found.down, found.cells, strict=True)
        for across, cell in zip(found.across, row, strict=True)
        if cell is not None
    ]
    lowest, highest = min(every), max(every)
    return {
        "across": found.across,
        "rows": [
            (down, [_percent(across, cell) for across, cell in zip(found.across, row, strict=True)])
            for down, row in zip(found.down, found.cells, strict=True)
        ],
        "overall": round(100 * found.overall),
        "lowest": (round(100 * lowest[0]), *lowest[1:]),
        "highest": (round(100 * highest[0]), *highest[1:]),
        "shift": f"{found.shift:+.2f}",
        "terms": [
            (
                " by ".join(NAMES[name].lower() for name in variables.split(" by ")),
                f"{sd:.2f}",
                f"{effective:.1f}",
            )
            for variables, sd, effective in found.terms
        ],
    }


def _percent(across: str, cell: Modelled | None) -> dict[str, object]:
    if cell is None:
        return {"across": across, "share": None}
    return {
        "across": across,
        "share": round(100 * cell.share),
        "low": round(100 * cell.low),
        "high": round(100 * cell.high),
        "mostly_model": cell.mostly_model,
    }
