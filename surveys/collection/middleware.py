"""The first middleware: answers the survey's own addresses before any session, cookie or language code runs."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable, Sequence

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.http.request import UnreadablePostError

from surveys.collection import assets, pages
from surveys.collection.answering import answer
from surveys.collection.counters import counters
from surveys.collection.headers import SCRIPT_HEADERS
from surveys.collection.headers import response as answered
from surveys.collection.live import Route, registry
from surveys.collection.posted import is_from_elsewhere
from surveys.collection.render import Form
from surveys.collection.splice import Part, gzipped, plain
from surveys.collection.state import State

logger = logging.getLogger(__name__)

_CHANNEL = re.compile(r"(?:^|&)c=([A-Za-z0-9_-]{1,12})(?:&|$)")


class PublicFirst:
    """Serve surveys from bytes; pass everything else on, Wagtail's previews included."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if getattr(request, "is_dummy", False):
            return self.get_response(request)
        registry.ensure_started(request.META)
        path = request.path_info
        if path == assets.script().path and request.method in ("GET", "HEAD"):
            return _script(request)
        route = registry.find(path)
        if route is None:
            if registry.find(f"{path}/") is not None and request.method in ("GET", "HEAD"):
                return _moved(request, f"{path}/")
            return self.get_response(request)
        if settings.SECURE_SSL_REDIRECT and not request.is_secure():
            return self.get_response(request)
        try:
            request.get_host()
        except DisallowedHost:
            return self.get_response(request)
        return respond(route, request)


def respond(route: Route, request: HttpRequest) -> HttpResponse:
    """Answer a request to one of a survey's addresses."""
    form = route.live.form(route.language)
    assert form is not None  # A route exists only for a language that was rendered.
    now = time.time()
    try:
        if route.page == "stop":
            return _stopped(form, request)
        if request.method in ("GET", "HEAD"):
            return _page(form, request, 200, _shown_page(route, form, request, now))
        if request.method != "POST" or route.page:
            return _refusal(form, request, 405, "method", now)
        status, made = answer(route, request, now)
        if isinstance(made, str):
            return _finish(request, answered(b"", status=status, headers=form.headers, Location=made))
        return _page(form, request, status, made)
    except Exception:
        logger.exception("A survey page failed.")
        return _refusal(form, request, 500, "server", now)


def _shown_page(route: Route, form: Form, request: HttpRequest, now: float) -> list[Part]:
    if route.page == "thanks":
        return [piece for piece in form.thanks if not isinstance(piece, str)]
    if route.page == "support":
        return [piece for piece in form.support if not isinstance(piece, str)]
    if route.page == "ended":
        return [piece for piece in form.ended if not isinstance(piece, str)]
    found = _CHANNEL.search(request.META.get("QUERY_STRING", ""))
    named = found[1].lower() if found else ""
    state = route.live.shown(now, named, rests=route.rests)
    if state != "open":
        return [piece for piece in form.closed[state] if not isinstance(piece, str)]
    form = route.live.form(route.language, arm=pages.drawn_arm(form)) or form
    if route.channel:
        return pages.document(form, channel=route.channel, now=now)
    channel = named if named in route.live.channels else ""
    return pages.document(form, channel=channel, now=now)


def _stopped(form: Form, request: HttpRequest) -> HttpResponse:
    """Count that somebody left at a section. The number is all that was sent."""
    if request.method != "POST":
        return _refusal(form, request, 405, "method", time.time())
    try:
        said = request.read(4) if not is_from_elsewhere(request.META) else b""
    except (UnreadablePostError, OSError):
        said = b""
    if said.isdigit() and 1 <= int(said) <= len(form.definition["sections"]):
        counters.stopped(form.survey, int(said))
    return _finish(request, answered(b"", status=204, headers=form.headers))


def _refusal(form: Form, request: HttpRequest, status: int, kind: str, now: float) -> HttpResponse:
    parts = pages.problem_page(form, pages.Visit(), State(), kind, now=now, can_send=False)
    response = _page(form, request, status, parts)
    if status == 405:
        response.headers["Allow"] = "POST" if request.path_info.endswith("/stop/") else "GET, HEAD, POST"
    return response


def _page(form: Form, request: HttpRequest, status: int, parts: Sequence[Part]) -> HttpResponse:
    more = {"Vary": "Accept-Encoding"}
    if "gzip" in request.META.get("HTTP_ACCEPT_ENCODING", ""):
        body = gzipped(parts)
        more["Content_Encoding"] = "gzip"
    else:
        body = plain(parts)
    more["Content_Length"] = str(len(body))
    if request.method == "HEAD":
        body = b""
    return _finish(request, answered(body, status=status, headers=form.headers, **more))


def _script(request: HttpRequest) -> HttpResponse:
    """The scripts of every survey page. They hold nothing of a survey, and change their address when they change."""
    script = assets.script()
    is_packed = "gzip" in request.META.get("HTTP_ACCEPT_ENCODING", "")
    body = script.packed if is_packed else script.plain
    headers = {**SCRIPT_HEADERS, "Content-Length": str(len(body))}
    if is_packed:
        headers["Content-Encoding"] = "gzip"
    return _finish(request, HttpResponse(b"" if request.method == "HEAD" else body, headers=headers))


def _moved(request: HttpRequest, path: str) -> HttpResponse:
    query = request.META.get("QUERY_STRING", "")
    route = registry.find(path)
    form = route.live.form(route.language) if route else None
    headers = {**(form.headers if form else {}), "Location": f"{path}?{query}" if query else path}
    return _finish(request, HttpResponse(status=301, headers=headers))


def _finish(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """What SecurityMiddleware would add: this middleware answers before it."""
    if settings.SECURE_HSTS_SECONDS and request.is_secure():
        value = f"max-age={settings.SECURE_HSTS_SECONDS}"
        if settings.SECURE_HSTS_INCLUDE_SUBDOMAINS:
            value += "; includeSubDomains"
        if settings.SECURE_HSTS_PRELOAD:
            value += "; preload"
        response.headers["Strict-Transport-Security"] = value
    return response
