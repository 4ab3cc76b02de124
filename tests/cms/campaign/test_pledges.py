"""A pledge is a press of a button: counted by the month, once a form, by nobody."""

from __future__ import annotations

import re
from datetime import date
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.utils.timezone import localdate

from cms.campaign import pledges
from cms.campaign.pledges import Full, Pressed, TooOld, counted, counted_in, make_pledge, number, pressed
from cms.models import CampaignPage, PledgeCount

pytestmark = pytest.mark.django_db
BUTTON = re.compile(
    r'<form method="post" action="(/pledge/\d+/[0-9a-f-]+/)"><input type="hidden" name="number" value="([^"]+)"'
)


@pytest.fixture(autouse=True)
def _nobody_pressed_yet():
    pressed.forget()
    yield
    pressed.forget()


def test_one_press_counts_one_in_its_month_and_leads_back_without_a_cookie(site, visitor):
    address, told = BUTTON.search(visitor.get("/most-of-us/").content.decode()).groups()
    sent = visitor.post(address, {"number": told}, headers={"origin": "null"})
    assert (sent.status_code, sent.url) == (302, f"{address}thanks/") and not sent.cookies
    thanks = visitor.get(sent.url)
    assert "I wait for my mates." in thanks.content.decode() and thanks["Cache-Control"] == "no-store"
    row = PledgeCount.objects.get()
    assert (row.n, row.month) == (1, localdate().replace(day=1))
    with connection.cursor() as cursor:
        told = connection.introspection.get_table_description(cursor, PledgeCount._meta.db_table)
    assert {column.name for column in told} == {"id", "pledge", "month", "n"}


def test_the_same_form_sent_twice_counts_once(site, visitor):
    address, told = BUTTON.search(visitor.get("/most-of-us/").content.decode()).groups()
    for _ in range(3):
        assert visitor.post(address, {"number": told}).status_code == 302
    assert PledgeCount.objects.get().n == 1


@pytest.mark.parametrize("told", ["", "nonsense", "9:forged"])
def test_a_form_that_is_not_ours_counts_nothing_and_can_be_pressed_again(site, visitor, told):
    address, _ = BUTTON.search(visitor.get("/most-of-us/").content.decode()).groups()
    answer = visitor.post(address, {"number": told})
    assert answer.status_code == 422 and "Press again and it counts." in answer.content.decode()
    fresh = re.search(r'name="number" value="([^"]+)"', answer.content.decode())[1]
    assert visitor.post(address, {"number": fresh}).status_code == 302
    assert PledgeCount.objects.get().n == 1


@pytest.mark.parametrize(
    ("headers", "status"),
    [({"sec-fetch-site": "cross-site"}, 403), ({"origin": "https://elsewhere.example"}, 403), ({}, 302)],
)
def test_another_site_presses_nothing(site, visitor, headers, status):
    address, told = BUTTON.search(visitor.get("/most-of-us/").content.decode()).groups()
    assert visitor.post(address, {"number": told}, headers=headers).status_code == status
    assert PledgeCount.objects.count() == (status == 302)


def test_a_pledge_that_no_open_page_holds_cannot_be_made(site, visitor):
    page = CampaignPage.objects.get(slug="most-of-us")
    assert visitor.get(f"/pledge/{page.pk}/{uuid4()}/").status_code == 404
    key = next(child.id for child in page.body if child.block_type == "pledge")
    assert visitor.get(f"/pledge/{page.pk}/{key}/").status_code == 200
    page.unpublish()
    assert visitor.post(f"/pledge/{page.pk}/{key}/", {"number": number()}).status_code == 404


def test_a_flood_moves_nothing_and_is_told_so(site, visitor, monkeypatch):
    monkeypatch.setattr(pledges, "MOST_AN_HOUR", 2)
    address, _ = BUTTON.search(visitor.get("/most-of-us/").content.decode()).groups()
    answers = [visitor.post(address, {"number": number()}).status_code for _ in range(4)]
    assert answers == [302, 302, 503, 503] and PledgeCount.objects.get().n == 2


def test_a_number_holds_for_a_day_and_the_flood_ends_with_its_hour():
    hours = iter([100.0, 100.0, 101.0, 101.0 + pledges.HOURS + 1])
    known = Pressed(clock=lambda: next(hours) * 3600, most=1)
    first, second = number(100 * 3600), number(100 * 3600)
    assert known.is_new(first)
    with pytest.raises(Full):
        known.is_new(second)
    assert known.is_new(second)
    with pytest.raises(TooOld):
        known.is_new(number(100 * 3600))


def test_small_counts_are_hidden_and_others_rounded():
    pledge = UUID(int=1)
    for n in range(9):
        make_pledge(pledge, number(), today=date(2026, 10, 1 + n))
    assert counted(pledge) is None and counted_in([str(pledge)], month=date(2026, 10, 5)) is None
    for _ in range(4):
        make_pledge(pledge, number(), today=date(2026, 10, 30))
    make_pledge(pledge, number(), today=date(2026, 11, 1))
    assert counted(pledge) == 15 and counted_in([str(pledge)], month=date(2026, 10, 5)) == 15
    assert counted_in([str(pledge)], month=date(2026, 11, 1)) is None


def test_the_page_shows_the_rounded_count_alone(site, visitor):
    key = next(
        child.id for child in CampaignPage.objects.get(slug="most-of-us").body if child.block_type == "pledge"
    )
    PledgeCount.objects.create(pledge=key, month=date(2026, 1, 1), n=348)
    assert "Pressed about 350 times." in visitor.get("/most-of-us/").content.decode()
