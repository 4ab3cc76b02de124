"""Modelled figures of small groups: one answer, by two or three variables at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils.text import slugify

from surveys.analysis.errors import AnalysisError
from surveys.models import Export, SurveyPage
from surveys.reports.asked import Asked, Choice, questionnaire
from surveys.reports.scheme import NAMES
from surveys.reports.small_groups import PAIRS, TRIPLES, Modelled, SmallGroups, small_groups
from surveys.reports.weighing import NotEnoughAnswers
from surveys.workbench.access import USE, only
from surveys.workbench.modelled import VALIDATION, modelled_as_csv, modelled_as_excel, sheet_of
from surveys.workbench.register import TERMS, ExportRefused, Stated, take_away
from surveys.workbench.views.frame import not_yet, screen, survey_or_404

TITLE = "Small groups"
FORMATS = {
    "csv": ("text/csv; charset=utf-8", modelled_as_csv),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", modelled_as_excel),
}


@dataclass(frozen=True)
class Wanted:
    """What is asked for: a question, one of its answers, what groups are made of, and the lists they come from."""

    questions: list[Asked]
    question: Asked
    choices: list[Choice]
    choice: Choice
    crossings: list[tuple[str, ...]]
    crossed: tuple[str, ...]


@only(USE)
def groups(request: HttpRequest, survey_id: int, refusal: str = "") -> HttpResponse:
    """The answer and the groups are named in the address; nonsense there leads to the first of each."""
    survey = survey_or_404(survey_id)
    given = request.POST if request.method == "POST" else request.GET
    wanted = _wanted(survey, given)
    if wanted is None:
        reason = (
            "Small groups need a question with answers to choose from, and two of area, age and ethnic group."
        )
        return not_yet(request, survey, "small_groups", TITLE, NotEnoughAnswers(reason))
    context = {
        "refusal": refusal,
        "questions": wanted.questions,
        "question": wanted.question,
        "choices": wanted.choices,
        "choice": wanted.choice,
        "pairs": [
            ("-".join(one), _listed([NAMES[name].lower() for name in one]), one == wanted.crossed)
            for one in wanted.crossings
        ],
        "by": "-".join(wanted.crossed),
        "down_name": NAMES[wanted.crossed[0]],
        "third_name": NAMES[wanted.crossed[2]] if len(wanted.crossed) > 2 else "",
        "validation": VALIDATION,
        "purposes": Export.Purpose.choices,
        "terms": [(value, label) for value, (label, _) in TERMS.items()],
    }
    status = 422 if refusal else 200
    try:
        modelled = small_groups(survey, wanted.question, wanted.choice.code, wanted.crossed)
    except (NotEnoughAnswers, AnalysisError) as reason:
        return screen(
            request, survey, "small_groups", TITLE, {**context, "reason": str(reason)}, status=status
        )
    return screen(request, survey, "small_groups", TITLE, context | _shown(modelled), status=status)


@only(USE)
def download(request: HttpRequest, survey_id: int) -> HttpResponse:
    """The figures on screen as a file, for a stated reason, which is logged."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    survey = survey_or_404(survey_id)
    form = request.POST.get("format", "")
    try:
        wanted = _wanted(survey, request.POST)
        stated = Stated.read(request.POST)
        if form not in FORMATS or wanted is None:
            raise ExportRefused("Choose a format.")
        found = small_groups(survey, wanted.question, wanted.choice.code, wanted.crossed)
    except (ExportRefused, NotEnoughAnswers, AnalysisError) as refused:
        return groups(request, survey_id, refusal=str(refused))
    take_away(
        survey,
        user=request.user,
        what=Export.What.MODELLED,
        form=form,
        n=found.n,
        stated=stated,
        by=wanted.crossed,
    )
    kind, write = FORMATS[form]
    response = HttpResponse(write(sheet_of(survey, wanted.question, wanted.choice, found)), content_type=kind)
    name = slugify(f"{survey.slug} modelled {wanted.question.code} by {'-'.join(wanted.crossed)}")
    response["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return response


def _wanted(survey: SurveyPage, given: Mapping[str, str]) -> Wanted | None:
    found = questionnaire(survey)
    stored = set(found.demographics) if found else set()
    crossings = [one for one in (*PAIRS, *TRIPLES) if set(one) <= stored]
    asked = [
        one
        for one in (found.questions if found else ())
        if one.kind in ("single", "multiple") and one.is_public
    ]
    if not asked or not crossings:
        return None
    question = next((one for one in asked if one.code == given.get("question")), asked[0])
    choices = [choice for choice in question.choices if not choice.missing] or list(question.choices)
    choice = next((one for one in choices if one.code == given.get("answer")), choices[0])
    crossed = next((one for one in crossings if "-".join(one) == given.get("by")), crossings[0])
    return Wanted(asked, question, choices, choice, crossings, crossed)


def _listed(names: list[str]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}"


def _shown(found: SmallGroups) -> dict[str, object]:
    every = [(cell.share, ", ".join(bands)) for bands, cell in found.groups]
    lowest, highest = min(every), max(every)
    return {
        "across": found.across,
        "layers": [
            (
                layer.band,
                [
                    (down, [_percent(across, cell) for across, cell in zip(found.across, row, strict=True)])
                    for down, row in zip(found.down, layer.cells, strict=True)
                ],
            )
            for layer in found.layers
        ],
        "count": len(every),
        "own": sum(not cell.mostly_model for _, cell in found.groups),
        "overall": round(100 * found.overall),
        "residents": found.residents,
        "lowest": (round(100 * lowest[0]), lowest[1]),
        "highest": (round(100 * highest[0]), highest[1]),
        "shift": f"{found.shift:+.2f}",
        "effects": [
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
