"""A survey that cannot go live says why, on whatever screen of the admin somebody tried."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from surveys.authoring.compile import NotPublishable


class RefusalsAsMessages:
    """Turn a refused publication into messages and the way to the editor.

    Bulk actions, workflow approvals and translations publish without the editor's form; their refusal would
    otherwise be a server error.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, NotPublishable) or not request.path_info.startswith("/admin/"):
            return None
        messages.error(request, "The survey was not published. " + " ".join(exception.sentences))
        if exception.page_id is None:
            return HttpResponseRedirect(reverse("wagtailadmin_home"))
        return HttpResponseRedirect(reverse("wagtailadmin_pages:edit", args=[exception.page_id]))
