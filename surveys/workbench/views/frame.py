"""What every screen of a survey shares: the survey, the way there, the tabs, the notice of an example."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from surveys.models import SurveyPage
from surveys.workbench.access import PROPOSE, USE, holds
from surveys.workbench.selectors import surveys

TABS = (
    ("overview", "Overview"),
    ("fieldwork", "Fieldwork"),
    ("channels", "Links and posters"),
    ("versions", "Versions"),
    ("quotas", "Quotas"),
    ("missing", "Who is missing"),
    ("quality", "Quality"),
    ("weighting", "Weighting"),
    ("tables", "Tables"),
    ("trends", "Trends"),
    ("small_groups", "Small groups"),
    ("themes", "Themes"),
    ("publication", "Publication"),
    ("files", "Files"),
)


def survey_or_404(survey_id: int) -> SurveyPage:
    """The survey with this key, in the site's first language."""
    return get_object_or_404(surveys(), pk=survey_id)


def screen(
    request: HttpRequest,
    survey: SurveyPage,
    tab: str,
    title: str,
    context: dict[str, Any],
    *,
    template: str = "",
    status: int = 200,
) -> HttpResponse:
    """One screen of a survey inside Wagtail's admin."""
    trail = [
        {"url": reverse("workbench:index"), "label": "Insights"},
        {"url": reverse("workbench:overview", args=[survey.pk]), "label": survey.title},
    ]
    tabs = [
        {"url": reverse(f"workbench:{name}", args=[survey.pk]), "label": label, "here": name == tab}
        for name, label in TABS
        if holds(request.user, PROPOSE if name == "publication" else USE)
    ]
    return render(
        request,
        template or f"surveys/workbench/{tab}.html",
        {
            "survey": survey,
            "tabs": tabs,
            "breadcrumbs_items": [*trail, {"url": "", "label": title}],
            "header_title": f"{title}: {survey.title}",
            "header_icon": "table",
            "title": title,
            **context,
        },
        status=status,
    )


def not_yet(
    request: HttpRequest, survey: SurveyPage, tab: str, title: str, reason: Exception
) -> HttpResponse:
    """A screen whose figures cannot be made, with the reason and what to do."""
    return screen(
        request, survey, tab, title, {"reason": str(reason)}, template="surveys/workbench/not_yet.html"
    )
