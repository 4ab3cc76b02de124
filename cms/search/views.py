"""The search page."""

from __future__ import annotations

from types import SimpleNamespace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods
from wagtail.models import Site

from cms.search.selectors import LETTERS, look_for
from cms.selectors import frame_of


@csrf_exempt  # It changes nothing, and there is no cookie a forged form could ride on.
@require_http_methods(["GET", "HEAD", "POST"])
def search(request: HttpRequest) -> HttpResponse:
    """Ask what somebody looks for, and show it.

    Words travel in the body of a form and not in an address: they stand in no history of a shared telephone and in
    no log on the way. Nothing of them is kept.
    """
    asked = (
        request.POST.get("q", "")[:LETTERS].replace("\x00", "").strip() if request.method == "POST" else ""
    )
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    home = (
        site.root_page.get_translations(inclusive=True).filter(locale__language_code=get_language()).first()
    )
    page = SimpleNamespace(
        title=_("Search"), pk=None, url=reverse("search"), search_description="", shows_exit=True
    )
    context = {
        "page": page,
        "frame": frame_of((home or site.root_page).specific),
        "asked": asked,
        "letters": LETTERS,
        "answer": look_for(asked, language=get_language() or "en") if asked else None,
    }
    response = render(request, "pages/search.html", context)
    response["Cache-Control"] = "no-store"
    return response
