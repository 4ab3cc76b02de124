from __future__ import annotations

import threading
import time
from datetime import date, datetime, timedelta

import pytest
from django.db import OperationalError
from django.utils import timezone

from surveys.collection import live
from surveys.collection.live import GRACE_SECONDS, Registry, registry
from surveys.models import Fieldwork, Intake, SurveyPage
from tests.surveys.collection.survey import WORDS, freeze, small_definition
from tests.surveys.collection.walk import Page, Walker


def set_fieldwork(survey: SurveyPage, **state: object) -> None:
    Fieldwork.objects.filter(survey=survey).update(**state)
    registry.refresh()


def test_a_closed_survey_leads_to_its_results(insights, visitor):
    set_fieldwork(insights, state="closed")
    page = Page(visitor.get("/insights/"))
    assert "This survey is closed" in page.text
    assert "/results/" in [given.get("href") for tag, given in page.attributes if tag == "a"]
    assert "nonce" not in page.fields


def test_a_paused_survey_says_come_back_and_keeps_what_was_typed(insights, visitor):
    walker = Walker(visitor)
    set_fieldwork(insights, state="paused")
    assert "This survey is paused" in Page(visitor.get("/insights/")).text
    response = walker.send("send", {"CHANGE": "lights"})
    assert response.status_code == 503
    assert walker.page.fields["CHANGE"] == ["lights"]
    assert not Intake.objects.exists()
    set_fieldwork(insights, state="open")
    assert walker.press("send").status_code == 303


def test_a_survey_that_opens_later_says_when(insights, visitor):
    set_fieldwork(insights, opens_on=date(2199, 3, 4))
    assert "It opens on 4 March 2199." in Page(visitor.get("/insights/")).text


def test_a_form_opened_before_closing_may_be_sent_for_fifteen_minutes(insights, visitor):
    walker = Walker(visitor)
    set_fieldwork(insights, closes_at=timezone.now() - timedelta(seconds=GRACE_SECONDS - 60))
    assert "This survey is closed" in Page(visitor.get("/insights/")).text
    assert walker.send("send", {"HOPE": "4"}).status_code == 303
    assert Intake.objects.count() == 1


def test_after_that_it_comes_too_late_and_the_words_are_shown(insights, visitor):
    walker = Walker(visitor)
    set_fieldwork(insights, closes_at=timezone.now() - timedelta(seconds=GRACE_SECONDS + 60))
    response = walker.send("send", {"CHANGE": "lights"})
    assert response.status_code == 410
    assert "came too late" in walker.page.text
    assert walker.page.fields["CHANGE"] == ["lights"]
    assert not Intake.objects.exists()


def test_a_survey_closed_by_hand_gives_the_same_grace(insights):
    set_fieldwork(insights, state="closed")
    known = registry.find("/insights/").live
    now = time.time()
    assert known.state(now) != "open"
    assert known.accepts(now)
    assert not known.accepts(now + GRACE_SECONDS + 1)
    registry.refresh()
    assert registry.find("/insights/").live.closed_seen == known.closed_seen
    fresh = Registry()
    fresh.refresh()
    assert not fresh.find("/insights/").live.accepts(now)


def test_a_close_that_a_process_did_not_see_gives_the_grace_from_the_time_it_was_made(insights):
    now = timezone.now()
    set_fieldwork(insights, state="closed", closes_at=now - timedelta(minutes=14))
    fresh = Registry()
    fresh.refresh()
    known = fresh.find("/insights/").live
    assert known.accepts(now.timestamp())
    assert not known.accepts(now.timestamp() + 60)


def test_a_pause_ends_with_the_closing_time_and_open_forms_get_their_quarter_of_an_hour(insights, visitor):
    walker = Walker(visitor)
    set_fieldwork(insights, state="paused", closes_at=timezone.now() + timedelta(hours=1))
    assert walker.send("send", {"HOPE": "4"}).status_code == 503
    set_fieldwork(insights, closes_at=timezone.now() - timedelta(minutes=5))
    assert "This survey is closed" in Page(visitor.get("/insights/")).text
    assert walker.press("send").status_code == 303
    assert Intake.objects.get().payload["answers"] == {"HOPE": 4}
    late = Walker(visitor)
    assert late.response.status_code == 200 and "nonce" not in late.page.fields


def test_a_survey_without_fieldwork_is_closed(insights, visitor):
    Fieldwork.objects.all().delete()
    registry.refresh()
    assert "This survey is closed" in Page(visitor.get("/insights/")).text


def test_an_unpublished_survey_is_nowhere(insights, visitor):
    SurveyPage.objects.filter(pk=insights.pk).update(live=False)
    registry.refresh()
    assert registry.find("/insights/") is None


def test_a_notice_stands_on_every_page(insights, visitor):
    set_fieldwork(insights, notice="The results come out on 3 May.")
    assert "The results come out on 3 May." in Page(visitor.get("/insights/")).text


def test_a_form_opened_before_an_edit_counts_for_its_own_version(insights, visitor):
    first = insights.versions.get()
    walker = Walker(visitor)
    changed = small_definition()
    changed["sections"][0]["questions"][0]["options"].pop(0)
    freeze(insights, changed, {"en": {**WORDS, "title": "A second version"}})
    registry.refresh()
    assert "A second version" in Page(visitor.get("/insights/")).text
    assert walker.send("s1", {"SAFEDAY": "very_safe"}).status_code == 200
    assert "In the day" in walker.page.text
    walker.send("s2", {"SAFEDAY": "very_safe"})
    assert walker.send("s4", {}).status_code == 200
    walker.press("check")
    assert walker.press("send").status_code == 303
    payload = Intake.objects.get().payload
    assert (payload["version"], payload["answers"]) == (first.pk, {"SAFEDAY": "very_safe"})


def test_nothing_is_rendered_again_while_nothing_changed(insights, monkeypatch):
    before = registry.find("/insights/").live.form("en")
    monkeypatch.setattr(live, "render", None)
    registry.refresh()
    assert registry.find("/insights/").live.form("en") is before


def test_reading_what_is_live_takes_a_fixed_number_of_queries(insights, django_assert_max_num_queries):
    with django_assert_max_num_queries(7):
        registry.refresh()


def test_a_database_that_is_away_leaves_the_survey_as_it_was(insights, monkeypatch, caplog):
    def away(_: float) -> None:
        raise OperationalError

    monkeypatch.setattr(registry, "_read", away)
    monkeypatch.setattr(live, "close_old_connections", lambda: None)
    registry._refresh_quietly()
    assert registry.find("/insights/") is not None
    assert "could not be read" in caplog.text


@pytest.mark.parametrize(
    "server, is_started", [("gunicorn/27.0.1", True), ("WSGIServer/0.2", False), ("", False)]
)
def test_the_thread_starts_under_a_web_server_alone(insights, monkeypatch, server, is_started):
    started = []
    fresh = Registry()
    monkeypatch.setattr(live, "close_old_connections", lambda: None)
    monkeypatch.setattr(live.atexit, "register", lambda _: None)
    monkeypatch.setattr(live.threading.Thread, "start", lambda thread: started.append(thread))
    for _ in range(3):
        fresh.ensure_started({"SERVER_SOFTWARE": server})
    assert len(started) == is_started
    assert (fresh.find("/insights/") is not None) is is_started
    assert all(thread.daemon for thread in started)


def test_who_comes_while_a_new_process_still_reads_waits_and_finds_the_survey(monkeypatch):
    fresh = Registry()
    reading, has_read = threading.Event(), threading.Event()
    found = []

    def slowly() -> None:
        reading.set()
        assert has_read.wait(10)
        fresh._routes["/insights/"] = "the survey"

    def come() -> None:
        fresh.ensure_started({"SERVER_SOFTWARE": "gunicorn/27.0.1"})
        found.append(fresh.find("/insights/"))

    monkeypatch.setattr(fresh, "_refresh_quietly", slowly)
    monkeypatch.setattr(fresh, "_keep_fresh", lambda: None)
    monkeypatch.setattr(live.atexit, "register", lambda _: None)
    first, second = threading.Thread(target=come), threading.Thread(target=come)
    first.start()
    assert reading.wait(10)
    second.start()
    second.join(0.2)
    has_read.set()
    first.join(10)
    second.join(10)
    assert found == ["the survey", "the survey"]


def test_the_day_of_opening_is_the_day_in_britain(insights):
    set_fieldwork(insights, opens_on=date(2026, 7, 1))
    known = registry.find("/insights/").live
    midnight_in_britain = datetime(2026, 7, 1, tzinfo=timezone.get_default_timezone()).timestamp()
    assert known.state(midnight_in_britain - 1) == "soon"
    assert known.state(midnight_in_britain) == "open"
