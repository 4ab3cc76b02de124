"""Every kind of answer the public can get, by name: pages, files, redirects, refusals and faults."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from unittest import mock

from django.db import OperationalError
from django.test import Client
from django.utils.timezone import localdate
from wagtail.documents import get_document_model

from cms.campaign.kit import kits_of
from cms.models import CampaignPage
from surveys.collection.assets import script
from surveys.collection.live import registry
from surveys.models import Fieldwork
from tests.cms.site import PAGES, RESULT

SURVEY = "/view/"
PLAN = {"phase": "secondary", "year": str(localdate().year - (localdate().month < 8))}
HIDDEN = re.compile(r'<input type="hidden" name="(nonce|stamp|version|arm|c)" value="([^"]*)"')


@dataclass(frozen=True)
class Kind:
    """One kind of answer: how to get it, the status it has, and what stands on it."""

    name: str
    status: int
    ask: Callable[[Client], Any]
    is_page: bool = True
    """A page to read: help and, on an error, the exit stand on it."""
    may_be_kept: bool = False
    """Whether a browser or a cache may keep a copy."""
    of_survey: bool = False


def _get(address: str, **headers: str) -> Callable[[Client], Any]:
    return lambda client: client.get(address, headers=headers)


def _post(address: str, data: Any = None, **more: Any) -> Callable[[Client], Any]:
    return lambda client: client.post(address, data or {}, **more)


def form_of(client: Client) -> dict[str, str]:
    """The hidden fields of a form just opened."""
    return dict(HIDDEN.findall(client.get(SURVEY).content.decode()))


def _send(**answers: str) -> Callable[[Client], Any]:
    return lambda client: client.post(SURVEY, form_of(client) | answers)


def _closed(client: Client) -> Any:
    form = form_of(client)
    fieldwork = Fieldwork.objects.filter(survey__slug="view")
    fieldwork.update(closes_at=datetime(2020, 1, 1, 12, tzinfo=UTC))
    registry.refresh()
    try:
        return client.post(SURVEY, form | {"to": "send"})
    finally:
        fieldwork.update(closes_at=None)
        registry.refresh()


def _unsaved(client: Client) -> Any:
    form = form_of(client)
    with mock.patch("surveys.collection.answering.accept_response", side_effect=OperationalError):
        return client.post(SURVEY, form | {"CHANGE": "Lights on the path.", "to": "send"})


def _fault(address: str, target: str, **more: Any) -> Callable[[Client], Any]:
    def ask(client: Client) -> Any:
        with mock.patch(target, side_effect=RuntimeError("planted")):
            return client.get(address, **more)

    return ask


def _document(client: Client) -> Any:
    return client.get(get_document_model().objects.get(title="Plan").url)


def _campaign() -> tuple[CampaignPage, str]:
    """The example campaign and the key of its pledge."""
    page = CampaignPage.objects.get(slug="most-of-us")
    return page, next(child.id for child in page.body if child.block_type == "pledge")


def _shared(rest: str) -> Callable[[Client], Any]:
    return lambda client: client.get(f"{kits_of(_campaign()[0])[0].path}{rest}")


def _pledge(rest: str = "", **data: str) -> Callable[[Client], Any]:
    def ask(client: Client) -> Any:
        page, key = _campaign()
        address = f"/pledge/{page.pk}/{key}/{rest}"
        return client.post(address, data) if data else client.get(address)

    return ask


def _from_elsewhere(client: Client) -> Any:
    return client.post("/something-wrong/", {"kind": "fact"}, headers={"origin": "https://evil.example"})


KINDS = (
    *(Kind(f"page {address}", 200, _get(address), may_be_kept=True) for address in PAGES),
    Kind("what we store", 200, _get("/what-we-store/")),
    Kind("something wrong", 200, _get("/something-wrong/?page=/about/"), may_be_kept=True),
    Kind("something wrong, thanks", 200, _get("/something-wrong/thanks/"), may_be_kept=True),
    Kind("suggestion", 200, _get("/directory/suggest/friday-open-hall/"), may_be_kept=True),
    Kind("suggestion, thanks", 200, _get("/directory/thanks/"), may_be_kept=True),
    Kind("suggestion, nothing ticked", 422, _post("/directory/suggest/friday-open-hall/", {"words": "x"})),
    Kind("link of an organisation that never was", 404, _get("/directory/keep/never-was/")),
    Kind("link of an organisation, thanks", 200, _get("/directory/keep/thanks/"), may_be_kept=True),
    Kind("plan, filtered", 200, _get("/delivery-plan/?state=overdue&owner=<x>"), may_be_kept=True),
    Kind("plan as a file", 200, _get("/delivery-plan/table/"), is_page=False, may_be_kept=True),
    Kind("no plan of that year", 404, _get("/delivery-plan/1999/")),
    Kind("planner", 200, _get("/planner/")),
    Kind("planner, begun", 200, _post("/planner/", PLAN)),
    Kind("planner, nothing chosen", 422, _post("/planner/", {})),
    Kind("pledge", 200, _pledge()),
    Kind("pledge, thanks", 200, _pledge("thanks/")),
    Kind("pledge, forged", 422, _pledge(number="forged")),
    Kind("cards to share", 200, _shared("kit.zip"), is_page=False, may_be_kept=True),
    Kind("card to share", 200, _shared("1x1.png"), is_page=False, may_be_kept=True),
    Kind("no card to share", 404, _get("/share/1/none/1x1.png")),
    Kind("entries for programs", 200, _get("/directory/api/services"), is_page=False, may_be_kept=True),
    Kind("entries for programs, nonsense", 400, _get("/directory/api/services?page=x"), is_page=False),
    Kind("news by e-mail", 200, _get("/mailing-list/")),
    Kind("news by e-mail, in Urdu", 200, _get("/ur/mailing-list/")),
    Kind("news by e-mail, asked for", 200, _get("/mailing-list/sent/")),
    Kind("news by e-mail, nothing ticked", 422, _post("/mailing-list/", {"email": "x"})),
    Kind("news by e-mail, forged link", 410, _get("/mailing-list/stop/1:forged/")),
    Kind("joining the young", 200, _get("/join/youth-assembly/")),
    Kind("joining, nothing filled in", 422, _post("/join/faith-alliance/", {})),
    Kind("joining, thanks", 200, _get("/join/advisory-group/sent/")),
    Kind("report of no provider", 404, _post("/mail-reports/mailgun/", {})),
    Kind("something wrong, nothing ticked", 422, _post("/something-wrong/", {"words": "x"})),
    Kind(
        "something wrong, sent",
        302,
        _post("/something-wrong/", {"kind": "fact"}),
        is_page=False,
        may_be_kept=True,
    ),
    Kind("something wrong, from elsewhere", 403, _from_elsewhere),
    Kind("search", 200, _get("/search/")),
    Kind("search, found", 200, _post("/search/", {"q": "lamp"})),
    Kind("search in Urdu", 200, _get("/ur/search/")),
    Kind("calendar of events", 200, _get("/events/calendar/"), is_page=False, may_be_kept=True),
    Kind("feed of news", 200, _get("/news/feed/"), is_page=False, may_be_kept=True),
    Kind("survey", 200, _get(SURVEY), of_survey=True),
    Kind("survey in Urdu", 200, _get(f"/ur{SURVEY}"), of_survey=True),
    Kind("survey by a link", 200, _get(f"{SURVEY}?c=q7x"), of_survey=True),
    Kind("survey, consent", 200, _send(to="over13"), of_survey=True),
    Kind("survey, a part", 200, _send(to="s1"), of_survey=True),
    Kind("survey, check", 200, _send(to="check"), of_survey=True),
    Kind("survey, thanks", 200, _get(f"{SURVEY}thanks/"), of_survey=True),
    Kind("survey, support", 200, _get(f"{SURVEY}support/"), of_survey=True),
    Kind("survey, sent", 303, _send(to="send"), of_survey=True, is_page=False),
    Kind("survey, under 13", 303, _send(to="under13"), of_survey=True, is_page=False),
    Kind(
        "survey, left",
        204,
        _post(f"{SURVEY}stop/", "2", content_type="text/plain"),
        of_survey=True,
        is_page=False,
    ),
    Kind("survey, no slash", 301, _get(SURVEY.rstrip("/")), of_survey=True, is_page=False),
    Kind("survey, forged", 400, _send(to="send", nonce="forged"), of_survey=True),
    Kind("survey, old version", 409, _post(SURVEY, {"to": "send"}), of_survey=True),
    Kind(
        "survey, from elsewhere",
        403,
        _post(SURVEY, headers={"origin": "https://evil.example"}),
        of_survey=True,
    ),
    Kind("survey, wrong method", 405, lambda client: client.delete(SURVEY), of_survey=True),
    Kind("survey, too late", 410, _closed, of_survey=True),
    Kind("survey, too much", 413, _post(SURVEY, {"CHANGE": "x" * 3_000_000}), of_survey=True),
    Kind("survey, unreadable", 422, _send(CHANGE="a\x00b", to="send"), of_survey=True),
    Kind("survey, fault", 500, _fault(SURVEY, "surveys.collection.pages.document"), of_survey=True),
    Kind("survey, not saved", 503, _unsaved, of_survey=True),
    Kind("refused host", 400, _get("/", host="elsewhere.example")),
    Kind("form without a token", 405, _post("/about/", {"x": "1"})),
    Kind("file that takes nothing", 405, _post("/robots.txt")),
    Kind("static file that takes nothing", 405, _post("/static/css/site.css")),
    Kind("no page", 404, _get("/nothing-here/")),
    Kind("no page in Urdu", 404, _get("/ur/nahin/")),
    Kind("no static file", 404, _get("/static/nothing.css")),
    Kind("no picture", 404, _get("/media/images/none.jpg")),
    Kind("no document", 404, _get("/documents/999/none.pdf")),
    Kind("no result", 404, _get("/results/none/tables.csv")),
    Kind("closed door", 404, _get("/closed/")),
    Kind("fault", 500, _fault("/about/", "cms.selectors.frame_of")),
    Kind("fault in Urdu", 500, _fault("/ur/", "cms.selectors.frame_of")),
    Kind("redirect", 301, _get("/results"), is_page=False, may_be_kept=True),
    Kind("style sheet", 200, _get("/static/css/site.css"), is_page=False, may_be_kept=True),
    Kind("script", 200, _get("/static/js/survey.js"), is_page=False, may_be_kept=True),
    Kind(
        "script of a survey", 200, lambda client: client.get(script().path), is_page=False, may_be_kept=True
    ),
    Kind("drawing", 200, _get("/static/img/favicon.svg"), is_page=False, may_be_kept=True),
    Kind("icon", 200, _get("/favicon.ico"), is_page=False, may_be_kept=True),
    Kind("nobody named for weaknesses", 404, _get("/.well-known/security.txt")),
    Kind("robots", 200, _get("/robots.txt"), is_page=False, may_be_kept=True),
    Kind("sitemap", 200, _get("/sitemap.xml"), is_page=False, may_be_kept=True),
    Kind("figures", 200, _get(f"/results/{RESULT}/tables.csv"), is_page=False, may_be_kept=True),
    Kind(
        "figures for machines", 200, _get(f"/results/{RESULT}/tables.json"), is_page=False, may_be_kept=True
    ),
    Kind("what we store, for machines", 200, _get("/what-we-store/report.json"), is_page=False),
    Kind("document", 200, _document, is_page=False, may_be_kept=True),
)
