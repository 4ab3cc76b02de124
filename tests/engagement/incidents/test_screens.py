"""The screens: one next step for whoever looks, and a sentence where it cannot be taken."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from engagement.incidents.models import Incident
from tests.engagement.incidents.prepared import WALSALL, prepare
from tests.people import cast

pytestmark = pytest.mark.django_db


def signed_in(role: str) -> Client:
    client = Client()
    client.force_login(cast(role))
    return client


@pytest.fixture
def page():
    return prepare()


def step(client: Client, incident: Incident, name: str, **given):
    return client.post(reverse("incidents:step", args=[incident.pk, name]), given)


def begun(client: Client, **given) -> Incident:
    answer = client.post(reverse("incidents:begin"), given)
    assert answer.status_code == 302
    return Incident.objects.get()


def test_two_people_go_the_whole_way(page):
    marcus, sana = signed_in("moderator"), signed_in("safeguarding_lead")
    incident = begun(marcus)
    step(marcus, incident, "declare", area=WALSALL, page=page.pk)
    asked = sana.get(reverse("incidents:incident", args=[incident.pk])).content.decode()
    assert "Release it now" in asked
    assert f"“{page.title}” is ready." in asked
    step(sana, incident, "release")
    held = marcus.get(reverse("incidents:incident", args=[incident.pk])).content.decode()
    assert "What is put aside" in held
    step(marcus, incident, "ask-end")
    step(sana, incident, "end")
    incident.refresh_from_db()
    assert incident.state == Incident.State.OVER
    assert "Past incidents" in marcus.get(reverse("incidents:index")).content.decode()


def test_who_declared_it_reads_whom_to_call_and_finds_no_button_to_release(page):
    marcus = signed_in("moderator")
    cast("safeguarding_lead")
    incident = begun(marcus)
    step(marcus, incident, "declare", area=WALSALL, page=page.pk)
    html = marcus.get(reverse("incidents:incident", args=[incident.pk])).content.decode()
    assert "Sana, safeguarding lead" in html
    assert "Release it now" not in html
    refused = step(marcus, incident, "release")
    assert refused.status_code == 409
    assert "You declared this yourself." in refused.content.decode()


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"area": WALSALL},
        {"area": WALSALL, "page": "²"},
        {"area": "'; --", "page": "1"},
        {"area": "all", "page": "0"},
    ],
)
def test_nonsense_is_answered_in_words_and_keeps_what_was_chosen(page, given):
    marcus = signed_in("moderator")
    incident = begun(marcus)
    answer = step(marcus, incident, "declare", **given)
    assert answer.status_code == 409
    html = answer.content.decode()
    assert "Choose one" in html
    assert ('value="E08000030" required checked' in html) == (given.get("area") == WALSALL)
    incident.refresh_from_db()
    assert incident.state == Incident.State.BEGUN


def test_a_drill_says_so_on_every_screen_and_leaves_its_time(page):
    marcus, sana = signed_in("moderator"), signed_in("safeguarding_lead")
    drill = begun(marcus, drill="yes")
    step(marcus, drill, "declare", area="all", page=page.pk)
    assert (
        "<strong>Drill.</strong>" in sana.get(reverse("incidents:incident", args=[drill.pk])).content.decode()
    )
    step(sana, drill, "release")
    step(marcus, drill, "end")
    html = marcus.get(reverse("incidents:index")).content.decode()
    assert "in time" in html
    assert "Moderators, Safeguarding leads" in html


def test_the_first_screen_says_that_somebody_is_needed_or_that_a_drill_is_due(page):
    marcus, sana = signed_in("moderator"), signed_in("safeguarding_lead")
    assert "A drill is due" in sana.get("/admin/").content.decode()
    incident = begun(marcus)
    step(marcus, incident, "declare", area=WALSALL, page=page.pk)
    assert "Incident: Walsall" in sana.get("/admin/").content.decode()
    assert "Incident: Walsall" not in signed_in("campaign_lead").get("/admin/").content.decode()


def test_an_address_of_no_incident_is_not_found(page):
    assert signed_in("moderator").get("/admin/incidents/999/").status_code == 404
