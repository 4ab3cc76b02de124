"""Public addresses neither read nor set a cookie."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse


def is_staff_address(path: str) -> bool:
    """Whether this address belongs to signed-in people; every other address is public."""
    return path.startswith(settings.STAFF_PREFIXES)


class NoCookies:
    """Drop whatever cookie a browser sends to a public address, and refuse to set one there.

    Without this a malformed session cookie would be answered with one, and a signed-in editor's reading of the public
    site would be tied to their session.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if is_staff_address(request.path_info):
            return self.get_response(request)
        request.META.pop("HTTP_COOKIE", None)
        response = self.get_response(request)
        response.cookies.clear()
        if response.has_header("Vary"):
            kept = [name for name in response["Vary"].split(", ") if name.lower() != "cookie"]
            if kept:
                response["Vary"] = ", ".join(kept)
            else:
                del response["Vary"]
        return response
