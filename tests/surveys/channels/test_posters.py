"""Posters and QR codes: the address and words that are true, and nothing about anybody."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
import segno
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from surveys.channels.links import open_path, qr_path, qr_png, qr_svg
from surveys.channels.poster import minutes_of, minutes_said, poster_languages, poster_svg
from surveys.collection.words import words
from surveys.models import Channel, Fieldwork, VersionText
from tests.surveys.collection.survey import WORDS, put_live, small_definition

ROOT = "https://example.org/"


@pytest.fixture
def channel(insights) -> Channel:
    return Channel.objects.get()


def text_of(svg: str) -> str:
    return " ".join(re.findall(r"<text[^>]*>([^<]*)</text>", svg))


def test_the_poster_says_what_it_is_how_long_it_takes_and_until_when(insights, channel):
    Fieldwork.objects.update(closes_at=timezone.make_aware(datetime(2027, 3, 4, 23, 59)))
    said = text_of(poster_svg(insights, channel, language="en", root=ROOT))
    assert WORDS["title"] in said
    assert "example.org/s/q7x" in said and "https" not in said
    assert "Twelve questions about where you live." in said
    assert f"About {minutes_of(small_definition())} minutes" in said
    assert "Open until 4 March 2027" in said
    assert "Childline 0800 1111" in said


def test_a_poster_says_the_minutes_that_the_introduction_says():
    assert minutes_said("Some 25 questions. They take about 7 minutes.") == 7
    assert minutes_said("It takes four minutes.") == 0


def test_the_poster_of_easy_read_leads_to_the_easy_words(insights, channel):
    version = insights.versions.get()
    VersionText.objects.create(
        version=version, language="easy", texts={**WORDS, "title": "Tell us"}, digest="x"
    )
    assert ("easy", "Easy Read") in poster_languages(insights)
    svg = poster_svg(insights, channel, language="easy", root=ROOT)
    assert "Tell us" in svg and "example.org/easy/s/q7x" in svg and 'lang="en"' in svg


def test_the_promise_is_that_of_the_survey_and_goes_no_further(insights, channel):
    said = text_of(poster_svg(insights, channel, language="en", root=ROOT))
    for key in ("promise_who", "promise_device", "promise_link", "know_phone"):
        assert words("en")[key].replace("'", "&#x27;").split(",")[0] in said
    assert channel.name not in said and "youth club" not in said


def test_a_poster_in_an_unread_language_promises_in_english(insights, channel):
    svg = poster_svg(insights, channel, language="ur", root=ROOT)
    assert "example.org/ur/s/q7x" in svg and 'direction="rtl"' in svg
    promised = re.search(r'<text[^>]*lang="en" direction="ltr"[^>]*>([^<]*)', svg)
    assert promised and promised[1] == "We don&#x27;t ask who you are."
    assert VersionText.objects.filter(language="ur").get().texts["title"] in svg


def test_an_example_says_so_on_its_poster(insights, channel):
    assert "made-up content" not in poster_svg(insights, channel, language="en", root=ROOT)
    insights.is_example = True
    assert "made-up content" in poster_svg(insights, channel, language="en", root=ROOT)


def test_the_drawing_has_no_style_of_its_own_and_no_markup_from_a_title(insights, channel):
    text = VersionText.objects.get(language="en")
    VersionText.objects.create(
        version=text.version,
        language="en",
        texts={**text.texts, "title": "</text><script>x</script>"},
        digest="x",
    )
    svg = poster_svg(insights, channel, language="en", root=ROOT)
    assert "<script" not in svg and " style=" not in svg


def test_posters_come_in_the_languages_that_are_switched_on(insights, monkeypatch):
    monkeypatch.setattr(settings, "LANGUAGES_ON", ())
    assert [code for code, _ in poster_languages(insights)] == ["en"]


def test_a_qr_code_holds_the_address_and_survives_a_torn_corner():
    address = "https://example.org/s/k4m7p/"
    path, side = qr_path(address)
    made = segno.make_qr(address, error="q")
    assert side == made.symbol_size(border=0)[0]
    drawn = set()
    for x, y, width in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", path):
        drawn |= {(int(x) + step, int(y)) for step in range(int(width))}
    assert drawn == {(x, y) for y, row in enumerate(made.matrix) for x, dark in enumerate(row) if dark}
    assert made.error == "Q"
    assert qr_svg(address).startswith(b"<?xml") and qr_png(address).startswith(b"\x89PNG")


def test_an_analyst_makes_links_and_prints_all_posters(analyst, insights):
    address = reverse("workbench:channels", args=[insights.pk])
    assert analyst.post(address, {"act": "add", "kind": "school", "names": "Oak\nElm"}).status_code == 302
    page = analyst.get(address).content.decode()
    assert "Oak" in page and "School or college" in page
    oak = Channel.objects.get(name="Oak")
    analyst.post(address, {"act": "retire", "channel": str(oak.pk)})
    sheets = analyst.get(reverse("workbench:posters", args=[insights.pk]) + "?size=card&language=ur")
    assert sheets.content.decode().count("<svg") == 2 * 4
    single = analyst.get(reverse("workbench:poster", args=[insights.pk, oak.pk]) + "?as=svg")
    assert single.headers["Content-Type"] == "image/svg+xml" and b"<svg" in single.content
    wrong = analyst.post(address, {"act": "add", "kind": "school", "names": "Elm"})
    assert wrong.status_code == 422 and "already" in wrong.content.decode()
    assert analyst.post(address, {"act": "rename", "channel": "x"}).status_code == 404


def test_the_address_for_everybody_has_a_poster_of_its_own_that_no_link_is_counted_by(
    analyst, insights, visitor
):
    def got(name: str, query: str = "") -> str:
        return analyst.get(reverse(f"workbench:{name}", args=[insights.pk]) + query).content.decode("latin-1")

    assert reverse("workbench:open_poster", args=[insights.pk]) in got("channels")
    sheet = got("open_poster", "?language=ur")
    assert "Poster for \u00e2\u0080\u009cEverybody" in sheet and "testserver/ur/insights<" in sheet
    assert "/s/" not in text_of(sheet)
    alone = analyst.get(reverse("workbench:open_poster", args=[insights.pk]) + "?as=svg")
    assert alone.headers["Content-Disposition"] == 'attachment; filename="poster-insights-en.svg"'
    assert qr_path("http://testserver/insights/")[0] in alone.content.decode()
    assert got("open_qr_svg").encode("latin-1") == qr_svg("http://testserver/insights/")
    assert got("open_qr_png").encode("latin-1") == qr_png("http://testserver/insights/")
    assert visitor.get(open_path(insights, "ur")).status_code == 200


def test_a_poster_in_a_language_the_newest_version_lacks_is_refused_with_what_to_do(analyst, insights):
    VersionText.objects.filter(language="ur")._raw_delete("default")
    address = reverse("workbench:posters", args=[insights.pk])
    page = analyst.get(f"{address}?language=ur", follow=True).content.decode()
    assert "Publish its translation, or choose another." in page


def test_a_link_of_another_survey_is_not_found_under_this_one(analyst, insights):
    other = put_live(slug="another").channels.get()
    for name in ("poster", "qr_svg", "qr_png"):
        assert analyst.get(reverse(f"workbench:{name}", args=[insights.pk, other.pk])).status_code == 404
