"""Proposing results, and signing what somebody else proposed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import slugify

from surveys.analysis.errors import AnalysisError
from surveys.models import PublishedResult
from surveys.models.publication import Tampered, digest_of
from surveys.publication.selectors import results_of
from surveys.publication.services import cosign, decline, propose, why_not_yet
from surveys.publication.snapshot import Draft, Headline, NotPublishable, Plan, declared_bandings, draft
from surveys.reports.asked import Questionnaire, questionnaire
from surveys.reports.scheme import NAMES
from surveys.reports.weighing import NotEnoughAnswers
from surveys.workbench.access import COSIGN, PROPOSE, holds, only, refused
from surveys.workbench.views.frame import screen, survey_or_404

TITLE = "Publication"


@only(PROPOSE)
def publication(request: HttpRequest, survey_id: int) -> HttpResponse:
    """Choose what to publish, see exactly what the public would see, then propose it."""
    survey = survey_or_404(survey_id)
    reason = why_not_yet(survey)
    asked = questionnaire(survey)
    given = request.POST if request.method == "POST" else None
    plan = _plan(given, asked) if asked else None
    made: Draft | None = None
    refusal = ""
    if given is not None and plan is not None and not reason:
        try:
            made = draft(survey, plan)
            # Proposed is what was looked at: anything else is shown once more.
            if given.get("act") == "propose" and given.get("seen") == digest_of(made.snapshot):
                result = propose(
                    survey,
                    user=request.user,
                    title=given.get("title", ""),
                    slug=slugify(given.get("slug", "") or given.get("title", ""))[:80],
                    plan=plan,
                )
                messages.success(request, "Proposed. A safeguarding lead has to sign before anybody sees it.")
                return redirect(reverse("workbench:result", args=[result.pk]))
        except (NotPublishable, NotEnoughAnswers, AnalysisError) as why:
            refusal = str(why)
    return screen(
        request,
        survey,
        "publication",
        TITLE,
        {
            "why_not": reason,
            "results": results_of(survey),
            "refusal": refusal,
            "draft": made,
            "seen": digest_of(made.snapshot) if made else "",
            "view": _shown(made.snapshot) if made else None,
            "title_given": (given or {}).get("title", survey.title),
            "slug_given": (given or {}).get("slug", survey.slug),
            "questions": _questions(asked, plan, given),
            "breakdowns": _breakdowns(asked, plan, given),
            "places_given": bool(plan and plan.places),
            "themes_given": plan.themes if plan and given is not None else True,
            "posted": given is not None,
        },
        status=400 if refusal else 200,
    )


def _plan(given: QueryDict | None, asked: Questionnaire) -> Plan:
    if given is None:
        return Plan(questions=())
    questions = tuple(given.getlist("question"))
    together = {code: [parts] for code in questions if len(parts := given.getlist(f"together-{code}")) > 1}
    headlines = tuple(
        Headline(code, option, given.get(f"sentence-{code}", ""))
        for code in questions
        if (option := given.get(f"headline-{code}", ""))
    )
    return Plan(
        questions=questions,
        breakdowns=tuple(given.getlist("breakdown")),
        headlines=headlines,
        themes=given.get("themes") == "yes",
        places=given.get("places") == "yes",
        together=together,
    )


def _questions(
    asked: Questionnaire | None, plan: Plan | None, given: QueryDict | None
) -> list[dict[str, Any]]:
    if asked is None:
        return []
    headlines = {told.question: told for told in plan.headlines} if plan else {}
    return [
        {
            "asked": question,
            "chosen": given is None or (plan is not None and question.code in plan.questions),
            "headline": headlines.get(question.code),
            "together": given.getlist(f"together-{question.code}") if given is not None else [],
        }
        for question in asked.questions
        if question.is_public
    ]


def _breakdowns(
    asked: Questionnaire | None, plan: Plan | None, given: QueryDict | None
) -> list[dict[str, Any]]:
    stored = set(asked.demographics) if asked else set()
    return [
        {
            "code": name,
            "name": NAMES[name],
            "bands": bands,
            "chosen": (given is None and name in ("age_band", "sex"))
            or (given is not None and plan is not None and name in plan.breakdowns),
        }
        for name, bands in declared_bandings().items()
        if name in stored
    ]


@only(PROPOSE, COSIGN)
def result(request: HttpRequest, result_id: int) -> HttpResponse:
    """One result: the protected snapshot and nothing else, for those who propose and those who sign."""
    found = get_object_or_404(PublishedResult.objects.select_related("survey", "proposed_by"), pk=result_id)
    return _result_page(request, found)


@only(COSIGN)
def sign(request: HttpRequest, result_id: int) -> HttpResponse:
    """Put the second signature under a result, or send it back."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    found = get_object_or_404(PublishedResult, pk=result_id)
    try:
        if request.POST.get("act") == "sign":
            cosign(found, user=request.user)
            messages.success(request, "Signed and published. These figures are frozen from now on.")
        else:
            decline(found, user=request.user, note=request.POST.get("note", ""))
            messages.success(request, "Sent back with your note.")
    except PermissionDenied:
        return refused(request)
    except (NotPublishable, Tampered) as why:
        return _result_page(request, found, refusal=str(why))
    return redirect(reverse("workbench:result", args=[found.pk]))


def _result_page(request: HttpRequest, found: PublishedResult, refusal: str = "") -> HttpResponse:
    waits = found.state == PublishedResult.State.PROPOSED
    own = found.proposed_by_id == request.user.pk
    return render(
        request,
        "surveys/workbench/result.html",
        {
            "result": found,
            "view": _shown(found.snapshot) if found.is_intact else None,
            "intact": found.is_intact,
            "may_sign": waits and not own and holds(request.user, COSIGN),
            "own": own and waits,
            "refusal": refusal,
            "breadcrumbs_items": [
                {"url": reverse("workbench:index"), "label": "Insights"},
                {"url": "", "label": found.title},
            ],
            "header_title": found.title,
            "header_icon": "table",
        },
        status=400 if refusal else 200,
    )


def _shown(snapshot: dict[str, Any]) -> dict[str, Any]:
    """A snapshot with its rows gathered by breakdown, for a template that cannot do it."""
    tables = []
    for table in snapshot["tables"]:
        parts: dict[str, list[dict[str, Any]]] = {}
        for row in table["rows"]:
            parts.setdefault(NAMES.get(row["variable"], "Everybody"), []).append(row)
        tables.append({**table, "parts": list(parts.items())})
    return {**snapshot, "tables": tables, "gap_names": NAMES}
