"""Events and news: in order, gone when they are over, and files that a telephone keeps."""

from __future__ import annotations

from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.core.exceptions import ValidationError
from django.test import TestCase
from django.utils.timezone import localdate, now
from icalendar import Calendar

from cms.models import EventPage, EventsPage, NewsIndexPage, NewsPage
from tests.cms.site import example_site


def events_of(answer) -> list:
    return [part for part in Calendar.from_ical(answer.content).walk() if part.name == "VEVENT"]


class Events(TestCase):
    @classmethod
    def setUpTestData(cls):
        example_site()

    def test_what_is_over_leaves_the_list_and_the_calendar_by_itself(self):
        list_page = self.client.get("/events/")
        assert [event.slug for event in list_page.context["coming"]] == [
            "open-hall",
            "girls-only-football",
            "reading-the-answers",
        ]
        assert [event.slug for event in list_page.context["past"]] == ["lamp-walk"]
        assert "lamp walk" not in str(self.client.get("/events/calendar/").content)
        EventPage.objects.filter(slug="open-hall").update(
            starts_at=now() - timedelta(hours=3), ends_at=now() - timedelta(minutes=1)
        )
        assert "open-hall" not in [event.slug for event in self.client.get("/events/").context["coming"]]

    def test_an_event_that_goes_on_is_still_in_the_list_and_one_without_an_end_lasts_two_hours(self):
        events = EventPage.objects.filter(slug="open-hall")
        events.update(starts_at=now() - timedelta(minutes=90), ends_at=None)
        assert "open-hall" in [event.slug for event in self.client.get("/events/").context["coming"]]
        assert not events.get().is_over
        events.update(starts_at=now() - timedelta(minutes=130))
        assert "open-hall" not in [event.slug for event in self.client.get("/events/").context["coming"]]

    def test_an_area_shows_its_own_events_and_those_of_the_whole_region(self):
        shown = self.client.get("/events/?area=E08000030").context["coming"]
        assert {event.slug for event in shown} == {"open-hall", "reading-the-answers"}
        assert self.client.get("/events/?area=nowhere").context["area"] is None

    def test_the_calendar_file_says_what_the_page_says(self):
        page = EventPage.objects.get(slug="open-hall")
        (event,) = events_of(self.client.get("/events/open-hall/calendar/"))
        assert event["summary"] == page.title
        assert event.decoded("dtstart") == page.starts_at
        assert event.decoded("dtend") == page.ends_at
        assert event["location"] == page.place
        assert str(page.translation_key) in event["uid"]

    def test_a_date_that_moves_keeps_its_key_and_one_that_is_called_off_says_so(self):
        before = events_of(self.client.get("/events/open-hall/calendar/"))[0]
        EventPage.objects.filter(slug="open-hall").update(starts_at=now() + timedelta(days=9), cancelled=True)
        after = events_of(self.client.get("/events/open-hall/calendar/"))[0]
        assert after["uid"] == before["uid"]
        assert after["summary"].startswith("Called off: ")
        assert "called off" in self.client.get("/events/open-hall/").content.decode()

    def test_an_event_cannot_end_before_it_begins(self):
        page = EventPage(starts_at=now(), ends_at=now() - timedelta(hours=1))
        with pytest.raises(ValidationError) as refused:
            page.clean()
        assert "ends before it begins" in refused.value.message_dict["ends_at"][0]

    def test_both_lists_belong_to_the_editors_of_the_campaign(self):
        from engagement.publishing.sections import section_of

        assert section_of(EventsPage.objects.get()).role == "campaign_lead"
        assert section_of(NewsPage.objects.first()).role == "campaign_lead"


class News(TestCase):
    @classmethod
    def setUpTestData(cls):
        example_site()
        cls.index = NewsIndexPage.objects.get()

    def test_the_newest_stands_first_and_a_wrong_page_number_shows_a_page(self):
        days = [told.day for told in self.client.get("/news/").context["news"]]
        assert days == sorted(days, reverse=True) and days
        for number in ("0", "999", "x", "-1"):
            assert self.client.get(f"/news/?page={number}").status_code == 200

    def test_older_news_has_a_page_of_its_own(self):
        for number in range(12):
            self.index.add_child(
                instance=NewsPage(
                    title=f"News {number}", slug=f"n{number}", day=localdate(), locale=self.index.locale
                )
            )
        first, second = (self.client.get(f"/news/?page={n}").context["news"] for n in (1, 2))
        assert len(first) == 12 and second.object_list
        assert not set(first) & set(second)

    def test_the_feed_is_rss_with_every_item_and_nothing_that_is_not_live(self):
        NewsPage.objects.filter(slug="the-board-was-late").update(live=False)
        feed = ElementTree.fromstring(self.client.get("/news/feed/").content)
        assert [item.findtext("title") for item in feed.iter("item")] == [
            "Eleven lamps, one list",
            "The survey is open",
        ]
        assert all(item.findtext("link").startswith("http") for item in feed.iter("item"))
