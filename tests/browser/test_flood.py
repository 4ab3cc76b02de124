"""What a flood of answers asks of somebody's browser, and the field that only machines fill in."""

from __future__ import annotations

import time

import pytest
from playwright.sync_api import Page, expect

from surveys.collection.burst import bursts
from surveys.collection.live import registry
from surveys.collection.nonce import make_stamp
from surveys.models import Intake
from tests.browser.answering import answer_everything, begin

pytestmark = [pytest.mark.browser, pytest.mark.django_db, pytest.mark.long]


@pytest.fixture
def flood(address):
    """The survey's open link has just brought a flood."""
    survey = registry.surveys()[0].survey
    while not bursts.is_over(survey, ""):
        pass
    yield address
    bursts.__init__()


def _take_your_time(page: Page) -> None:
    """Make the form one that was opened five minutes ago."""
    old = make_stamp(time.time() - 300)
    page.evaluate("old => { document.querySelector('[name=stamp]').defaultValue = old }", old)


def _send(page: Page) -> None:
    page.get_by_role("button", name="Send my answers").click()
    page.wait_for_url("**/insights/thanks/", timeout=30_000)
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()


def _flags() -> list[str]:
    return Intake.objects.get().payload["flags"]


def test_in_a_flood_the_browser_does_the_arithmetic_and_the_person_notices_nothing(flood, open_page):
    page = open_page(flood)
    _take_your_time(page)
    begin(page)
    answer_everything(page)
    _send(page)
    assert _flags() == ["burst"]


def test_where_the_arithmetic_cannot_be_done_the_answer_is_taken_all_the_same(flood, open_page):
    page = open_page(flood)
    page.route("**/work*.js", lambda route: route.abort())
    _take_your_time(page)
    begin(page)
    answer_everything(page)
    _send(page)
    assert _flags() == ["burst", "unproved"]


def test_nobody_sees_hears_or_reaches_the_field_that_machines_fill_in(address, open_page):
    for scripts in (True, False):
        page = open_page(address, java_script_enabled=scripts)
        assert "Leave this empty" not in page.locator("body").aria_snapshot()
        box = page.locator("[name=website]").bounding_box()
        assert box is None or box["x"] + box["width"] < 0
    page = open_page(address)
    reached = set()
    for _ in range(40):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.name || document.activeElement.tagName"))
    assert "website" not in reached and len(reached) > 2


def test_somebody_who_answers_by_keyboard_alone_carries_no_mark(address, open_page):
    page = open_page(address)
    _take_your_time(page)
    chosen = 0
    for _ in range(20):
        if page.evaluate("!!document.querySelector('.q:not([hidden]) [type=radio]')"):
            _tab_to(page, "[type=radio]")
            page.keyboard.press("Space")
            chosen += 1
        _tab_to(page, ".btn:not(.plain)")
        sending = "Send" in page.evaluate("document.activeElement.textContent")
        page.keyboard.press("Enter")
        if sending:
            break
    page.wait_for_url("**/insights/thanks/")
    assert chosen >= 4
    assert _flags() == []


def _tab_to(page: Page, what: str) -> None:
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("what => document.activeElement.matches(what)", what):
            return
    raise AssertionError(f"No key leads to {what}.")
