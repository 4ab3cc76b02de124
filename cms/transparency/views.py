"""The public page and its file: made once a minute for everybody, and then served as bytes."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from types import SimpleNamespace

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe
from wagtail.models import Site

from cms.selectors import frame_of
from cms.transparency.report import Report, read_report

KEPT_SECONDS = 60
"""How old the page may be. A change of the database shows within this time."""

_lock = threading.Lock()
_kept: dict[tuple[str, str], tuple[float, bytes]] = {}

TITLE = "What we store"


def forget() -> None:
    """Make the page anew at the next visit; for tests, and for whoever has just changed the database."""
    _kept.clear()


def _bytes(name: str, make: Callable[[], bytes]) -> bytes:
    key = (str(connection.settings_dict["NAME"]), name)
    with _lock:
        made, content = _kept.get(key, (0.0, b""))
        if not content or time.monotonic() - made > KEPT_SECONDS:
            content = make()
            _kept[key] = (time.monotonic(), content)
        return content


def _response(content: bytes, content_type: str) -> HttpResponse:
    return HttpResponse(content, content_type=content_type, headers={"Cache-Control": "no-store"})


@require_safe
def what_we_store(request: HttpRequest) -> HttpResponse:
    """What is stored, in plain words first and column by column below."""
    return _response(_bytes("page", _page), "text/html; charset=utf-8")


@require_safe
def what_we_store_json(request: HttpRequest) -> HttpResponse:
    """The same for machines."""
    return _response(_bytes("json", _json), "application/json")


def _page() -> bytes:
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    home = site.root_page.specific if site else None
    told = {
        "page": SimpleNamespace(
            title=TITLE, pk=None, url="/what-we-store/", search_description=DESCRIPTION, shows_exit=True
        ),
        "frame": frame_of(home) if home else None,
        "report": read_report(),
    }
    return render_to_string("pages/what_we_store.html", told).encode()


def _json() -> bytes:
    return as_bytes(read_report())


def as_bytes(report: Report) -> bytes:
    """The report as the JSON file anybody can fetch."""
    return json.dumps(report.as_json(), ensure_ascii=False, indent=1).encode() + b"\n"


DESCRIPTION = "What we keep of your answers, place by place, read from the live store."
