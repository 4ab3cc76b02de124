"""CPU time of answering a survey of twenty questions, beside its peers: python -m benchmarks.answering

Everything runs in this process, through each one's whole middleware stack, on a new SQLite file with
synchronous=FULL. The peers, in the same run: an empty view behind no middleware at all, and a form page of
wagtail.contrib.forms with the same questions, without any styling. Quote the ratios, the milliseconds are this
machine's. Web server, network and waiting for the disk are not in these figures: for them see benchmarks.load.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.installation import answers, definition, prepare
from benchmarks.visitor import Visitor, Visits, cpu_ms, default_button, hidden, text_of

RUNS = 7
VISITS = 100


def visit(visitor: Visits, given: list[tuple[str, str]]) -> int:
    """The survey with JavaScript: opened, sent, thanked. The number of requests."""
    page = visitor.get("/insights/")
    thanks = visitor.post("/insights/", [*hidden(page), *given, ("to", "send")])
    _thanked(visitor, thanks)
    return 3


def walk(visitor: Visits, given: list[tuple[str, str]]) -> int:
    """The survey without JavaScript: each page sends the fields it shows. The number of requests."""
    page = visitor.get("/insights/")
    page = visitor.post("/insights/", [*hidden(page), ("to", "over13")])
    requests = 2
    while page.startswith(b"\x1f\x8b"):
        shown = text_of(page)
        own = [(name, value) for name, value in given if f' name="{name}"' in shown]
        page = visitor.post("/insights/", [*hidden(page), *own, ("to", default_button(page))])
        requests += 1
    _thanked(visitor, page)
    return requests + 1


def _thanked(visitor: Visits, answer: bytes) -> None:
    if not answer.endswith(b"/thanks/"):
        raise RuntimeError("An answer was not taken.")
    visitor.get(answer.decode())


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        prepare(Path(folder), settings="benchmarks.settings")
        measure()


def empty_view() -> float:
    """CPU milliseconds of a view that says "ok", behind no middleware."""
    from django.core.wsgi import get_wsgi_application
    from django.http import HttpResponse
    from django.test import override_settings
    from django.urls import path

    routes = type("empty_urls", (), {"urlpatterns": [path("", lambda request: HttpResponse(b"ok"))]})
    with override_settings(MIDDLEWARE=[], ROOT_URLCONF=routes):
        visitor = Visitor(get_wsgi_application())
        return cpu_ms(visitor, lambda: visitor.get("/"), times=500, runs=RUNS)


def form_page(survey: Any, texts: Any, given: list[tuple[str, str]]) -> tuple[float, float, int, int]:
    """wagtail.contrib.forms: CPU milliseconds of its page and of a whole visit, visits made, answers stored."""
    from django.core.wsgi import get_wsgi_application
    from django.test import override_settings
    from django.urls import include, path
    from wagtail.contrib.forms.models import FormSubmission

    from benchmarks.wagtail_forms import page as peer

    routes = type("wagtail_urls", (), {"urlpatterns": [path("", include("wagtail.urls"))]})
    with override_settings(MIDDLEWARE=peer.MIDDLEWARE, ROOT_URLCONF=routes, CONTENT_SECURITY_POLICY=None):
        address = peer.build(survey, texts)
        own = peer.answers(survey, texts, given)
        visitor = Visitor(get_wsgi_application())
        first = cpu_ms(visitor, lambda: visitor.get(address), times=VISITS // 5, runs=RUNS)
        whole = cpu_ms(visitor, lambda: peer.visit(visitor, address, own), times=VISITS // 5, runs=RUNS)
        return first, whole, RUNS * (VISITS // 5) + 1, FormSubmission.objects.count()


def measure() -> None:
    from django.core.wsgi import get_wsgi_application

    from surveys.collection.limiter import limiter
    from surveys.collection.live import registry
    from surveys.models import Intake

    survey = definition()
    given = answers(survey)
    empty = empty_view()
    route = registry.find("/insights/")
    assert route is not None
    form = route.live.form("en")
    assert form is not None
    peer_first, peer_whole, peer_sent, peer_stored = form_page(survey, form.texts, given)

    visitor = Visitor(get_wsgi_application())
    get = cpu_ms(visitor, lambda: visitor.get("/insights/"), times=500, runs=RUNS)
    once = cpu_ms(visitor, lambda: visit(visitor, given), times=VISITS, runs=RUNS)
    stepwise = cpu_ms(visitor, lambda: walk(visitor, given), times=VISITS // 2, runs=RUNS)
    steps = walk(visitor, given)
    stored = Intake.objects.count()
    size = len(visitor.get("/insights/"))

    print(f"survey: {sum(len(s['questions']) for s in survey['sections'])} questions, {len(given)} fields,")
    print(f"        {len(survey['sections'])} sections; first page {size / 1024:.1f} KB compressed")
    print(f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    print(f"{'':<46}{'CPU ms':>8}{'x empty view':>14}{'form page is':>14}")
    for name, value, peer in (
        ("empty view, no middleware", empty, 0.0),
        ("wagtail.contrib.forms: first page (GET)", peer_first, 0.0),
        ("wagtail.contrib.forms: visit (2 requests)", peer_whole, 0.0),
        ("survey: first page (GET)", get, peer_first),
        ("survey: visit, sent at once (3 requests)", once, peer_whole),
        (f"survey: visit, section by section ({steps} requests)", stepwise, peer_whole),
    ):
        ratio = f"{peer / value:>11.1f} x" if peer else ""
        print(f"{name:<46}{value:>8.2f}{value / empty:>14.1f}{ratio:>14}")
    expected = (RUNS * VISITS + 1) + (RUNS * (VISITS // 2) + 1) + 1
    print(f"stored: {stored} of {expected} sent; form page: {peer_stored} of {peer_sent}")
    print(f"the limiter was {'counting' if limiter._counts else 'idle'}")
    if (stored, peer_stored) != (expected, peer_sent):
        raise SystemExit("Answers are missing.")


if __name__ == "__main__":
    main()
