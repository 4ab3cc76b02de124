"""A short link leads to the survey at once, in the language of the poster, and its channel alone is kept."""

from __future__ import annotations

import pytest
from django.utils import timezone

from surveys.collection.live import registry
from surveys.models import Channel, Intake
from tests.surveys.collection.survey import put_live
from tests.surveys.collection.walk import Page, Walker


def test_the_survey_is_shown_in_one_answer_and_keeps_the_channel(insights, visitor):
    response = visitor.get("/s/q7x/")
    page = Page(response)
    assert response.status_code == 200
    assert page.fields["c"] == ["q7x"]
    assert not response.cookies and response.headers["Cache-Control"] == "no-store"
    walker = Walker(visitor, "/s/q7x/")
    assert walker.send("send", {"HOPE": "4"}).status_code == 303
    assert Intake.objects.get().payload["channel"] == "q7x"


@pytest.mark.parametrize("typed", ["/S/Q7X/", "/s/Q7x/"])
def test_a_code_is_found_however_it_was_typed(insights, visitor, typed):
    assert Page(visitor.get(typed)).fields["c"] == ["q7x"]


def test_without_its_last_slash_it_is_sent_on(insights, visitor):
    assert visitor.get("/s/q7x").headers["Location"] == "/s/q7x/"


def test_the_poster_of_a_language_leads_to_the_survey_in_it(insights, visitor):
    response = visitor.get("/ur/s/q7x/")
    assert response.headers["Content-Language"] == "ur"
    assert Page(response).fields["c"] == ["q7x"]
    assert visitor.get("/xx/s/q7x/").status_code == 404


def test_a_retired_link_leads_to_the_survey_and_is_not_kept(insights, visitor):
    Channel.objects.update(retired_on=timezone.localdate())
    registry.refresh()
    for address in ("/s/q7x/", "/insights/?c=q7x"):
        assert Page(visitor.get(address)).fields["c"] == [""]


def test_a_code_read_wrongly_from_a_wall_leads_to_the_only_open_survey(insights, visitor):
    assert Page(visitor.get("/s/zzzzz/")).fields["c"] == [""]
    put_live(slug="another")
    assert visitor.get("/s/zzzzz/").status_code == 404


def test_after_the_close_a_poster_leads_to_the_words_that_say_so(insights, visitor):
    insights.fieldwork.state = "closed"
    insights.fieldwork.save()
    registry.refresh()
    assert "This survey is closed" in Page(visitor.get("/s/q7x/")).text
