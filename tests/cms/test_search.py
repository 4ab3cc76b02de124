"""Looking for something: found where it is live, help first where it is needed, and no trace of what was asked."""

from __future__ import annotations

from unittest import mock

import pytest
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate

from cms.models import StandardPage, StoryPage
from cms.search.selectors import words_of
from engagement.delivery.models import Action
from tests.cms.site import RESULT, example_site


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("  bus   stop ", "bus stop"),
        ("\"'*^:() NEAR", "NEAR"),
        ("don’t-know", "don’t-know"),
        ("%_;--", ""),
        ("چاقو", "چاقو"),
        ("a b c d e f g h i j", "a b c d e f g h"),
    ],
)
def test_what_is_typed_becomes_words(typed, words):
    assert words_of(typed) == words


class Search(TestCase):
    @classmethod
    def setUpTestData(cls):
        example_site()

    def found(self, words: str, address: str = "/search/") -> list[str]:
        answer = self.client.post(address, {"q": words}).context["answer"]
        return [place.url for place in answer.found]

    def test_pages_with_all_words_come_alone_and_where_there_are_none_those_with_any(self):
        assert self.found("lamps council") == ["/news/eleven-lamps/"]
        assert {"/news/eleven-lamps/", "/news/the-survey-is-open/"} <= set(self.found("lamps survey zebra"))

    def test_a_published_result_is_found_by_the_words_of_its_questions(self):
        assert f"/results/{RESULT}/" in self.found("safe day")

    def test_an_action_of_the_delivery_plan_is_found_in_english_by_its_words_and_its_team(self):
        action = Action.objects.get(slug="somewhere-warm-on-sundays-everywhere")
        assert f"/delivery-plan/#{action.slug}" in self.found(action.says)
        assert f"/delivery-plan/#{action.slug}" in self.found(action.owner.replace("(invented)", ""))
        assert not any("/delivery-plan/#" in url for url in self.found(action.says, "/ur/search/"))

    def test_what_is_not_live_or_was_taken_back_is_not_found(self):
        assert any("the-walk-home" in url for url in self.found("walk home"))
        StoryPage.objects.filter(slug="the-walk-home").update(consent_withdrawn_on=localdate())
        assert not any("the-walk-home" in url for url in self.found("walk home"))
        StandardPage.objects.filter(slug="about").update(live=False)
        assert not any("/about/" in url for url in self.found("about"))

    def test_each_language_finds_its_own_pages(self):
        assert not any(url.startswith("/ur/") for url in self.found("survey"))
        assert all(url.startswith("/ur/") for url in self.found("survey", "/ur/search/"))

    def test_somebody_who_looks_for_something_hard_is_shown_who_helps_first(self):
        page = self.client.post("/search/", {"q": "my mate has a knife"})
        assert {line.need for line in page.context["answer"].lines} >= {"danger"}
        html = page.content.decode()
        assert html.index("Somebody to talk to") < html.index('id="found"')
        assert self.client.post("/search/", {"q": "football"}).context["answer"].lines == ()

    def test_nothing_is_said_for_nothing_and_nonsense_is_answered(self):
        assert self.client.post("/search/", {"q": " "}).context["answer"] is None
        for nonsense in ("'; DROP TABLE", "\x00", "((((", "NOT AND OR", "*" * 500):
            assert self.client.post("/search/", {"q": nonsense}).status_code == 200
        assert "Nothing found" in self.client.post("/search/", {"q": "xylophone"}).content.decode()

    def test_what_was_looked_for_is_written_nowhere_and_kept_by_nobody(self):
        with (
            CaptureQueriesContext(
                connection,
            ) as asked,
            mock.patch("logging.Logger.handle") as logged,
        ):
            page = self.client.post("/search/", {"q": "lamps"})
        assert not logged.called
        assert all(query["sql"].lstrip().upper().startswith("SELECT") for query in asked)
        assert page["Cache-Control"] == "no-store"
        assert not page.cookies
        # An address is kept in a phone's history: words are not read from one.
        assert self.client.get("/search/?q=lamps").context["answer"] is None
