"""Answering by keyboard, by ear, on the smallest screen, without JavaScript."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from surveys.models import Intake
from tests.browser.answering import EVERYTHING, WORDS_WRITTEN, begin, choose, next_screen

pytestmark = [pytest.mark.browser, pytest.mark.django_db, pytest.mark.long]


def test_the_whole_survey_by_keyboard_alone(address, open_page):
    page = open_page(address)
    key = page.keyboard.press

    def reach(selector: str) -> None:
        for _ in range(60):
            if page.evaluate("selector => document.activeElement.matches(selector)", selector):
                return
            key("Tab")
        raise AssertionError(f"{selector} cannot be reached by Tab")

    reach('#start [value="over13"]:not(.default)')
    key("Enter")
    reach("#consent button")
    key("Enter")
    reach("[name=SAFEDAY]")
    key("ArrowDown")
    key("ArrowDown")
    reach('#nav [data-do="next"]')
    key("Enter")
    reach("[name=AVOID]")
    key("Space")
    reach('#nav [data-do="next"]')
    key("Enter")
    reach("[name=WHY]")
    page.keyboard.type("Lights")
    key("Enter")
    reach("[name=PLACES]")
    key("Space")
    reach('#nav [data-do="next"]')
    key("Enter")
    reach(".note:not([hidden]) [data-do=skip]")
    key("Space")
    for _ in range(5):
        reach('#nav [data-do="next"]')
        key("Enter")
    reach("#check [value=send]")
    key("Enter")
    page.wait_for_url("**/thanks/")
    payload = Intake.objects.get().payload
    assert payload["answers"] == {"SAFEDAY": "unsafe", "AVOID": "yes", "PLACES": ["park"]}
    assert payload["comments"] == {"WHY": "Lights"}


def test_the_heading_of_each_screen_is_read_out(address, open_page):
    page = open_page(address)
    begin(page)
    assert page.evaluate("document.activeElement.textContent").startswith("In the day")
    next_screen(page)
    assert page.evaluate("document.activeElement.textContent") == "Are there places you avoid?"


@pytest.mark.parametrize(
    "language, options",
    [
        ("", {}),
        ("ur/", {"color_scheme": "dark"}),
        ("", {"color_scheme": "dark", "viewport": {"width": 1280, "height": 900}}),
    ],
    ids=["phone", "dark Urdu", "dark desk"],
)
def test_every_screen_can_be_used_by_everybody(address, open_page, accessible, language, options):
    page = open_page(address.replace("insights/", f"{language}insights/"), **options)
    every_screen(page, accessible)


def every_screen(page: Page, look: Callable[[Page], None]) -> None:
    look(page)
    page.locator('#start [value="over13"]').last.click()
    look(page)
    page.locator("#consent button").click()
    for _ in range(20):
        if page.locator("#check:visible").count():
            look(page)
            break
        if page.locator(".note:visible").count():
            look(page)
            page.locator(".note:visible [value]").click()
            continue
        first = page.locator(".q:visible input:not([type=text])")
        if first.count():
            first.first.check()
        else:
            page.locator(".q:visible [name]").fill("Call me on 07700 900123")
        look(page)
        next_screen(page)
    page.locator("#check [value=send]").click()
    page.wait_for_url("**/thanks/")
    look(page)
    page.goto(page.url.replace("thanks", "support"))
    look(page)


def test_nothing_scrolls_sideways_at_four_hundred_per_cent_and_targets_are_large(address, open_page):
    small: list[Any] = []

    def measure(page: Page) -> None:
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        small.extend(
            page.evaluate(
                """() => [...document.querySelectorAll("button, .opt, .tile, .exit, summary, textarea, .line")]
                .filter(e => e.checkVisibility() && !e.closest(".trap") && !e.classList.contains("default"))
                .map(e => [e.className, e.getBoundingClientRect()])
                .filter(([_, box]) => box.height < 44 || box.width < 44)
                .map(([name, box]) => [name, box.width, box.height])"""
            )
        )

    page = open_page(address, viewport={"width": 320, "height": 256})
    every_screen(page, measure)
    assert small == []


def test_the_survey_without_javascript(address, open_page, accessible):
    page = open_page(address, java_script_enabled=False)
    assert page.locator(".q:visible").count() == 0
    expect(page.get_by_text("three times to leave quickly")).to_be_hidden()
    page.get_by_role("button", name="Yes, I am 13 or over").click()
    page.get_by_role("button", name="I agree, start").click()
    choose(page, "SAFEDAY", "unsafe")
    choose(page, "AVOID", "yes")
    page.locator("[name=WHY]").fill("More lights")
    page.locator("[name=WHY]").press("Enter")
    choose(page, "PLACES", "park")
    page.get_by_role("button", name="Back").click()
    assert page.locator("[name=WHY]").input_value() == "More lights"
    page.get_by_role("button", name="Continue").click()
    assert page.locator("[name=PLACES][value=park]").is_checked()
    choose(page, "PLACES", "bus")
    page.get_by_role("button", name="Continue").click()
    choose(page, "HURT", "yes")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_text("You are not on your own with this")).to_be_visible()
    choose(page, "AGREE.LISTEN", "agree")
    choose(page, "AGREE.THINGS", "disagree")
    choose(page, "HOPE", "7")
    choose(page, "AGE", "13-15")
    page.locator("[name=CHANGE]").fill("A place to go\nin the evening")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_text("Nothing is sent until you press Send.")).to_be_visible()
    page.get_by_role("button", name="Send my answers").last.click()
    page.wait_for_url("**/thanks/")
    payload = Intake.objects.get().payload
    assert payload["answers"] == EVERYTHING
    assert payload["comments"] == WORDS_WRITTEN
    assert (
        page.get_by_role("link", name="Exit this page").get_attribute("href")
        == "https://www.bbc.co.uk/weather"
    )


def test_pages_without_javascript_can_be_used_by_everybody(address, open_page, accessible, client):
    page = open_page("about:blank")
    walked = []
    for to, more in (
        ("over13", {}),
        ("s1", {}),
        ("s4", {}),
        ("check", {}),
        ("send", {"HOPE": "99", "CHANGE": "x"}),
    ):
        form = page.request.get(address).text()
        nonce, version = (
            form.split(f'name="{name}" value="')[1].split('"')[0] for name in ("nonce", "version")
        )
        answer = page.request.post(address, form={"nonce": nonce, "version": version, "to": to, **more})
        walked.append(answer.status)
        page.set_content(answer.text())
        accessible(page)
    assert walked == [200, 200, 200, 200, 422]
