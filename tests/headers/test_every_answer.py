"""Whatever the public asks for, well or badly: strict headers, no cookie, nothing from elsewhere, help on each page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.test import Client, TestCase, override_settings
from wagtail.documents import get_document_model

from cms.transparency.views import forget
from surveys.collection.counters import counters
from surveys.collection.limiter import limiter
from surveys.collection.live import registry
from tests.cms.site import example_site
from tests.headers.answers import KINDS, SURVEY, Kind
from tests.surveys.collection.survey import put_live

pytestmark = pytest.mark.django_db
EXACT = {
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
NEVER = (
    "Set-Cookie",
    "Report-To",
    "NEL",
    "Reporting-Endpoints",
    "X-Request-ID",
    "Server-Timing",
    "Accept-CH",
)
SENSORS = (
    "camera",
    "geolocation",
    "microphone",
    "payment",
    "usb",
    "accelerometer",
    "gyroscope",
    "browsing-topics",
)
POLICY = {
    "default-src": {"'none'"},
    "base-uri": {"'none'"},
    "frame-ancestors": {"'none'"},
    "form-action": {"'self'"},
    "script-src": {"'self'"},
}
HELP = ("tel:999", "tel:08001111")
EXIT = "https://www.bbc.co.uk/weather"


def content_of(answer) -> bytes:
    content = b"".join(answer) if answer.streaming else answer.content
    answer.close()
    return content


def directives(policy: str) -> dict[str, set[str]]:
    parts = (part.split() for part in policy.split(";") if part.strip())
    return {name: set(sources) for name, *sources in parts}


class Fetched(HTMLParser):
    """The address of everything a page makes a browser fetch, and what stands inside style and script."""

    ATTRIBUTES = ("src", "srcset", "poster", "data", "background", "action", "formaction", "ping", "manifest")

    def __init__(self, html: str) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.styles: list[str] = []
        self.inline: list[str] = []
        self._within = ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        given = {name: value or "" for name, value in attrs}
        self._within = tag
        self.addresses += [given[name] for name in self.ATTRIBUTES if name in given]
        if tag in ("link", "use", "image") and "href" in given and given.get("rel") != "alternate":
            self.addresses.append(given["href"])
        self.inline += [name for name in given if name.startswith("on") or name == "style"]
        if tag == "meta" and given.get("http-equiv", "").lower() == "refresh":
            self.addresses.append(given.get("content", ""))

    def handle_endtag(self, tag):
        self._within = ""

    def handle_data(self, data):
        if self._within == "style":
            self.styles.append(data)
        elif self._within == "script" and data.strip():
            self.inline.append("script")


def is_elsewhere(address: str) -> bool:
    return bool(urlsplit(address.strip()).netloc) or address.strip().startswith(("http:", "https:"))


def wrong_with(kind: Kind, answer) -> Iterator[str]:
    """Everything about one answer that is not as it must be, as sentences."""
    if answer.status_code != kind.status:
        yield f"is answered with {answer.status_code}, not {kind.status}"
    headers = answer.headers
    yield from (
        f"{name} is {headers.get(name)}" for name, value in EXACT.items() if headers.get(name) != value
    )
    yield from (f"has {name}" for name in NEVER if name in headers)
    if answer.cookies:
        yield f"sets {sorted(answer.cookies)}"
    asked = headers.get("Permissions-Policy", "")
    yield from (f"may ask for {sensor}" for sensor in SENSORS if f"{sensor}=()" not in asked)
    policy = directives(headers.get("Content-Security-Policy", ""))
    wanted = POLICY if kind.is_page else {"default-src": POLICY["default-src"]}
    yield from (
        f"{name} {policy.get(name)}" for name, sources in wanted.items() if policy.get(name) != sources
    )
    for name, sources in policy.items():
        loose = {
            source
            for source in sources
            if is_elsewhere(source) or source in ("*", "'unsafe-inline'", "'unsafe-eval'")
        }
        if loose:
            yield f"{name} allows {loose}"
    if not kind.may_be_kept and headers.get("Cache-Control") != "no-store":
        yield f"may be kept: Cache-Control is {headers.get('Cache-Control')}"
    if kind.is_page and "ETag" in headers:
        yield "has an ETag"
    if "cookie" in headers.get("Vary", "").lower():
        yield "differs by cookie"
    content = content_of(answer)
    if kind.is_page:
        yield from wrong_with_page(kind, content.decode())


def wrong_with_page(kind: Kind, html: str) -> Iterator[str]:
    read = Fetched(html)
    yield from (f"fetches {address}" for address in read.addresses if is_elsewhere(address))
    yield from (f"has {name} inline" for name in read.inline)
    for style in read.styles:
        if re.search(r"@import|url\(\s*[\"']?\s*(?!data:|#)", style):
            yield "its style fetches something"
    yield from (f"lacks {number}" for number in HELP if number not in html)
    if (kind.of_survey or kind.status >= 400) and EXIT not in html:
        yield "lacks the exit"
    if kind.status >= 400 and "Traceback" in html:
        yield "shows a trace"


class Encrypted(Client):
    """A visitor behind HTTPS, whatever they ask for."""

    def generic(self, *args, **more):
        return super().generic(*args, **{**more, "secure": True})


class EveryAnswer(TestCase):
    """The example site with an open survey is built once."""

    @classmethod
    def setUpTestData(cls):
        cls.folder = cls.enterClassContext(TemporaryDirectory())
        cls.enterClassContext(override_settings(MEDIA_ROOT=cls.folder))
        example_site()
        put_live(slug="view")
        get_document_model().objects.create(
            title="Plan", file=ContentFile(b"What happens next", name="plan.txt")
        )

    def setUp(self):
        forget()
        registry.refresh()

    def tearDown(self):
        registry.clear()
        counters.__init__()
        limiter.__init__()
        forget()

    def test_it_is_as_it_must_be(self):
        wrong = []
        for kind in KINDS:
            client = Client(enforce_csrf_checks=True, raise_request_exception=False)
            wrong += [f"{kind.name}: {sentence}" for sentence in wrong_with(kind, kind.ask(client))]
        assert not wrong, "\n".join(wrong)

    def told(self, name):
        """What the check above says of one kind of answer."""
        (kind,) = (kind for kind in KINDS if kind.name == name)
        return list(wrong_with(kind, kind.ask(Client(raise_request_exception=False))))

    def test_a_cookie_somebody_plants_is_found(self):
        with override_settings(MIDDLEWARE=["tests.headers.planted.SetsCookie", *settings.MIDDLEWARE]):
            for name in ("page /", "survey", "survey, sent"):
                assert "sets ['visitor']" in self.told(name), name

    def test_a_stack_trace_somebody_lets_out_is_found(self):
        with override_settings(DEBUG=True):
            assert "shows a trace" not in self.told("fault")  # our own reporter stands in the way even then
            with override_settings(DEFAULT_EXCEPTION_REPORTER="django.views.debug.ExceptionReporter"):
                assert "shows a trace" in self.told("fault")

    @pytest.mark.long
    @override_settings(
        SECURE_HSTS_SECONDS=63_072_000,
        SECURE_HSTS_INCLUDE_SUBDOMAINS=True,
        SECURE_HSTS_PRELOAD=True,
        SECURE_SSL_REDIRECT=True,
    )
    def test_over_https_it_asks_to_be_fetched_so_for_two_years(self):
        wrong = []
        # One page of the site stands for all: they leave through the same door.
        for kind in (kind for kind in KINDS if not kind.name.startswith("page /") or kind.name == "page /"):
            answer = kind.ask(Encrypted(raise_request_exception=False))
            told = answer.headers.get("Strict-Transport-Security")
            content_of(answer)
            if told != "max-age=63072000; includeSubDomains; preload":
                wrong.append(f"{kind.name}: {told}")
        assert not wrong, "\n".join(wrong)
        for address in ("/about/", SURVEY, f"{SURVEY}?c=q7x"):
            answer = Client().get(address)
            assert (answer.status_code, answer.headers["Location"]) == (301, f"https://testserver{address}")
            assert not answer.cookies and answer.headers["Referrer-Policy"] == "no-referrer"


def test_every_status_a_visitor_can_meet_is_among_them():
    assert {400, 403, 404, 405, 410, 413, 422, 500, 503} <= {kind.status for kind in KINDS}


def test_style_sheets_and_scripts_fetch_nothing_and_report_to_nobody():
    from pathlib import Path

    for path in sorted((Path(settings.BASE_DIR) / "static").rglob("*")):
        if path.suffix == ".css":
            assert not re.search(r"@import|url\(\s*[\"']?(?!data:|#)", path.read_text(encoding="utf-8")), path
        if path.suffix == ".js":
            text = path.read_text(encoding="utf-8")
            assert not re.search(
                r"sendBeacon\([\"']http|fetch\([\"']http|import\([\"']http|importScripts", text
            ), path


def test_the_checks_of_this_file_see_what_they_look_for():
    bad = """<html><style>@import url(//x.example/a.css);</style><body style="color:red" onclick="x()">
    <img src="https://x.example/p.gif"><script>alert(1)</script>
    <link rel="stylesheet" href="//x.example/a.css"></body></html>"""
    kind = Kind("a bad page", 500, lambda client: None)
    told = " ".join(wrong_with_page(kind, bad))
    for sign in (
        "x.example/p.gif",
        "//x.example/a.css",
        "style fetches",
        "style inline",
        "onclick",
        "script inline",
    ):
        assert sign in told
    assert "lacks tel:999" in told and "lacks the exit" in told


def test_staff_get_a_page_of_ours_for_a_stale_form():
    answer = Client(enforce_csrf_checks=True).post("/account/login/", {"login": "x"})
    assert answer.status_code == 403
    assert "This form has been open too long" in answer.content.decode()
