"""Trying another weighting plan beside the survey's own, and making it the survey's."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect

from surveys.models import SurveyPage, WeightingPlan
from surveys.populations.selectors import population_tables, tables_for
from surveys.reports.assessment import Assessment, assessed
from surveys.reports.plans import SOFTNESS, as_scheme, in_words, margin_name, plan_of, scheme_of
from surveys.reports.scheme import NAMES, Scheme, names_of
from surveys.workbench.access import USE, only
from surveys.workbench.plans import (
    CAPS,
    PlanRefused,
    back_to_standard,
    choose_plan,
    field,
    margins_to_choose,
    read_plan,
    why_locked,
)
from surveys.workbench.views.frame import screen, survey_or_404

TITLE = "Weighting plan"


@only(USE)
def plan(request: HttpRequest, survey_id: int) -> HttpResponse:
    """The survey's plan beside the one chosen from the lists; sending it in makes it the survey's."""
    survey = survey_or_404(survey_id)
    tables = population_tables()
    own = scheme_of(survey)
    given = request.POST if request.method == "POST" else request.GET
    tried: Scheme | None = None
    refusal = ""
    try:
        if request.method == "POST" and given.get("act") == "standard":
            back_to_standard(survey, user=request.user)
            messages.success(request, "The standard plan holds again.")
            return redirect("workbench:weighting", survey.pk)
        if given.get("missing") is not None:
            made = read_plan(survey, given.dict(), tables)
            tried = as_scheme(made)
        if request.method == "POST" and tried is not None:
            choose_plan(
                survey,
                user=request.user,
                plan=made,
                seen=given.get("seen", ""),
                reason=given.get("reason", ""),
            )
            messages.success(request, "The survey is weighted by this plan from now on.")
            return redirect("workbench:weighting", survey.pk)
    except PlanRefused as refused:
        refusal = str(refused)
    columns = [("The survey’s plan", own, assessed(survey, own))]
    if tried is not None:
        columns.append(("The plan tried", tried, assessed(survey, tried)))
    found = [one for _, _, one in columns]
    return screen(
        request,
        survey,
        "weighting",
        TITLE,
        {
            "refusal": refusal,
            "locked": why_locked(survey),
            "chosen": plan_of(survey),
            "columns": [
                {"title": title, "words": in_words(scheme), "found": one} for title, scheme, one in columns
            ],
            "rows": _rows(found) if not any(one.refusal for one in found) else [],
            "tried": tried,
            "same": tried is not None and tried.key == own.key,
            "may_choose": tried is not None and tried.key != own.key and not found[-1].refusal,
            "posted": [
                (name, value) for name, value in given.items() if name.split(".")[0] in ("how", "from")
            ],
            "given": given,
            **_lists(survey, tables, own, given),
        },
        template="surveys/workbench/weighting_plan.html",
        status=422 if refusal and request.method == "POST" else 200,
    )


def _rows(found: list[Assessment]) -> list[tuple[str, list[str], str]]:
    """What is compared: its name, a value for each plan, and how to read it."""
    names = dict.fromkeys(name for one in found for name, _ in one.elsewhere)
    return [
        ("Effective sample size", [f"about {one.ess:,}" for one in found], "more is better"),
        ("Design effect (Kish)", [f"{one.deff:.2f}" for one in found], "less is better"),
        ("Efficiency", [f"{one.efficiency}%" for one in found], "more is better"),
        (
            "Weights over the mean",
            [f"{one.lightest:.2f} to {one.heaviest:.2f}" for one in found],
            "narrow is better",
        ),
        (
            "Furthest from its own target",
            [_points(one.gap) for one in found],
            "what softness or the limit leaves open",
        ),
        *(
            (
                f"{NAMES[name]}: furthest from the population",
                [_elsewhere(one, name) for one in found],
                "what is not weighted on",
            )
            for name in names
        ),
        ("Warnings", [str(one.cautions) for one in found], "read them on the weighting screen"),
    ]


def _points(gap: float) -> str:
    return "met exactly" if gap < 0.05 else f"{gap:.1f} points"


def _elsewhere(one: Assessment, name: str) -> str:
    points = dict(one.elsewhere).get(name)
    return "weighted on" if points is None else f"{points} points"


def _lists(survey: SurveyPage, tables: list, own: Scheme, given: QueryDict) -> dict[str, object]:
    """The lists with what is chosen: what was sent, else the survey's own plan."""
    sent = given.get("missing") is not None
    soft = dict(own.soft)
    margins = []
    for margin in margins_to_choose(survey):
        name = field(margin)
        now = f"{soft.get(margin, 0.0):g}" if margin in own.margins else ""
        table = own.figures_for(margin) if margin in own.margins else ""
        margins.append(
            {
                "name": margin_name(margin),
                "field": name,
                "pair": len(names_of(margin)) > 1,
                "hows": [
                    (value, label, value == (given.get(f"how.{name}", "") if sent else now))
                    for value, label in (
                        ("", "not weighted on"),
                        *((f"{value:g}", label) for value, label in SOFTNESS.items()),
                    )
                ],
                "tables": [
                    (one.sha256, str(one), one.sha256 == (given.get(f"from.{name}", "") if sent else table))
                    for one in tables_for(margin, tables)
                ],
            }
        )
    missing = given.get("missing", own.missing)
    cap = given.get("cap", f"{own.usual_cap:g}")
    over = given.get("over", "keep" if own.keep_cap else "raise")
    return {
        "margins": margins,
        "policies": [(value, label, value == missing) for value, label in WeightingPlan.Missing.choices],
        "caps": [(f"{value:g}", f"{value:g}" == cap) for value in CAPS],
        "overs": [
            (value, label, value == over)
            for value, label in (
                ("raise", "Raise the limit as far as the targets need it"),
                ("keep", "Keep the limit and leave a gap, which is told"),
            )
        ],
    }
