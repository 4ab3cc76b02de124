"""Where pages are counted: after Wagtail has shown one to a visitor."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from wagtail import hooks
from wagtail.models import Page

from engagement.counting.tally import tally

Serve = Callable[[Page, HttpRequest, tuple, dict], HttpResponseBase]


@hooks.register("on_serve_page")
def count_what_is_shown(serve: Serve) -> Serve:
    """Count a page that was shown whole, in memory alone. Previews and drafts are served elsewhere and not counted."""

    def counting(page: Page, request: HttpRequest, args: Any, kwargs: Any) -> HttpResponseBase:
        response = serve(page, request, args, kwargs)
        if request.method == "GET" and response.status_code == 200 and is_counted(page):
            tally.viewed(page.pk)
        return response

    return counting


def is_counted(page: Page) -> bool:
    """Whether a page's type lets itself be counted. One that says nothing, such as a survey, is not."""
    return bool(getattr(page, "is_counted", False))
