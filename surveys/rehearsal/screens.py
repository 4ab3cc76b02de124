"""Two screens beside the draft of a survey: the map of its routes, and the report of the robot that walked it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from surveys.authoring.compile import NotPublishable, compile_survey, draft_of
from surveys.authoring.faults import structural_faults
from surveys.authoring.reach import Reach, explore
from surveys.authoring.route_map import drawn, outline, unreached
from surveys.authoring.rule_words import place_in_words
from surveys.models import SurveyPage
from surveys.rehearsal.routes_tried import MOST_COMBINATIONS
from surveys.rehearsal.walking import walk_page

OTHER_FAULTS = 20


@require_safe
def routes_view(request: HttpRequest, page_id: int) -> HttpResponse:
    """The newest draft as a map, with the same as a list, and what keeps it from being published."""
    page, draft = _draft(request, page_id)
    compiled = draft_of(draft)
    faults = [fault.message for fault in structural_faults(compiled.definition)]
    parts = outline(compiled.definition, compiled.texts, _reach(compiled.definition))
    context = {
        "parts": parts,
        "map": drawn(parts, title=f"The routes through {draft.title}") if parts else "",
        "faults": faults[:OTHER_FAULTS],
        "more": len(faults[OTHER_FAULTS:]),
        "lost": list(unreached(parts)),
        "arms": compiled.definition.get("arms", 1),
    }
    return _screen(request, page, draft, "routes", "Routes", "redirect", context)


@require_safe
def walk_view(request: HttpRequest, page_id: int) -> HttpResponse:
    """What the robot found in the newest draft. It walks it now; nothing it does is stored."""
    page, draft = _draft(request, page_id)
    context: dict[str, Any] = {"most": MOST_COMBINATIONS}
    try:
        compiled = compile_survey(draft)
    except NotPublishable as refused:
        context["faults"] = refused.sentences[:OTHER_FAULTS]
    else:
        report = walk_page(draft, compiled)
        context["report"] = report
        context["skips"] = [
            (code, place_in_words(to, compiled.definition, compiled.texts), is_taken)
            for code, to, is_taken in report.skips
        ]
    return _screen(request, page, draft, "walk", "Walk it", "resubmit", context)


def _draft(request: HttpRequest, page_id: int) -> tuple[SurveyPage, SurveyPage]:
    page = get_object_or_404(SurveyPage, pk=page_id)
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    return page, page.get_latest_revision_as_object()


def _reach(definition: dict[str, Any]) -> Reach | None:
    """Who comes where; None while a rule names what is not there."""
    try:
        return explore(definition)
    except (KeyError, TypeError, ValueError):
        return None


def _screen(
    request: HttpRequest,
    page: SurveyPage,
    draft: SurveyPage,
    name: str,
    title: str,
    icon: str,
    context: dict[str, Any],
) -> HttpResponse:
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    return render(
        request,
        f"surveys/admin/{name}.html",
        {
            "page": draft,
            "edit": edit,
            "title": title,
            "icon": icon,
            "other": reverse("survey_walk" if name == "routes" else "survey_routes", args=[page.pk]),
            **context,
        },
    )
