"""Opening, pausing and closing a survey: by analysts, and closing for good."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageLogEntry

from surveys.mixing.services import mix_due
from surveys.models import Fieldwork, Intake, PublishedResult, SeenClosed
from surveys.workbench.fieldwork import (
    Dates,
    FieldworkRefused,
    close_survey,
    open_survey,
    pause_survey,
    reopen_survey,
)
from tests.people import cast
from tests.surveys.workbench.answered import people, store, survey_page

pytestmark = pytest.mark.django_db
NOW = timezone.now


@pytest.fixture
def survey():
    page = survey_page()
    page.live = True
    page.save()
    Fieldwork.objects.filter(survey=page).update(opens_on=None)
    return page


def opened(survey, *, now: datetime | None = None, **dates) -> Fieldwork:
    return open_survey(survey, user=cast("analyst"), dates=Dates(**dates), notice="", now=now or NOW())


def paused(survey) -> Fieldwork:
    return pause_survey(survey, user=cast("analyst"), now=NOW())


def closed(survey, *, now: datetime | None = None) -> Fieldwork:
    return close_survey(survey, user=cast("analyst"), now=now or NOW())


def test_an_analyst_opens_a_published_survey_with_its_dates_and_notice(analyst, survey):
    address = reverse("workbench:fieldwork", args=[survey.pk])
    last = timezone.localdate() + timedelta(days=30)
    given = {
        "act": "open",
        "last_day": last.isoformat(),
        "last_time": "17:30",
        "notice": "Until the new year.",
    }
    assert analyst.post(address, given).status_code == 302
    found = Fieldwork.objects.get(survey=survey)
    assert (found.state, found.opens_on, found.notice) == (
        "open",
        timezone.localdate(),
        "Until the new year.",
    )
    assert timezone.localtime(found.closes_at).strftime("%Y-%m-%d %H:%M") == f"{last} 17:30"
    assert "Visitors can answer." in analyst.get(address).content.decode()


def test_a_survey_opens_by_itself_on_its_first_day_and_can_be_called_off_before(analyst, survey):
    first = timezone.localdate() + timedelta(days=7)
    assert opened(survey, first_day=first).opens_on == first
    page = analyst.get(reverse("workbench:fieldwork", args=[survey.pk])).content.decode()
    assert "Opens later" in page and "Do not open it" in page
    assert closed(survey).opens_on is None
    assert opened(survey).opens_on == timezone.localdate()


def test_a_survey_is_paused_and_resumed_as_often_as_needed(survey):
    for _ in range(3):
        assert opened(survey).state == "open"
        assert paused(survey).state == "paused"


def test_a_close_can_be_taken_back_while_open_forms_may_still_be_sent(analyst, survey):
    now = NOW()
    opened(survey, now=now - timedelta(days=1))
    closed(survey, now=now - timedelta(minutes=14))
    mix_due(now=now)
    assert SeenClosed.objects.exists() or Fieldwork.objects.get().closes_at
    address = reverse("workbench:fieldwork", args=[survey.pk])
    assert "Open it again" in analyst.get(address).content.decode()
    assert analyst.post(address, {"act": "reopen"}).status_code == 302
    found = Fieldwork.objects.get(survey=survey)
    assert (found.state, found.closes_at) == ("open", None)
    assert not SeenClosed.objects.exists()


def test_a_survey_that_was_closed_is_never_opened_again_once_its_answers_may_be_mixed(survey):
    now = NOW()
    opened(survey, now=now - timedelta(days=1))
    closed(survey, now=now - timedelta(minutes=15))
    for act in (
        lambda: opened(survey, now=now),
        lambda: reopen_survey(survey, user=cast("analyst"), now=now),
    ):
        with pytest.raises(FieldworkRefused, match="stays closed"):
            act()


def test_a_close_on_which_results_rest_is_not_taken_back(survey):
    opened(survey)
    closed(survey)
    PublishedResult.objects.create(
        slug="r", survey=survey, title="R", snapshot={}, digest="d", proposed_by=cast("analyst")
    )
    with pytest.raises(FieldworkRefused, match="stays closed"):
        reopen_survey(survey, user=cast("analyst"), now=NOW())


def test_a_last_day_that_has_passed_cannot_be_moved(survey):
    opened(survey, closes_at=NOW() + timedelta(days=1))
    with pytest.raises(FieldworkRefused, match="stays closed"):
        opened(survey, now=NOW() + timedelta(days=3))


def test_a_closed_survey_with_answers_is_not_opened_even_where_its_first_day_is_unknown(survey):
    store(survey, people(12), tags=False)
    with pytest.raises(FieldworkRefused, match="stays closed"):
        opened(survey)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"act": "open", "last_day": "2020-01-01"}, "has passed already"),
        ({"act": "open", "first_day": "2020-01-01"}, "first day has passed"),
        ({"act": "open", "first_day": "2190-01-02", "last_day": "2190-01-01"}, "before the first"),
        ({"act": "open", "last_day": "soon"}, "year, month and day"),
        ({"act": "open", "last_day": "2190-01-01", "last_time": "noon"}, "hours and minutes"),
        ({"act": "ajar"}, "one of the buttons"),
        ({"act": "close"}, "Tick the box"),
        ({"act": "close", "sure": "yes"}, "not been opened"),
        ({"act": "pause"}, "Only a survey that is open"),
        ({"act": "reopen"}, "stays closed"),
        ({"act": "open", "notice": "x" * 300}, "at most 200"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_changes(analyst, survey, given, says):
    page = analyst.post(reverse("workbench:fieldwork", args=[survey.pk]), given)
    assert page.status_code == 422 and says in page.content.decode()
    found = Fieldwork.objects.get(survey=survey)
    assert (found.state, found.opens_on) == ("closed", None)


def test_a_draft_is_not_opened(survey):
    survey.live = False
    with pytest.raises(FieldworkRefused, match="Publish the survey first"):
        opened(survey)


def test_every_act_is_written_down_with_who_did_it(survey):
    opened(survey)
    paused(survey)
    opened(survey)
    closed(survey)
    reopen_survey(survey, user=cast("analyst"), now=NOW())
    entries = PageLogEntry.objects.filter(action="surveys.fieldwork.change").order_by("pk")
    assert [entry.data["what"] for entry in entries] == [
        "fieldwork: open",
        "fieldwork: paused",
        "fieldwork: open",
        "fieldwork: closed",
        "fieldwork: opened again",
    ]
    assert {entry.user for entry in entries} == {cast("analyst")}
    assert not Intake.objects.exists()
