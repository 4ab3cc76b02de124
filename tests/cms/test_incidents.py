"""What visitors find while an incident holds: one page on top, the campaign there put aside, help beside it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from cms.digest import send_weekly_digest
from cms.models import CampaignPage, EventPage, ReassurancePage, StandardPage, StoryPage
from engagement.incidents import services
from engagement.jobs.upkeep import publish_scheduled
from tests.engagement.incidents.prepared import WALSALL, hold
from tests.people import cast

pytestmark = pytest.mark.django_db

ADDRESS = "/looking-after-each-other/"


@pytest.fixture
def page(site) -> ReassurancePage:
    return ReassurancePage.objects.get(slug="looking-after-each-other", locale__language_code="en")


@pytest.fixture
def incident(page):
    return hold(page, by=cast("moderator"), second=cast("safeguarding_lead"))


@pytest.fixture
def story(site) -> StoryPage:
    found = StoryPage.objects.live().first()
    StoryPage.objects.filter(pk=found.pk).update(area=WALSALL, age="")
    return StoryPage.objects.get(pk=found.pk)


def read(client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_a_prepared_page_is_found_by_nobody_until_it_is_needed(client, page):
    assert client.get(ADDRESS).status_code == 404
    assert ADDRESS not in read(client, "/sitemap.xml")
    assert page.title not in client.post("/search/", {"q": "looking after each other"}).content.decode()


def test_a_drill_shows_nobody_anything(client, page):
    hold(page, by=cast("moderator"), second=cast("safeguarding_lead"), drill=True)
    assert client.get(ADDRESS).status_code == 404
    assert "Something serious" not in read(client, "/")


@pytest.mark.parametrize("address", ["/", "/areas/walsall/", "/support/", "/most-of-us/"])
def test_the_page_stands_on_top_where_people_look(client, incident, address):
    html = read(client, address)
    assert "Something serious has happened in Walsall." in html
    assert f'href="{ADDRESS}"' in html


def test_people_elsewhere_are_not_frightened_by_what_happened_there(client, incident):
    for address in ("/areas/sandwell/", "/privacy/"):
        assert "Something serious" not in read(client, address)


def test_the_page_itself_has_the_numbers_to_call(client, incident):
    html = read(client, ADDRESS)
    assert 'href="tel:999"' in html
    assert "0800 1111" in html


def test_it_is_read_in_urdu_where_it_was_translated(client, incident):
    assert "آج ایک دوسرے کا خیال رکھنا" in read(client, "/ur/")


def test_a_story_of_the_area_rests_everywhere_and_comes_back(client, story, incident):
    answer = client.get(story.url)
    assert answer.status_code == 503
    assert answer["Retry-After"]
    assert "This page rests for now" in answer.content.decode()
    assert story.title not in read(client, "/most-of-us/")
    services.ask_end(incident.pk, by=cast("moderator"))
    services.end(incident.pk, by=cast("admin"))
    assert client.get(story.url).status_code == 200


def test_an_event_of_the_area_leaves_the_list_and_the_calendar(client, site, page):
    event = EventPage.objects.live().filter(starts_at__gte=timezone.now()).first()
    EventPage.objects.filter(pk=event.pk).update(area=WALSALL)
    assert event.title in read(client, "/events/")
    hold(page, by=cast("moderator"), second=cast("safeguarding_lead"))
    assert event.title not in read(client, "/events/")
    assert event.title not in read(client, "/events/calendar/")
    assert client.get(event.url).status_code == 503


def test_the_whole_campaign_rests_when_the_whole_region_does(client, page):
    hold(page, by=cast("moderator"), second=cast("safeguarding_lead"), area="")
    assert client.get(CampaignPage.objects.get().url).status_code == 503
    assert "Something serious has happened." in read(client, "/privacy/")


def test_nothing_goes_live_by_its_timetable_and_what_has_to_come_down_does(incident, site):
    past = timezone.now() - timedelta(minutes=1)
    coming = site.add_child(instance=StandardPage(title="Party", slug="party", live=False))
    revision = coming.save_revision(approved_go_live_at=past)
    ending = site.add_child(instance=StandardPage(title="Over", slug="over", expire_at=past))
    publish_scheduled()
    coming.refresh_from_db()
    ending.refresh_from_db()
    assert (coming.live, ending.live) == (False, False)
    services.ask_end(incident.pk, by=cast("moderator"))
    services.end(incident.pk, by=cast("admin"))
    publish_scheduled()
    coming.refresh_from_db()
    revision.refresh_from_db()
    assert coming.live


def test_no_digest_is_sent_meanwhile(incident):
    assert send_weekly_digest() == 0
