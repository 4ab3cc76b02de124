"""One process serves the public, another serves staff: each answers its own addresses and no others."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import Http404, HttpRequest, HttpResponse

from engagement.privacy.cookies import is_staff_address

WEB, WORKBENCH = "web", "workbench"


class OneDoor:
    """Find nothing at an address of the other process, so that a mistake in the proxy opens no second way in.

    Wagtail's previews ask for public addresses inside the admin's process and are let through. Where one process serves
    everything, as on the example site, this does nothing.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if settings.SERVICE not in (WEB, WORKBENCH):
            raise MiddlewareNotUsed
        self.get_response = get_response
        self.for_staff = settings.SERVICE == WORKBENCH

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if is_staff_address(request.path_info) != self.for_staff and not getattr(request, "is_dummy", False):
            raise Http404
        return self.get_response(request)
