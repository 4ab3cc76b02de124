"""What every public form of this app shares: its frame, whom it believes, and how often one network may send."""

from __future__ import annotations

from functools import cache
from types import SimpleNamespace
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.module_loading import import_string
from django.utils.translation import get_language, gettext, override

SENDS = 60
"""Forms from one network within ten minutes: a class that signs up together, not a machine."""


@cache
def limiter() -> Any:
    """Counts forms by network, in memory alone."""
    return import_string(settings.PUBLIC_LIMITER)(sends=SENDS)


def page(
    request: HttpRequest, template: str, *, title: Any, status: int = 200, **context: Any
) -> HttpResponse:
    """A public page of this app. Nobody keeps a copy: an address may stand in it.

    Where the words of these pages are not translated yet, the whole page is English: nothing stands there half.
    """
    language = get_language() or settings.LANGUAGE_CODE
    if not _is_translated():
        language = settings.LANGUAGE_CODE
    with override(language):
        told = {
            "page": SimpleNamespace(
                title=title, pk=None, url=request.path, search_description="", shows_exit=True
            ),
            "frame": import_string(settings.PUBLIC_FRAME)(),
            **context,
        }
        response = render(request, f"membership/{template}.html", told, status=status)
    response["Content-Language"] = language
    response["Cache-Control"] = "no-store"
    return response


def _is_translated() -> bool:
    """Whether the language in use has words for these pages, told by the promise on them that matters most."""
    promise = "Your address, locked away, and what you tick here. Nothing else."
    return gettext(promise) != promise


def sent_by_another_site(request: HttpRequest) -> bool:
    """Whether a browser says that another site's page sent this form. Old phones say nothing, and are believed."""
    if request.headers.get("Sec-Fetch-Site") in ("cross-site", "same-site"):
        return True
    origin = request.headers.get("Origin")
    # Under our own no-referrer a browser names no origin, not even ours.
    return origin not in (None, "null") and not origin.lower().endswith(f"//{request.get_host().lower()}")
