"""Screens of the admin for whoever writes the site."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe
from wagtail.models import Page

from cms.campaign.quoting import figures_on_pages
from cms.editors.consents import consents
from cms.editors.first_day import first_day_of
from cms.editors.reading import site_readings
from cms.readability import LONG_SENTENCE, TARGET_AGES


def _screen(request: HttpRequest, name: str, title: str, icon: str, context: dict[str, Any]) -> HttpResponse:
    response = render(
        request,
        f"editors/{name}.html",
        {
            "breadcrumbs_items": [{"url": "", "label": title}],
            "header_title": title,
            "header_icon": icon,
            **context,
        },
    )
    response["Cache-Control"] = "no-store"
    return response


@require_safe
def picture_consents(request: HttpRequest) -> HttpResponse:
    """Pictures of people and how their consent stands."""
    found = consents(request.user, today=localdate())
    return _screen(request, "consents", "Pictures of people", "image", {"consents": found})


@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """Published figures on live pages, those that do not stand any more first."""
    found = figures_on_pages(request.user, today=localdate())
    stale = sum(1 for each in found if not each.quoted.is_shown)
    return _screen(request, "figures", "Figures on pages", "order", {"figures": found, "stale": stale})


@require_safe
def reading_ages(request: HttpRequest) -> HttpResponse:
    """Every live page with its reading age and its longest sentence, the hardest first."""
    found = site_readings(request.user)
    context = {
        "pages": found,
        "hard": sum(1 for each in found if each.reading and each.reading.is_hard),
        "youngest": TARGET_AGES[0],
        "oldest": TARGET_AGES[1],
        "long": LONG_SENTENCE,
    }
    return _screen(request, "reading_ages", "Reading ages", "glasses", context)


@require_safe
def reading_check(request: HttpRequest, page_id: int) -> HttpResponse:
    """The check beside a page's form, made anew from the draft as it is saved now."""
    page = get_object_or_404(Page.objects.exclude(depth=1), pk=page_id)
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    response = render(
        request, "editors/reading_fragment.html", {"page": page.get_latest_revision_as_object()}
    )
    response["Cache-Control"] = "no-store"
    return response


@require_safe
def first_day(request: HttpRequest) -> HttpResponse:
    """What an editor needs on their first day, with the pages that are theirs."""
    return _screen(request, "first_day", "Your first day", "help", {"day": first_day_of(request.user)})
