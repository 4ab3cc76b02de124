"""What the Alliance gives away: files that open, told before they are fetched, and said to be old when they are."""

from __future__ import annotations

import re
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate
from wagtail.models import Collection, CollectionViewRestriction, Page
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from cms.editors.look_again import overdue, to_look_at
from cms.example.alliance_sheets import MATERIALS, build_materials
from cms.models import AllianceMaterial, FaithAlliancePage, SiteDocument
from tests.cms.test_public_pages import LIMIT, MOST_QUERIES, Reader
from tests.people import cast

ADDRESS = "/faith-alliance/"


@pytest.fixture
def alliance(site) -> FaithAlliancePage:
    """The Alliance's page of the example, with its materials."""
    build_materials(today=localdate())
    return FaithAlliancePage.objects.get(locale__language_code="en")


def shown(visitor) -> str:
    """The section of materials as a visitor gets it."""
    html = visitor.get(ADDRESS).content.decode()
    return html.partition('id="materials"')[2].partition("</section>")[0]


def files(html: str) -> list[dict[str, str]]:
    return [attrs for tag, attrs in Reader(html).tags if attrs.get("class") == "file__link"]


def test_each_material_says_what_for_for_whom_language_kind_size_and_when_it_is_read_again(alliance, visitor):
    html = shown(visitor)
    assert len(files(html)) == len(MATERIALS) >= 3
    for material in AllianceMaterial.objects.select_related("document"):
        for words in (material.title, material.what_for, material.for_whom):
            assert words in html, words
    again = localdate() + timedelta(days=160)
    told = re.sub(r"\s+", " ", html.partition("Imams, ministers")[2].partition("</li>")[0]).replace(
        "\xa0", " "
    )
    assert re.search(rf"English, TXT, 1\.\d KB\. We read it again by {again:%-d %B %Y}\.", told)


def test_every_file_of_the_example_opens_and_says_that_it_is_invented(alliance, visitor):
    opened = {}
    for link in files(shown(visitor)):
        answer = visitor.get(link["href"])
        assert answer.status_code == 200 and "download" in link
        opened[answer["Content-Disposition"]] = b"".join(answer.streaming_content)
    assert len(set(opened.values())) == len(MATERIALS)
    texts = [told.decode() for told in opened.values() if not told.startswith(b"%PDF")]
    assert len(texts) == len(MATERIALS) - 1
    for text in texts:
        assert "invented example" in text and max(map(len, text.splitlines())) <= 100
    together = "\n".join(texts)
    assert "Name no family" in together and "BEFORE WE LOCK UP" in together and "999" in together


def test_the_poster_is_one_page_with_words_that_can_be_read_aloud(alliance):
    document = SiteDocument.objects.get(title__contains="our door is open")
    with document.open_file() as stored:
        data = stored.read()
    with pikepdf.open(BytesIO(data)) as pdf:
        (page,) = pdf.pages
        drawn = page.Contents.read_bytes().decode()
        words = [bytes.fromhex(told).decode("cp1252") for told in re.findall(r"<([0-9a-f]+)> Tj", drawn)]
        heading, *_ = [part for part in pdf.Root.StructTreeRoot.K.K if part.S == "/H1"]
        assert pdf.Root.MarkInfo.Marked and str(pdf.Root.Lang) == "en-GB"
        assert [words[number] for number in heading.K] == ["Our door", "is open."]
        assert len([part for part in pdf.Root.StructTreeRoot.K.K if part.S == "/H1"]) == 1
    assert "Somebody in danger now: 999" in words and any("invented example" in told for told in words)


def test_a_material_over_its_day_says_so_and_its_keepers_hear_of_it(alliance, visitor):
    today = localdate()
    AllianceMaterial.objects.update(look_again_on=today + timedelta(days=1))
    FaithAlliancePage.objects.update(look_again_on=today + timedelta(days=200))
    assert "May be out of date" not in shown(visitor)
    assert alliance.pk not in {page.pk for page in overdue(today)}
    AllianceMaterial.objects.filter(title__startswith="Card").update(look_again_on=today)
    html = shown(visitor)
    assert html.count("May be out of date") == 1
    assert f"It was to be read again by {today:%-d %B %Y}." in html.partition("Card: if")[2]
    assert alliance.pk in {page.pk for page in overdue(today)}
    mine = [told for told in to_look_at(cast("faith_lead"), today=today) if told.is_over]
    assert [told.part for told in mine] == ["Card: if somebody tells you something"]


def test_the_list_of_what_to_look_at_names_the_material_and_counts_its_page_once(alliance, faith_lead):
    FaithAlliancePage.objects.update(look_again_on=localdate())
    html = faith_lead.get("/admin/editors/look-again/").content.decode()
    assert "1 page is over its day" in html
    assert "Faith Alliance: Card: if somebody tells you something" in html


def test_a_material_in_another_language_is_named_in_that_language(alliance, visitor):
    AllianceMaterial.objects.filter(title__startswith="Card").update(language="ur")
    html = shown(visitor)
    assert '<bdi lang="ur">اردو</bdi> (Urdu)' in html
    assert [link["hreflang"] for link in files(html)] == ["en", "en", "en", "ur"]


def test_a_file_that_members_alone_may_open_is_not_on_the_page(alliance, visitor):
    closed = Collection.get_first_root_node().add_child(name="Closed")
    CollectionViewRestriction.objects.create(collection=closed, restriction_type="login")
    SiteDocument.objects.filter(title__contains="Card").update(collection=closed.add_child(name="Below it"))
    html = shown(visitor)
    assert "Card:" not in html and len(files(html)) == len(MATERIALS) - 1


def test_what_an_editor_made_of_the_list_stays_when_the_example_is_filled_again(alliance):
    AllianceMaterial.objects.exclude(title__startswith="Card").delete()
    build_materials(today=localdate())
    assert AllianceMaterial.objects.count() == 1
    assert SiteDocument.objects.filter(title__startswith="Faith Alliance: ").count() == len(MATERIALS)


def test_the_page_stays_light_with_its_materials(alliance, visitor):
    html = visitor.get(ADDRESS).content.decode()
    named = {
        attrs.get("src" if tag == "script" else "href", "")
        for tag, attrs in Reader(html).tags
        if tag in {"script", "link"}
    }
    styles = [
        name.removeprefix(settings.STATIC_URL) for name in named if name.startswith(settings.STATIC_URL)
    ]
    weight = len(html.encode()) + sum(Path(finders.find(name)).stat().st_size for name in styles)
    assert weight <= LIMIT, weight


def test_more_materials_cost_no_more_queries(alliance, visitor, django_assert_num_queries):
    *_, last = AllianceMaterial.objects.all()
    visitor.get(ADDRESS)
    with CaptureQueriesContext(connection) as before:
        visitor.get(ADDRESS)
    assert len(before) <= MOST_QUERIES
    AllianceMaterial.objects.create(
        page=alliance, document=last.document, title="One more", look_again_on=localdate()
    )
    with django_assert_num_queries(len(before)):
        assert "One more" in shown(visitor)


def test_an_editor_of_the_alliance_adds_a_file_and_lists_it_and_one_of_another_section_cannot(
    alliance, faith_lead, youth_lead
):
    collection = Collection.objects.get(name="Faith Alliance")
    upload = ContentFile(b"Bring a chair.", name="chairs.txt")
    told = {"title": "How to lay out chairs", "collection": collection.pk, "file": upload}
    assert faith_lead.post("/admin/documents/add/", told).status_code == 302
    document = SiteDocument.objects.get(title=told["title"])
    row = {
        "title": "How to lay out chairs",
        "what_for": "Before people come.",
        "for_whom": "Whoever is early",
        "language": "en",
        "document": document.pk,
        "look_again_on": "2027-05-01",
    }
    form = {
        "title": alliance.title,
        "slug": alliance.slug,
        "standfirst": alliance.standfirst,
        "body": streamfield([]),
        "materials": inline_formset([row]),
        "members": inline_formset([]),
        "comments": inline_formset([]),
        "is_example": "on",
    }
    address = f"/admin/pages/{alliance.pk}/edit/"
    assert youth_lead.post(address, nested_form_data(form)).status_code == 403
    assert [each.title for each in newest(alliance).materials.all()] == [told["title"] for told in MATERIALS]
    faith_lead.post(address, nested_form_data(form))
    (added,) = [each for each in newest(alliance).materials.all() if each.document_id == document.pk]
    assert (added.title, added.for_whom) == ("How to lay out chairs", "Whoever is early")
    form["materials"] = inline_formset([{**row, "look_again_on": ""}])
    refused = faith_lead.post(address, nested_form_data(form))
    assert refused.status_code == 200 and "This field is required" in refused.content.decode()


def newest(page: Page) -> FaithAlliancePage:
    """The newest draft of a page."""
    return Page.objects.get(pk=page.pk).get_latest_revision_as_object()
