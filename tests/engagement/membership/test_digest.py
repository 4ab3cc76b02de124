"""The digest: what is new, to whom it concerns, once a week at most, told once, and nothing that watches its reader."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail

from cms.digest import news
from engagement.jobs.periods import weekly_from
from engagement.membership import services
from engagement.membership.digest import Item, concerns, send_digest
from engagement.membership.models import Subscription
from engagement.outbox.models import Mail
from engagement.outbox.sending import send_batch
from tests.cms.site import example_site

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
OLD = Item("result:old", "results", "Last year", "", "http://127.0.0.1:8000/results/old/")
RESULT = Item("result:new", "results", "Safer by day", "", "http://127.0.0.1:8000/results/new/")
LIGHTS = Item(
    "promise:lights:done",
    "promises",
    "Kept: lights",
    "You said: <dark> & cold",
    "http://127.0.0.1:8000/promises/",
    ("E08000025",),
)


@pytest.fixture(autouse=True)
def _mail_in_memory(settings):
    settings.MAIL_TRANSPORT = "django.core.mail.backends.locmem.EmailBackend"
    send_digest([OLD], now=MONDAY - timedelta(days=7))


def subscriber(address: str, *, topics=("results", "promises"), areas=()) -> None:
    services.ask_to_subscribe(address, topics=topics, areas=areas, language="en")
    services.confirm(services.key_of(address))
    Mail.objects.all().delete()


def test_each_hears_what_they_asked_for_and_nobody_hears_it_twice():
    subscriber("both@example.org")
    subscriber("coventry@example.org", areas=["E08000026"], topics=["promises"])
    subscriber("birmingham@example.org", areas=["E08000025"], topics=["promises"])
    services.ask_to_subscribe("never@example.org", topics=["results"], areas=[], language="en")
    Mail.objects.all().delete()
    assert send_digest([OLD, RESULT, LIGHTS], now=MONDAY) == 2
    assert send_digest([OLD, RESULT, LIGHTS], now=MONDAY + timedelta(days=7)) == 0
    assert send_batch() == 2
    told = {message.to[0]: message for message in mail.outbox}
    assert set(told) == {"both@example.org", "birmingham@example.org"}
    assert "Safer by day" in told["both@example.org"].body
    assert "Safer by day" not in told["birmingham@example.org"].body
    assert not any("Last year" in message.body for message in mail.outbox)


def test_a_digest_can_be_left_with_one_click_and_watches_nobody():
    subscriber("both@example.org")
    send_digest([RESULT, LIGHTS], now=MONDAY)
    send_batch()
    (message,) = mail.outbox
    headers = message.extra_headers
    assert re.fullmatch(r"<http://127.0.0.1:8000/mailing-list/stop/\S+/>", headers["List-Unsubscribe"])
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    html = message.alternatives[0][0]
    assert "<img" not in html and "&lt;dark&gt; &amp; cold" in html and "<dark> & cold" in message.body
    links = re.findall(r'href="([^"]+)"', html)
    assert all(link.startswith("http://127.0.0.1:8000/") and "?" not in link for link in links)


def test_nobody_hears_twice_in_a_week_and_who_leaves_hears_nothing():
    subscriber("both@example.org")
    assert send_digest([RESULT], now=MONDAY) == 1
    assert send_digest([LIGHTS], now=MONDAY + timedelta(days=3)) == 0
    services.unsubscribe(Subscription.objects.get().pk)
    assert send_batch() == 0


def test_the_first_digest_of_an_installation_tells_no_old_news():
    from engagement.membership.models import ToldItem

    ToldItem.objects.all().delete()
    subscriber("both@example.org")
    assert send_digest([RESULT, LIGHTS], now=MONDAY) == 0


def test_what_concerns_the_whole_region_concerns_everybody():
    assert concerns(RESULT, topics=["results"], areas=["E08000026"])
    assert not concerns(LIGHTS, topics=["promises"], areas=["E08000026"])
    assert concerns(LIGHTS, topics=["promises"], areas=[])


def test_the_site_tells_its_promises_with_addresses_that_work_in_a_mail():
    example_site()
    found = news()
    assert {item.topic for item in found} >= {"promises"}
    assert all(item.address.startswith("http") and item.title for item in found)
    assert len({item.key for item in found}) == len(found)


def test_a_week_is_one_period_from_its_hour_on():
    rule = weekly_from(0, 9)
    assert rule(MONDAY.replace(hour=8)) is None
    assert rule(MONDAY) == rule(MONDAY + timedelta(days=6)) == "2026-W48"
