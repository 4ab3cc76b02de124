"""A film elsewhere is said in words here; nobody is led there unawares, and nothing of it is loaded."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.timezone import localdate
from wagtail import blocks

from cms.blocks import BodyBlock
from cms.blocks.film import plain_address
from cms.models import SiteImage, StandardPage
from tests.cms.media import originals
from tests.cms.media.people import by_the_form
from tests.cms.site import example_site
from tests.cms.test_public_pages import Reader

pytestmark = pytest.mark.django_db
LINK = "https://www.films.example/late-bus"


def film(**changes) -> tuple[blocks.StructBlock, blocks.StructValue]:
    block = BodyBlock().child_blocks["film"]
    return block, block.to_python({**block.meta.preview_value, "link": LINK, **changes})


def pictured(editor, **words) -> dict[str, object]:
    image = by_the_form(editor, "a.jpg", originals.jpeg(), **words)
    return {"image": image.pk, "alt_text": "Three friends on a bus", "decorative": False}


def shown_on_a_page(visitor, value) -> str:
    """The main part of a live page with the film, as a visitor gets it."""
    if not StandardPage.objects.exists():
        example_site()
    page = StandardPage.objects.get(slug="about", locale__language_code="en")
    page.body = [("film", value)]
    page.save_revision().publish()
    return visitor.get(page.url).content.decode().split('id="main"')[1].split("</main>")[0]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": ""}, "title"),
        ({"link": "http://films.example/late-bus"}, "link"),
        ({"link": "javascript:alert(1)"}, "link"),
        ({"poster": None}, "poster"),
        ({"length": ""}, "length"),
        ({"megabytes": None}, "megabytes"),
        ({"transcript": ""}, "transcript"),
        ({"transcript": "<p> </p><p></p>"}, "transcript"),
        ({"consent_on_file": False}, "consent_on_file"),
    ],
)
def test_a_film_without_what_people_need_to_know_is_refused(editor, changes, field):
    block, value = film(**{"poster": pictured(editor), **changes})
    with pytest.raises(ValidationError) as refused:
        block.clean(value)
    assert set(refused.value.block_errors) == {field}


def test_a_poster_says_what_it_shows_and_a_recording_needs_none(editor):
    block, value = film(poster={**pictured(editor), "alt_text": ""})
    with pytest.raises(ValidationError):
        block.clean(value)
    block, value = film(kind="recording")
    assert block.clean(value)["poster"] is None


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("https://films.example/watch?v=a1&si=Qx7", "https://films.example/watch?v=a1"),
        ("https://films.example/b?utm_source=mail&utm_x=1", "https://films.example/b"),
        ("https://films.example/watch?v=a1&t=30#words", "https://films.example/watch?v=a1&t=30#words"),
    ],
)
def test_the_address_forgets_who_passed_it_on(editor, given, kept):
    assert plain_address(given) == kept
    block, value = film(link=given, poster=pictured(editor))
    assert block.clean(value)["link"] == kept


def test_the_page_says_length_data_where_it_leads_and_what_happens_there_and_loads_nothing(editor, visitor):
    block, value = film(poster=pictured(editor))
    html = shown_on_a_page(visitor, block.clean(value))
    for words in (
        "Film: 2 minutes 40 seconds, about 27 MB of data.",
        "With subtitles.",
        "This leads to another site, films.example. It may see that you came, remember you",
        "Open it on films.example",
        "We always sit upstairs",
    ):
        assert words in html, words
    tags = Reader(html).tags
    assert [attrs["alt"] for tag, attrs in tags if tag == "img"] == ["Three friends on a bus"]
    assert not {tag for tag, _ in tags} & {"iframe", "video", "audio", "embed", "object", "script"}
    # The address stands in one link and nowhere a browser would fetch it from.
    where = [(tag, name) for tag, attrs in tags for name, value in attrs.items() if "films.example" in value]
    assert where == [("a", "href")]
    (away,) = [attrs for _, attrs in tags if attrs.get("href") == LINK]
    assert away["rel"] == "noreferrer noopener"


def test_a_recording_says_so_and_nothing_of_subtitles(visitor):
    block, value = film(kind="recording", length="4 minutes", megabytes=4)
    html = shown_on_a_page(visitor, block.clean(value))
    assert "Sound recording: 4 minutes, about 4 MB of data." in html and "ubtitles" not in html


def test_a_poster_goes_when_somebody_in_it_takes_their_consent_back(editor, visitor):
    today = localdate()
    agreed = {
        "people": "agreed",
        "consent_given_on": today - timedelta(days=30),
        "consent_kept_at": "Folder 7",
        "review_on": today + timedelta(days=300),
    }
    block, value = film(poster=pictured(editor, **agreed))
    value = block.clean(value)
    assert "<img" in shown_on_a_page(visitor, value)
    SiteImage.objects.update(consent_withdrawn_on=today)
    html = shown_on_a_page(visitor, value)
    assert "<img" not in html and "Three friends" not in html and "Open it on" in html


def test_a_film_in_urdu_is_told_in_urdu(editor, visitor):
    block, value = film(poster=pictured(editor))
    with translation.override("ur"):
        html = block.render(block.clean(value))
    assert "سب ٹائٹل کے ساتھ" in html and "This leads" not in html
