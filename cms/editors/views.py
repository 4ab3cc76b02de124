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
from cms.editors.counts import counted_pages
from cms.editors.first_day import first_day_of
from cms.editors.look_again import to_look_at
from cms.editors.reading import site_readings
from cms.editors.translated import MISSING, offered_languages, site_languages
from cms.readability import LONG_SENTENCE, TARGET_AGES
from engagement.counting.months import whole_months


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


@require_safe
def look_again(request: HttpRequest) -> HttpResponse:
    """Pages that are over the day by which somebody looks at them again, due soon, or without such a day."""
    found = to_look_at(request.user, today=localdate())
    over = len({told.page.pk for told in found if told.is_over})
    return _screen(
        request, "look_again", "Pages to look at again", "calendar", {"pages": found, "over": over}
    )


@require_safe
def translated(request: HttpRequest) -> HttpResponse:
    """Which page can be read in which language, summary pages first."""
    found = site_languages(request.user)
    missing = sum(told.is_summary and MISSING in told.states for told in found)
    context = {"pages": found, "missing": missing, "languages": offered_languages()}
    return _screen(request, "translated", "Pages and languages", "globe", context)


@require_safe
def page_counts(request: HttpRequest) -> HttpResponse:
    """How often pages were shown."""
    today = localdate()
    context = {"pages": counted_pages(request.user, today=today), "months": whole_months(today, 3)}
    return _screen(request, "page_counts", "How often pages are read", "view", context)
