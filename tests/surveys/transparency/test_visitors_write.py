"""Which tables a visitor can write is not a matter of opinion: every statement of a visit is listened to."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from wagtail.models import Site

from cms.models import CampaignPage, StandardPage
from engagement.counting.tally import tally
from engagement.directory.keeping import send_link
from surveys.collection.counters import counters
from surveys.models import Intake
from surveys.transparency.sentences import sentences
from surveys.transparency.stored import read_stored
from tests.engagement.directory.entries import service
from tests.people import cast
from tests.surveys.collection.conftest import forgetting, insights  # noqa: F401

WRITES = re.compile(
    r'^\s*(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM|REPLACE INTO|MERGE INTO)\s+"?([\w.]+)', re.I
)
FIELDS = re.compile(r'<input type="hidden" name="(nonce|stamp|version|arm|c)" value="([^"]*)"')


PLEDGE = "3b241101-e2bb-4255-8caf-4136c566a962"
A_PLEDGE = [{"type": "pledge", "id": PLEDGE, "value": {"pledge": "I wait for my mates.", "label": "I’m in"}}]


@pytest.mark.django_db
def test_a_whole_visit_writes_the_tables_the_list_names_and_no_other(insights, visitor):  # noqa: F811
    written: set[str] = set()
    tally.forget()
    about = Site.objects.get(is_default_site=True).root_page.add_child(
        instance=StandardPage(title="About", slug="about", locale=insights.locale)
    )
    campaign = Site.objects.get(is_default_site=True).root_page.add_child(
        instance=CampaignPage(title="Together", slug="together", locale=insights.locale, body=A_PLEDGE)
    )
    entry = service()
    secret = send_link(entry.organisation, by=cast("directory_lead"))

    def listen(execute, sql, params, many, context):
        written.update(found[1] for found in [WRITES.match(sql)] if found)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(listen):
        form = dict(FIELDS.findall(visitor.get("/insights/?c=q7x").content.decode()))
        form |= {"SAFEDAY": "unsafe", "CHANGE": "Lights on the path."}
        for to in ("over13", "s1", "check", "under13", "nowhere"):
            assert visitor.post("/insights/", form | {"to": to}).status_code < 500
        assert visitor.post("/insights/", form | {"to": "send"}).status_code == 303
        assert visitor.post("/insights/", form | {"to": "send"}).status_code == 303
        assert visitor.post("/insights/", form | {"to": "send", "nonce": "forged"}).status_code == 400
        visitor.post("/insights/stop/", "2", content_type="text/plain")
        for address in (
            "/",
            "/insights/thanks/",
            "/insights/support/",
            "/what-we-store/",
            "/nothing/",
            "/ur/insights/",
            about.url,
        ):
            visitor.get(address)
        wrong = {"page": "/about/", "kind": "fact", "words": "The number of areas."}
        assert visitor.post("/something-wrong/", wrong).status_code == 302
        wrong = {"about": "times", "words": "It begins at six."}
        assert visitor.post(f"/directory/suggest/{entry.slug}/", wrong).status_code == 302
        told = {f"{entry.pk}-state": "right", f"{entry.pk}-description": "x", f"{entry.pk}-how_to_come": "x"}
        assert visitor.post(f"/directory/keep/{secret}/", told).status_code == 302
        # A sign-up is another form of another visitor's; it is part of this visit so that its tables are listened to.
        asked = {"email": "ada@example.org", "topics": ["results"]}
        assert visitor.post("/mailing-list/", asked).status_code == 302
        joining = {"name": "Ada", "area": "E08000025", "email": "ada@example.org", "adult": "on"}
        assert visitor.post("/join/advisory-group/", joining).status_code == 302
        pledge = f"/pledge/{campaign.pk}/{PLEDGE}/"
        drawn = re.search(r'name="number" value="([^"]+)"', visitor.get(pledge).content.decode())
        assert visitor.post(pledge, {"number": drawn[1]}).status_code == 302
        tally.flush()
        counters.flush()
    told = {name for name, table in sentences().answers.items() if table.written_by == "visitors"}
    assert written == told
    assert told <= {table.name for table in read_stored().tables}


@pytest.mark.django_db
def test_a_waiting_answer_holds_the_keys_that_are_described(insights, visitor):  # noqa: F811
    form = dict(FIELDS.findall(visitor.get("/insights/").content.decode()))
    visitor.post("/insights/", form | {"SAFEDAY": "unsafe", "to": "send"})
    assert set(Intake.objects.get().payload) == set(sentences().payload)
