"""What every screen of a survey shares: the survey, the way there, the screens, the notice of an example."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from surveys.models import SurveyPage
from surveys.workbench.access import COSIGN, PROPOSE, USE, holds
from surveys.workbench.selectors import surveys

PARTS: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    (
        "Collect",
        (
            ("overview", "Overview"),
            ("fieldwork", "Fieldwork"),
            ("channels", "Links and posters"),
            ("quotas", "Quotas"),
            ("missing", "Who is missing"),
        ),
    ),
    (
        "Check",
        (("versions", "Versions"), ("quality", "Quality"), ("weighting", "Weighting")),
    ),
    (
        "Figures",
        (("tables", "Tables"), ("trends", "Trends"), ("small_groups", "Small groups")),
    ),
    (
        "Comments",
        (
            ("themes", "Themes"),
            ("places", "Places"),
            ("topics", "New topics"),
            ("quotes", "Quotes"),
            ("coding", "Coding"),
            ("codebooks", "Codebook"),
        ),
    ),
    (
        "Publish",
        (("publication", "Publication"), ("files", "Files")),
    ),
)
"""The screens of a survey in the order of the work. A new screen stands in one part: its address by name, its label."""

OF_NO_SURVEY = frozenset({"codebooks"})
"""Screens that belong to all surveys together."""


NEEDS = {"publication": (PROPOSE,), "quotes": (PROPOSE, COSIGN)}
"""Screens that ask for something else than the right to use the workbench."""


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
    return render(
        request,
        template or f"surveys/workbench/{tab}.html",
        {
            "survey": survey,
            "parts": list(_parts(request, survey, tab)),
            "breadcrumbs_items": [*trail, {"url": "", "label": title}],
            "header_title": f"{title}: {survey.title}",
            "header_icon": "table",
            "title": title,
            **context,
        },
        status=status,
    )


def _parts(request: HttpRequest, survey: SurveyPage, tab: str) -> Iterator[dict[str, Any]]:
    """The parts of the work with the screens this person may open; each leads to its first."""
    for label, screens in PARTS:
        tabs = [
            {
                "url": reverse(f"workbench:{name}", args=[] if name in OF_NO_SURVEY else [survey.pk]),
                "label": text,
                "here": name == tab,
            }
            for name, text in screens
            if any(holds(request.user, right) for right in NEEDS.get(name, (USE,)))
        ]
        if tabs:
            yield {"label": label, "tabs": tabs, "here": any(each["here"] for each in tabs)}


def not_yet(
    request: HttpRequest, survey: SurveyPage, tab: str, title: str, reason: Exception
) -> HttpResponse:
    """A screen whose figures cannot be made, with the reason and what to do."""
    return screen(
        request, survey, tab, title, {"reason": str(reason)}, template="surveys/workbench/not_yet.html"
    )
