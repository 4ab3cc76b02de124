"""“Something not right here?” of an entry keeps what is said, and nothing of who says it."""

from __future__ import annotations

import pytest
from django.db import connection
from django.urls import reverse

from engagement.directory import services
from engagement.directory.models import Suggestion
from tests.engagement.directory.entries import service

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry():
    return service("Boxing")


def send(visitor, **changed):
    return visitor.post(
        "/directory/suggest/boxing/", {"about": "times", "words": "It begins at six."} | changed
    )


def test_a_suggestion_is_kept_without_a_cookie_a_time_or_a_sender(entry, visitor):
    sent = send(visitor)
    assert (sent.status_code, sent.url) == (302, "/directory/thanks/") and not sent.cookies
    kept = Suggestion.objects.get()
    assert (kept.service, kept.about, kept.words) == (entry, "times", "It begins at six.")
    with connection.cursor() as cursor:
        columns = connection.introspection.get_table_description(cursor, Suggestion._meta.db_table)
    assert {column.name for column in columns} == {"id", "service_id", "about", "words"}


def test_numbers_and_addresses_are_taken_out_and_the_same_words_twice_are_one(entry, visitor):
    for _ in range(2):
        send(visitor, words="Ring me on 07700 900123 or write to jo@example.org")
    words = Suggestion.objects.get().words
    assert "07700" not in words and "jo@example" not in words and "Ring me" in words


@pytest.mark.parametrize("changed", [{"about": ""}, {"about": "nonsense"}, {"words": "x" * 601}])
def test_what_cannot_be_taken_is_said_and_the_words_stay(entry, visitor, changed):
    answer = send(visitor, **changed)
    assert answer.status_code == 422 and not Suggestion.objects.exists()
    assert changed.get("words", "It begins at six.")[:50] in answer.content.decode()


def test_another_site_a_flood_and_an_entry_that_is_not_there_are_refused(entry, visitor, monkeypatch):
    answer = visitor.post(
        "/directory/suggest/boxing/", {"about": "gone"}, headers={"sec-fetch-site": "cross-site"}
    )
    assert answer.status_code == 403
    assert visitor.get("/directory/suggest/nothing/").status_code == 404
    monkeypatch.setattr(services, "MOST", 2)
    answers = [send(visitor, words=f"Number {n}") for n in range(4)]
    assert answers[-1].status_code == 503 and "tomorrow" in answers[-1].content.decode()
    assert Suggestion.objects.count() == 2


def test_editors_read_them_safety_first_and_put_them_away(
    entry, visitor, directory_lead, campaign_lead, analyst
):
    send(visitor, words="<script>alert(1)</script>")
    send(visitor, about="safety", words="Somebody shouted.")
    told = directory_lead.get(reverse("directory:queue")).content.decode()
    assert (
        told.index("Somebody shouted") < told.index("The times are wrong") and "<script>alert(1)" not in told
    )
    done = reverse("directory:suggestion_done", args=[Suggestion.objects.get(about="safety").pk])
    for other in (campaign_lead, analyst):
        assert other.get(reverse("directory:queue")).status_code in (302, 403)
        assert other.post(done).status_code in (302, 403)
    assert directory_lead.get(done).status_code == 405
    assert directory_lead.post(done).status_code == 302 and Suggestion.objects.count() == 1
