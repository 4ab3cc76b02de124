"""A draft as a visitor would see it, as text."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils import translation
from wagtail.models import Page


def rendered(page: Page, host: str) -> tuple[str, str]:
    """The HTML of a draft and the content policy it brings with it, if any, as somebody without an account sees it."""
    request = HttpRequest()
    request.method = "GET"
    name, _, port = host.partition(":")
    request.META |= {"SERVER_NAME": name, "SERVER_PORT": port or "80", "HTTP_HOST": host}
    request.path = request.path_info = "/"
    request.user = AnonymousUser()
    request.is_preview = True  # type: ignore[attr-defined]
    with translation.override(page.locale.language_code):
        shown = page.serve_preview(request, page.default_preview_mode)
        if hasattr(shown, "render"):
            shown = shown.render()
    return shown.content.decode(), shown.headers.get("Content-Security-Policy", "")
