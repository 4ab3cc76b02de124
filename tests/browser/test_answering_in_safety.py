"""Answering where somebody may look over a shoulder: help at hand, a way out, nothing left on the device."""

from __future__ import annotations

from datetime import date

import pytest
from playwright.sync_api import expect

from engagement.support.models import SupportLine
from surveys.collection.counters import counters
from surveys.collection.live import registry
from surveys.models import SectionStop
from tests.browser.answering import answer_everything, begin, choose, next_screen
from tests.surveys.collection.survey import WORDS, put_live, question, section, small_definition

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


def test_the_browser_keeps_nothing(address, open_page):
    page = open_page(address)
    begin(page)
    answer_everything(page)
    page.get_by_role("button", name="Send my answers").click()
    page.wait_for_url("**/thanks/")
    kept = page.evaluate(
        "async () => [localStorage.length, sessionStorage.length, document.cookie,"
        " (await indexedDB.databases()).length]"
    )
    assert kept == [0, 0, "", 0]
    assert page.context.cookies() == []


def test_going_back_after_sending_finds_an_empty_form(address, open_page):
    page = open_page(address)
    begin(page)
    answer_everything(page)
    page.get_by_role("button", name="Send my answers").click()
    page.wait_for_url("**/thanks/")
    for _ in range(3):
        page.go_back()
        assert page.locator("form#survey :checked").count() == 0
        assert page.locator("[name=CHANGE]").input_value() == ""


def test_help_appears_on_the_device_after_a_hard_answer(address, open_page):
    page = open_page(address)
    begin(page)
    next_screen(page)
    next_screen(page)
    page.locator(".note:visible").get_by_role("button", name="Continue").click()
    requests = []
    page.on("request", lambda request: requests.append(request))
    help_box = page.locator("#signpost")
    for answer, is_helped in (("no", False), ("yes", True), ("prefer_not", False), ("yes", True)):
        choose(page, "HURT", answer)
        expect(help_box).to_be_visible(visible=is_helped)
    expect(help_box).to_contain_text("Childline")
    page.get_by_role("button", name="Clear my answer").click()
    expect(help_box).to_be_hidden()
    assert requests == []


GIVEAWAYS = {
    "ring me on 07700 900 123": "phone number",
    "+44 (0)7700-900123": "phone number",
    "write to sam@example.org": "e-mail address",
    "the flats at B1 1BB": "postcode",
    "i live at wv14lb": "postcode",
    "find me @sam_b": "username",
    "my snap: samb04": "username",
    "since 2019 there were 3 fights at 10 pm on the 74 bus": "",
    "7 of us, 13-15, 100% agree, 2020 2021": "",
}


def test_words_that_could_give_somebody_away_are_noticed_before_they_leave(address, open_page):
    page = open_page(address)
    begin(page)
    next_screen(page)
    next_screen(page)
    page.get_by_role("button", name="Skip these questions").click()
    for _ in range(4):
        next_screen(page)
    box = page.locator('[data-q="CHANGE"] .nudge')
    for typed, nudge in GIVEAWAYS.items():
        page.locator("[name=CHANGE]").fill(typed)
        expect(box).to_contain_text(nudge) if nudge else expect(box).to_be_empty()
    page.locator("[name=CHANGE]").fill("x" * 1_950)
    expect(box).to_have_text("50 characters left")
    next_screen(page)
    expect(page.locator("#check")).to_be_visible()


def test_leaving_takes_one_moment_and_empties_the_form(address, open_page):
    page = open_page(address)
    page.context.route("https://www.bbc.co.uk/**", lambda route: route.fulfill(body="weather"))
    for way in ("click", "Escape", "Shift"):
        begin(page)
        choose(page, "SAFEDAY", "unsafe")
        if way == "click":
            page.locator("#exit").click()
        else:
            for _ in range(3):
                page.keyboard.press(way)
        page.wait_for_url("https://www.bbc.co.uk/weather")
        page.go_back()
        assert page.locator("form#survey :checked").count() == 0
        page.goto(address)


def test_two_presses_or_other_keys_between_do_not_leave(address, open_page):
    page = open_page(address)
    for key in ("Escape", "Escape", "a", "Escape", "Shift", "Escape", "Shift"):
        page.keyboard.press(key)
    assert page.url == address
    expect(page.get_by_text("three times to leave quickly")).to_be_visible()


def test_where_somebody_stops_is_told_by_the_number_of_the_section_alone(address, open_page):
    page = open_page(address)
    begin(page)
    choose(page, "SAFEDAY", "unsafe")
    next_screen(page)
    next_screen(page)
    page.locator(".note:visible").get_by_role("button", name="Continue").click()
    told = page.evaluate(
        """() => {
            const told = [], beacon = navigator.sendBeacon;
            navigator.sendBeacon = (...sent) => told.push(sent);
            dispatchEvent(new Event("pagehide"));
            navigator.sendBeacon = beacon;
            return told;
        }"""
    )
    assert told == [["/insights/stop/", "3"]]
    begin(page)
    page.goto("about:blank")
    for _ in range(100):
        counters.flush()
        if SectionStop.objects.exists():
            break
        page.wait_for_timeout(50)
    assert list(SectionStop.objects.values_list("section", "n")) == [(1, 1)]


def test_local_help_is_shown_to_those_who_say_where_they_live(server, open_page):
    SupportLine.objects.create(
        name="The Way", need="local", phone="01902 000000", says="For young people in Wolverhampton.",
        area="E08000031", owner="Team", source="Its website", reviewed_on=date(2026, 5, 1),
    )  # fmt: skip
    definition = small_definition()
    definition["sections"] = [
        section("s1", question("PLACE", "demographic", "E08000031", "E08000025", demographic="authority"))
    ]
    words = {
        **WORDS,
        "q:PLACE": "Where?",
        "q:PLACE.o:E08000031": "Wolverhampton",
        "q:PLACE.o:E08000025": "Birmingham",
    }
    put_live(definition=definition, texts={"en": words}, slug="local")
    try:
        page = open_page(f"{server}/local/")
        page.locator("summary").click()
        line = page.locator("footer [data-area=E08000031]")
        expect(line).to_be_hidden()
        begin(page)
        choose(page, "PLACE", "E08000031")
        expect(line).to_be_visible()
        choose(page, "PLACE", "E08000025")
        expect(line).to_be_hidden()
    finally:
        registry.clear()
