from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import RequestFactory

from engagement.privacy.headers import PUBLIC_HEADERS
from surveys.collection import assets
from surveys.collection.headers import HEADERS
from surveys.collection.live import registry
from surveys.collection.middleware import PublicFirst
from surveys.models import Channel, Nonce
from tests.surveys.collection.survey import WORDS, put_live
from tests.surveys.collection.walk import Page, Walker

GARBAGE = {"HTTP_COOKIE": "sessionid=x; csrftoken=%00; \x7f=;;;; messages=W1siX"}


def test_showing_the_survey_asks_the_database_nothing(insights, visitor, django_assert_num_queries):
    with django_assert_num_queries(0):
        for path in ("", "?c=q7x", "thanks/", "support/"):
            assert visitor.get(f"/insights/{path}").status_code == 200
    assert not Nonce.objects.exists()


@pytest.mark.parametrize(
    "path", ["/insights/", "/ur/insights/", "/insights/thanks/", "/insights/support/", "/insights/stop/"]
)
@pytest.mark.parametrize("method", ["get", "post", "head", "put", "options", "delete", "patch"])
def test_no_answer_sets_a_cookie_or_lacks_a_header(insights, visitor, path, method):
    response = getattr(visitor, method)(path, **GARBAGE)
    assert response.status_code < 500
    assert not response.cookies
    assert not response.has_header("Set-Cookie")
    for name, value in HEADERS.items():
        assert response[name] == value
    policy = response["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'sha256-")
    assert "unsafe" not in policy


def test_the_survey_sends_what_every_public_page_sends():
    assert PUBLIC_HEADERS.items() <= HEADERS.items()
    assert HEADERS["Cache-Control"] == "no-store"


def test_secure_sites_say_so_and_insecure_requests_are_sent_on(insights, visitor, settings):
    settings.SECURE_HSTS_SECONDS = 600
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    assert (
        visitor.get("/insights/", secure=True)["Strict-Transport-Security"]
        == "max-age=600; includeSubDomains"
    )
    assert not visitor.get("/insights/").has_header("Strict-Transport-Security")
    settings.SECURE_SSL_REDIRECT = True
    passed = PublicFirst(lambda request: None)
    assert passed(RequestFactory().get("/insights/", headers={"host": "testserver"})) is None
    assert visitor.get("/insights/", secure=True).status_code == 200


def test_a_preview_and_any_other_address_are_passed_on(insights):
    passed = PublicFirst(lambda request: "passed on")
    request = RequestFactory().get("/insights/")
    request.is_dummy = True
    assert passed(request) == "passed on"
    assert passed(RequestFactory().get("/elsewhere/")) == "passed on"
    assert passed(RequestFactory().get("/insights/", headers={"host": "evil.example"})) == "passed on"


def test_the_first_page_fits_a_slow_phone(insights, visitor):
    response = visitor.get("/insights/", headers={"accept-encoding": "gzip, br"})
    assert response["Content-Encoding"] == "gzip"
    assert gzip.decompress(response.content).startswith(b"<!DOCTYPE html>")
    assert int(response["Content-Length"]) == len(response.content) <= 14 * 1024


def test_everything_a_first_visit_fetches_fits_thirty_kilobytes(insights, visitor):
    page = visitor.get("/insights/", headers={"accept-encoding": "gzip"})
    script = visitor.get(assets.script().path, headers={"accept-encoding": "gzip"})
    assert len(page.content) + len(script.content) <= 30 * 1024


def test_all_scripts_are_one_file_that_may_be_kept_for_ever(insights, visitor, django_assert_num_queries):
    path = assets.script().path
    with django_assert_num_queries(0):
        packed = visitor.get(path, headers={"accept-encoding": "gzip"}, **GARBAGE)
        plain = visitor.get(path)
    assert gzip.decompress(packed.content) == plain.content
    for name in assets.SCRIPTS:
        assert Path(str(finders.find(name))).read_bytes() in plain.content
    assert "immutable" in plain["Cache-Control"] and plain["X-Content-Type-Options"] == "nosniff"
    assert plain["Content-Type"] == "text/javascript; charset=utf-8" and not packed.cookies
    assert visitor.head(path).content == b""
    assert visitor.get("/answering.0123456789ab.js").status_code == 404


def test_the_page_fetches_one_script_and_nothing_else(insights, visitor):
    page = Page(visitor.get("/insights/"))
    fetched = [
        given.get("src") or given.get("href")
        for tag, given in page.attributes
        if given.get("src") or (tag == "link" and given.get("href"))
    ]
    assert [address for address in fetched if not str(address).startswith("data:")] == [assets.script().path]
    assert not [given for _, given in page.attributes if "style" in given or "onclick" in given]


def test_nothing_glanced_at_names_the_topic(insights, visitor):
    html = visitor.get("/insights/").content.decode()
    assert re.search("<title>(.*?)</title>", html)[1] == "Your view"
    assert "Most of Us" not in html


@pytest.mark.parametrize(
    "query, code", [("?c=q7x", "q7x"), ("?a=1&c=q7x", "q7x"), ("?c=other", ""), ('?c="><b>', ""), ("", "")]
)
def test_a_link_is_known_by_its_code_alone(insights, visitor, query, code):
    page = Page(visitor.get(f"/insights/{query}"))
    assert page.fields["c"] == [code]
    links = [given["href"] for tag, given in page.attributes if tag == "a" and given.get("lang") == "ur"]
    assert links == [f"/ur/insights/?c={code}" if code else "/ur/insights/"]


def test_every_visit_gets_its_own_number(insights, visitor):
    numbers = {Page(visitor.get("/insights/")).fields["nonce"][0] for _ in range(20)}
    assert len(numbers) == 20


def test_the_first_button_pressed_by_enter_goes_forward_and_yes_stands_first(insights, visitor):
    assert Page(visitor.get("/insights/")).buttons[:3] == ["over13", "over13", "under13"]


def test_every_page_has_the_exit_and_somebody_to_talk_to(insights, visitor):
    walker = Walker(visitor)
    seen = [walker.page]
    for to in ("over13", "s1", "s2", "s4", "check"):
        walker.press(to)
        seen.append(walker.page)
    seen += [
        Page(visitor.get("/insights/thanks/")),
        Page(visitor.get("/insights/support/")),
        Page(visitor.put("/insights/")),
    ]
    for page in seen:
        exits = [given for tag, given in page.attributes if tag == "a" and given.get("id") == "exit"]
        assert exits[0]["href"] == "https://www.bbc.co.uk/weather"
        assert "noreferrer" in exits[0]["rel"]
        assert "0800 1111" in page.text
        assert "999" in page.text


def test_every_link_out_sends_no_referrer(insights, visitor):
    page = Page(visitor.get("/insights/thanks/"))
    out = [given for tag, given in page.attributes if tag == "a" and str(given["href"]).startswith("http")]
    assert out
    assert all("noreferrer" in str(given.get("rel")) for given in out)


def test_wording_is_escaped(db, forgetting, visitor):
    put_live(texts={"en": {**WORDS, "q:CHANGE": "<script>x</script> & 'y'", "title": "<b>"}})
    html = visitor.get("/insights/").content.decode()
    assert "<script>x" not in html
    assert "&lt;script&gt;x&lt;/script&gt; &amp;" in html


def test_an_unreviewed_translation_says_so_and_promises_in_english(insights, visitor):
    response = visitor.get("/ur/insights/")
    html = response.content.decode()
    assert response["Content-Language"] == "ur"
    assert '<html lang="ur" dir="rtl">' in html
    assert "آپ کیا سوچتے ہیں؟" in html
    assert "اس ترجمے کو ابھی کسی دوسرے شخص نے نہیں جانچا" in html
    assert re.search(r'<div class="card mint" lang="en" dir="ltr">\s*<h2>What we promise</h2>', html)
    assert re.search(
        r'<div lang="en" dir="ltr"><h1 tabindex="-1">Before you start</h1>\s*<p class="lead">You choose', html
    )
    assert "یہ متن ابھی جانچا نہیں گیا" not in html
    assert '<ul class="lines" lang="en" dir="ltr">' in html
    assert "اس ترجمے" not in visitor.get("/insights/").content.decode()


def test_a_reviewed_translation_speaks_its_own_language(insights, visitor, settings):
    settings.REVIEWED_LANGUAGES = {"en", "ur"}
    insights.versions.get().texts.filter(language="ur").update(reviewed_by="Sana")
    registry.refresh()
    html = visitor.get("/ur/insights/").content.decode()
    assert "یہ متن ابھی جانچا نہیں گیا" in html
    assert "ہمارا وعدہ" in html
    assert "اس ترجمے کو ابھی" not in html


def test_a_synthetic_example_says_so(insights, visitor):
    words = "This is an example with made-up content"
    assert words not in visitor.get("/insights/").content.decode()
    type(insights).objects.filter(pk=insights.pk).update(is_example=True)
    registry.refresh()
    for path in ("", "thanks/"):
        assert words in visitor.get(f"/insights/{path}").content.decode()


def test_an_address_without_its_slash_is_mended(insights, visitor):
    response = visitor.get("/insights?c=q7x")
    assert (response.status_code, response["Location"]) == (301, "/insights/?c=q7x")
    assert response["Cache-Control"] == "no-store"


def test_a_new_link_is_known_after_a_refresh(insights, visitor):
    Channel.objects.create(survey=insights, code="mosque", name="A mosque")
    assert Page(visitor.get("/insights/?c=mosque")).fields["c"] == [""]
    registry.refresh()
    assert Page(visitor.get("/insights/?c=mosque")).fields["c"] == ["mosque"]
