"""“Something wrong here?” under every page keeps what is said, and nothing of who says it."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from cms.models import PageRemark
from cms.remarks import services
from tests.cms.site import PAGES, example_site
from tests.engagement.publishing.pages import small_site

pytestmark = pytest.mark.django_db
FORM = {"page": "/about/", "kind": "fact", "words": "The 1,200 should be 1,240."}


def send(visitor: Client, **changed: object):
    headers = changed.pop("headers", {})
    return visitor.post("/something-wrong/", {**FORM, **changed}, headers=headers)


@pytest.mark.long
def test_every_page_leads_there_and_says_which_page_it_was(visitor):
    example_site()
    for address in PAGES:
        told = visitor.get(address).content.decode()
        assert f'href="/something-wrong/?page={address}"' in told, address
    assert 'value="/about/"' in visitor.get("/something-wrong/?page=/about/").content.decode()
    assert "/something-wrong/" not in visitor.get("/nothing-here/").content.decode()


def test_a_remark_is_kept_without_a_cookie_a_time_or_a_sender(visitor):
    sent = send(visitor, headers={"origin": "null", "user-agent": "Marker/1.0"})
    assert (sent.status_code, sent.url) == (302, "/something-wrong/thanks/")
    assert not sent.cookies and "Thank you" in visitor.get(sent.url).content.decode()
    kept = PageRemark.objects.get()
    assert (kept.address, kept.kind, kept.words) == ("/about/", "fact", "The 1,200 should be 1,240.")
    columns = {column.name: column.type_code for column in _columns(PageRemark._meta.db_table)}
    assert set(columns) == {"id", "address", "kind", "words"}


def _columns(table: str):
    with connection.cursor() as cursor:
        return connection.introspection.get_table_description(cursor, table)


def test_numbers_and_addresses_of_people_are_taken_out_before_it_is_kept(visitor):
    send(visitor, words="Ring me on 07700 900123 or write to jo@example.org, flat at B1 1AA")
    words = PageRemark.objects.get().words
    assert "07700" not in words and "jo@example" not in words and "B1 1AA" not in words and "Ring me" in words


def test_the_same_remark_sent_twice_is_one_and_keys_tell_no_order(visitor):
    for _ in range(2):
        assert send(visitor).status_code == 302
    for n in range(20):
        send(visitor, words=f"Number {n}")
    keys = list(PageRemark.objects.order_by("words").values_list("pk", flat=True))
    assert len(keys) == 21 and keys != sorted(keys) and min(keys) > 0


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"kind": ""}, "Tick what fits best."),
        ({"kind": "nonsense"}, "Tick what fits best."),
        ({"words": "x" * 601}, "Make it shorter"),
    ],
)
def test_what_cannot_be_taken_is_said_and_the_words_stay(visitor, changed, says):
    answer = send(visitor, **changed)
    assert answer.status_code == 422 and says in answer.content.decode()
    assert changed.get("words", FORM["words"])[:100] in answer.content.decode()
    assert not PageRemark.objects.exists()


@pytest.mark.parametrize(
    "page", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)", "", "/a\x07b/"]
)
def test_no_address_but_one_of_this_site_is_kept(visitor, page):
    send(visitor, page=page)
    assert PageRemark.objects.get().address == "/"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"origin": "https://elsewhere.example"}, 403),
        ({"origin": "http://testserver"}, 302),
        ({"sec-fetch-site": "same-origin", "origin": "null"}, 302),
        ({}, 302),
    ],
)
def test_a_form_that_another_site_sends_is_refused(visitor, headers, status):
    assert send(visitor, headers=headers).status_code == status


def test_a_flood_fills_the_list_and_nothing_else(visitor, monkeypatch):
    monkeypatch.setattr(services, "MOST", 2)
    for n in range(4):
        answer = send(visitor, words=str(n))
    assert answer.status_code == 503 and "tomorrow" in answer.content.decode()
    assert PageRemark.objects.count() == 2


def test_staff_read_remarks_and_put_them_away(visitor, moderator):
    send(visitor, words="<script>alert(1)</script> is odd")
    told = moderator.get(reverse("editors:remarks")).content.decode()
    assert "A number or a fact is wrong" in told and "<script>alert(1)" not in told
    done = reverse("editors:dealt_with", args=[PageRemark.objects.get().pk])
    assert moderator.get(done).status_code == 405
    assert moderator.post(done).status_code == 302
    assert not PageRemark.objects.exists()
    assert visitor.get(reverse("editors:remarks")).status_code == 302


def test_an_editor_reads_and_puts_away_remarks_on_their_own_section_alone(
    visitor, campaign_lead, faith_lead, moderator
):
    small_site()
    for page in ("/stories/the-walk/", "/faith/", "/no-such-page/"):
        send(visitor, page=page)
    remarks = {remark.address: remark for remark in PageRemark.objects.all()}

    def read(client) -> set[str]:
        said = client.get(reverse("editors:remarks")).content.decode()
        return {address for address in remarks if f'<a href="{address}">' in said}

    assert read(campaign_lead) == {"/stories/the-walk/"} and read(faith_lead) == {"/faith/"}
    assert read(moderator) == set(remarks)
    put_away = reverse("editors:dealt_with", args=[remarks["/faith/"].pk])
    assert campaign_lead.post(put_away).status_code == 403
    assert PageRemark.objects.count() == 3
    assert faith_lead.post(put_away).status_code == 302
    assert PageRemark.objects.count() == 2
