"""Whatever goes wrong on a public address, the answer is a page of ours: what happened, what to do, who can help."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils import translation

from engagement.languages import language_of
from engagement.privacy.cookies import is_staff_address

TEMPLATES = {
    400: "400.html",
    403: "403.html",
    404: "404.html",
    405: "405.html",
    410: "410.html",
    413: "413.html",
}
"""Pages with words of their own. Any other refusal says what 400 says, any other fault what 500 says."""


OF_THE_BODY = frozenset(
    {"Content-Type", "Content-Length", "Content-Encoding", "Content-Disposition", "Content-Range"}
)
"""Headers that speak of the content that is replaced."""


def error_page(request: HttpRequest, status: int) -> str:
    """The page of a status in the language of the address, as HTML. Reads no database."""
    template = TEMPLATES.get(status, "400.html" if status < 500 else "500.html")
    with translation.override(language_of(request.path_info)):
        return render_to_string(template)


def refused_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """What answers a form without a valid token: Django's own page would speak to programmers, and hold no help.

    No public page takes a form by Django's tokens, so in public the address simply takes nothing.
    """
    if is_staff_address(request.path_info):
        return HttpResponse(render_to_string("403_csrf.html"), status=403)
    return HttpResponse(error_page(request, 405), status=405, headers={"Allow": "GET, HEAD"})


class HelpOnErrors:
    """Give bare refusals a page, and let nobody keep a copy of any."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.status_code < 400 or is_staff_address(request.path_info):
            return response
        is_bare = response.streaming or not response.content
        if is_bare and request.method != "HEAD":
            response.close()
            refused = HttpResponse(error_page(request, response.status_code), status=response.status_code)
            for name, value in response.headers.items():
                if name not in OF_THE_BODY:
                    refused.headers[name] = value
            response = refused
        response.headers["Cache-Control"] = "no-store"
        return response
