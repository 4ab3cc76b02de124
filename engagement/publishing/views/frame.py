"""What the screens of publishing share."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from wagtail.models import Page


def screen(
    request: HttpRequest,
    name: str,
    title: str,
    context: dict[str, Any],
    *,
    status: int = 200,
    icon: str = "tasks",
) -> HttpResponse:
    """One screen inside Wagtail's admin."""
    trail = [] if name == "index" else [{"url": reverse("publishing:index"), "label": "Reviews and dates"}]
    response = render(
        request,
        f"publishing/{name}.html",
        {
            "breadcrumbs_items": [*trail, {"url": "", "label": title}],
            "header_title": title,
            "header_icon": icon,
            **context,
        },
        status=status,
    )
    response["Cache-Control"] = "no-store"
    return response


def refused(request: HttpRequest, reason: str) -> HttpResponse:
    """A page that says no, and why. Raising would make Wagtail send the person elsewhere instead."""
    return screen(request, "refused", "Not for this account", {"reason": reason}, status=403, icon="lock")


def page_or_404(key: int) -> Page:
    """The page with this key, as its own type."""
    return get_object_or_404(Page.objects.exclude(depth=1), pk=key).specific
