"""The delivery plan as staff write it: in the menu of those who may, refused where nobody could check it."""

from __future__ import annotations

import pytest

from engagement.delivery.models import Commitment

pytestmark = pytest.mark.django_db

PROMISE = {
    "you_said": "The path is dark.",
    "we_did": "Mend the lamps on the park path.",
    "owner": "Street lighting",
    "milestone": "A public list of lamps",
    "due_on": "2030-01-31",
    "stage": "promised",
    "done_on": "",
    "evidence": "",
    "figure": "",
    "question": "",
    "theme": "",
    "slug": "",
}


def test_an_administrator_records_a_promise_whose_address_is_made_from_its_words(admin):
    assert admin.post("/admin/commitments/new/", PROMISE).status_code == 302
    assert Commitment.objects.get().slug == "mend-the-lamps-on-the-park-path"


def test_a_promise_that_is_done_without_a_day_or_evidence_is_refused_beside_the_fields(admin):
    page = admin.post("/admin/commitments/new/", {**PROMISE, "stage": "done"})
    html = page.content.decode()
    assert page.status_code == 200 and not Commitment.objects.exists()
    assert "needs the day it was kept" in html and "what shows that it happened" in html


@pytest.mark.parametrize("address", ["/admin/commitments/", "/admin/support-lines/"])
def test_only_administrators_reach_the_plan_and_the_support_lines(admin, analyst, campaign_lead, address):
    assert admin.get(address).status_code == 200
    for client in (analyst, campaign_lead):
        assert client.get(address).status_code == 403
        assert address not in client.get("/admin/").content.decode()
