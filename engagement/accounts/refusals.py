"""How the admin says no: a page with status 403 that says what is closed, why, and what to do about it."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from wagtail.admin import auth

OF_PAGES = ("wagtailadmin_pages", "wagtail_localize", "wagtailadmin_explore", "publishing")
OF_FILES = ("wagtailimages", "wagtaildocs")


def say_no(request: HttpRequest) -> HttpResponse:
    """The page in place of Wagtail's, which sends people to their first screen as if nothing had been refused.

    Raises:
        PermissionDenied: a script of the admin asks; it gets the bare 403 it knows how to read.
    """
    if request.headers.get("x-requested-with") == "XMLHttpRequest":
        raise PermissionDenied
    response = render(
        request,
        "accounts/refused.html",
        {
            "why": _why(request),
            "roles": list(request.user.groups.order_by("name").values_list("name", flat=True)),
            "header_title": "Not open to your account",
            "header_icon": "lock",
            "breadcrumbs_items": [{"url": "", "label": "Not open to your account"}],
        },
        status=403,
    )
    response["Cache-Control"] = "no-store"
    return response


def _why(request: HttpRequest) -> str:
    """The reason, from the name of the address alone: nothing of what is closed is read for it."""
    match = request.resolver_match
    name = match.view_name if match else ""
    about = match.kwargs.get("model_name", "") if match else ""
    if name.startswith(OF_PAGES) or about == "page":
        return "This page belongs to a section you do not write for, or this is not for you to do with it."
    if name.startswith(OF_FILES):
        return "This file belongs to a section you do not write for, or this is not for you to do with it."
    return "This screen is for another role than yours."


def replace_wagtails() -> None:
    """Let every screen of Wagtail refuse in this way. Its decorators look the function up when they refuse."""
    auth.permission_denied = say_no
