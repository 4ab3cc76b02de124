"""Two people put aside what would hurt: who may do which step, and what the rows keep of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail

from cms.models import ReassurancePage
from engagement.audit.models import StaffAct
from engagement.incidents import services
from engagement.incidents.models import Incident
from engagement.incidents.selectors import (
    drill_is_due,
    held,
    held_areas,
    last_drill_on,
    others_who_may,
    prepared_pages,
)
from engagement.incidents.services import NotNow
from engagement.support.areas import AREAS
from tests.engagement.incidents.prepared import WALSALL, hold, prepare
from tests.people import cast

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def page() -> ReassurancePage:
    return prepare()


@pytest.fixture
def marcus():
    return cast("moderator")


@pytest.fixture
def sana():
    return cast("safeguarding_lead")


def declared(page, by, *, area=WALSALL, drill=False, now=NOON) -> Incident:
    begun = services.begin(by=by, drill=drill, now=now)
    return services.declare(begun.pk, by=by, area=area, page=page.pk, now=now + timedelta(minutes=2))


def test_nothing_holds_until_a_second_person_has_released_it(page, marcus, sana):
    incident = declared(page, marcus)
    assert held() == []
    services.release(incident.pk, by=sana)
    assert [(one.area, one.name, one.page) for one in held()] == [(WALSALL, "Walsall", page.pk)]


def test_nobody_releases_what_they_declared(page, marcus):
    incident = declared(page, marcus)
    with pytest.raises(NotNow, match="Somebody else has to release it"):
        services.release(incident.pk, by=marcus)
    assert held() == []


def test_it_ends_when_two_people_want_it_to(page, marcus, sana):
    incident = hold(page, by=marcus, second=sana)
    services.ask_end(incident.pk, by=sana)
    assert len(held()) == 1
    with pytest.raises(NotNow, match="Somebody else has to agree"):
        services.end(incident.pk, by=sana)
    services.end(incident.pk, by=marcus)
    assert held() == []


def test_a_second_person_may_say_no_at_either_end(page, marcus, sana):
    refused = declared(page, marcus)
    services.drop(refused.pk, by=sana)
    incident = hold(page, by=marcus, second=sana)
    services.ask_end(incident.pk, by=marcus)
    services.hold_on(incident.pk, by=sana)
    incident.refresh_from_db()
    refused.refresh_from_db()
    assert (refused.state, incident.state) == (Incident.State.DROPPED, Incident.State.HELD)


def test_two_who_declare_for_one_area_at_once_are_told_of_each_other(page, marcus, sana):
    declared(page, marcus)
    with pytest.raises(NotNow, match="Somebody has declared an incident for Walsall already"):
        declared(page, sana)
    assert Incident.objects.filter(area=WALSALL, state=Incident.State.DECLARED).count() == 1


def test_a_step_that_was_taken_already_is_not_taken_twice(page, marcus, sana):
    incident = declared(page, marcus)
    services.release(incident.pk, by=sana)
    with pytest.raises(NotNow, match=r"Somebody was faster \(Sana, safeguarding lead\): this is now “Holds”"):
        services.drop(incident.pk, by=sana)


@pytest.mark.parametrize("area", ["E08000099", "Walsall", "?"])
def test_an_area_that_is_not_ours_is_refused(page, marcus, area):
    with pytest.raises(NotNow, match="There is no such area here"):
        declared(page, marcus, area=area)


def test_only_a_page_that_both_readers_approved_and_that_suits_the_area_can_be_chosen(page, marcus):
    dudley = prepare("dudley", area="E08000027")
    draft = prepare("draft")
    ReassurancePage.objects.filter(pk=draft.pk).update(live=False)
    assert {found.pk for found in prepared_pages(WALSALL)} == {page.pk}
    for wrong in (dudley, draft):
        with pytest.raises(NotNow, match="Choose one of the prepared pages"):
            declared(wrong, marcus)


def test_a_page_taken_down_meanwhile_is_not_released(page, marcus, sana):
    incident = declared(page, marcus)
    ReassurancePage.objects.filter(pk=page.pk).update(live=False)
    with pytest.raises(NotNow, match="not live any more"):
        services.release(incident.pk, by=sana)


def test_the_whole_region_is_all_seven_areas(page, marcus, sana):
    hold(page, by=marcus, second=sana, area="")
    assert held_areas() == set(AREAS)


def test_a_drill_takes_the_same_road_and_holds_nothing(page, marcus, sana):
    drill = declared(page, marcus, drill=True)
    with pytest.raises(NotNow):
        services.release(drill.pk, by=marcus)
    services.release(drill.pk, by=sana, now=NOON + timedelta(minutes=7))
    assert held() == []
    drill.refresh_from_db()
    assert (drill.took, drill.in_time) == (timedelta(minutes=7), True)
    assert (drill.declared_role, drill.released_role) == ("Moderators", "Safeguarding leads")
    services.end(drill.pk, by=marcus)
    assert last_drill_on() == NOON.date()


def test_a_drill_of_more_than_ten_minutes_is_too_slow(page, marcus, sana):
    drill = declared(page, marcus, drill=True)
    services.release(drill.pk, by=sana, now=NOON + timedelta(minutes=10, seconds=1))
    drill.refresh_from_db()
    assert not drill.in_time


def test_a_drill_is_due_when_there_was_none_and_half_a_year_after_the_last(page, marcus, sana):
    assert drill_is_due(NOON.date())
    hold(page, by=marcus, second=sana, drill=True, now=NOON, over=True)
    assert not drill_is_due(NOON.date() + timedelta(days=182))
    assert drill_is_due(NOON.date() + timedelta(days=183))


def test_everybody_who_could_be_the_second_person_is_asked_and_nobody_else(
    page, marcus, sana, django_capture_on_commit_callbacks
):
    adil, callum = cast("admin"), cast("campaign_lead")
    with django_capture_on_commit_callbacks(execute=True):
        incident = declared(page, marcus)
    asked = {address for sent in mail.outbox for address in sent.to}
    assert asked == {sana.email, adil.email}
    assert callum.email not in asked
    assert f"/incidents/{incident.pk}/" in mail.outbox[0].body
    assert {person.pk for person in others_who_may(marcus)} == {sana.pk, adil.pk}


def test_the_audit_holds_every_step_and_no_word_about_what_happened(page, marcus, sana):
    incident = hold(page, by=marcus, second=sana)
    services.ask_end(incident.pk, by=marcus)
    services.end(incident.pk, by=sana)
    lines = StaffAct.objects.filter(act__startswith="incident.").order_by("at", "pk")
    assert [(line.act, line.name) for line in lines] == [
        ("incident.declared", "marcus"),
        ("incident.released", "sana"),
        ("incident.end-asked", "marcus"),
        ("incident.ended", "sana"),
    ]
    assert {line.about for line in lines} <= {WALSALL, ""}


def test_what_was_begun_and_left_lying_is_gone_the_next_day(marcus):
    services.begin(by=marcus, drill=False, now=NOON)
    newer = services.begin(by=marcus, drill=True, now=NOON + timedelta(days=1, seconds=1))
    assert list(Incident.objects.all()) == [newer]
