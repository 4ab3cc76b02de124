"""Answering a survey on a phone: one question a screen, back and forth, sent once."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from surveys.models import Intake
from tests.browser.answering import (
    EVERYTHING,
    WORDS_WRITTEN,
    answer_everything,
    asked,
    begin,
    choose,
    next_screen,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


def test_a_phone_asks_one_question_a_screen_and_sends_once(address, open_page):
    page = open_page(address)
    sent = []
    page.on("request", lambda request: sent.append(request) if request.method == "POST" else None)
    begin(page)
    assert page.locator(".q:visible").count() == 1
    expect(page.locator("#where")).to_have_text("Question 1 of 8. You can skip any question.")
    answer_everything(page)
    expect(page.locator("#answers")).to_contain_text("Parks & green spaces, Buses")
    page.get_by_role("button", name="Send my answers").click()
    page.wait_for_url("**/insights/thanks/")
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    assert len([request for request in sent if not request.url.endswith("/stop/")]) == 1
    payload = Intake.objects.get().payload
    assert payload["answers"] == EVERYTHING
    assert payload["comments"] == WORDS_WRITTEN
    assert payload["demographics"] == {"age_band": "13-15"}


def test_the_first_page_needs_few_small_requests_all_to_us(address, open_page):
    page = open_page("about:blank")
    seen = []
    page.on("requestfinished", lambda request: seen.append(request))
    page.goto(address, wait_until="networkidle")
    fetched = [request for request in seen if not request.url.startswith("data:")]
    assert 1 < len(fetched) <= 4
    assert {request.url.split("/")[2] for request in fetched} == {address.split("/")[2]}
    assert sum(request.sizes()["responseBodySize"] for request in fetched) <= 60 * 1024


def test_back_moves_one_screen_and_keeps_the_answers(address, open_page):
    page = open_page(address)
    begin(page)
    choose(page, "SAFEDAY", "unsafe")
    next_screen(page)
    choose(page, "AVOID", "yes")
    page.go_back()
    assert asked(page) == "SAFEDAY"
    assert page.locator("[name=SAFEDAY][value=unsafe]").is_checked()
    next_screen(page)
    assert page.locator("[name=AVOID][value=yes]").is_checked()
    page.get_by_role("button", name="Back").click()
    assert asked(page) == "SAFEDAY"
    page.go_back()
    page.go_back()
    expect(page.locator("#start")).to_be_visible()


def test_a_question_that_does_not_apply_is_never_seen_nor_sent(address, open_page):
    page = open_page(address)
    begin(page)
    next_screen(page)
    choose(page, "AVOID", "yes")
    next_screen(page)
    page.locator("[name=WHY]").fill("left behind")
    page.get_by_role("button", name="Back").click()
    choose(page, "AVOID", "no")
    next_screen(page)
    expect(page.locator(".note:visible")).to_be_visible()
    page.get_by_role("button", name="Skip these questions").click()
    assert asked(page) == "AGREE"
    for _ in range(5):
        next_screen(page)
    body = []
    page.on("request", lambda request: body.append(request.post_data) if request.method == "POST" else None)
    page.get_by_role("button", name="Send my answers").click()
    page.wait_for_url("**/thanks/")
    assert "left" not in body[0]
    assert Intake.objects.get().payload["answers"] == {"AVOID": "no"}


def test_a_change_from_the_check_page_returns_there_by_way_of_what_it_opens(address, open_page):
    page = open_page(address)
    begin(page)
    choose(page, "SAFEDAY", "unsafe")
    next_screen(page)
    choose(page, "AVOID", "no")
    next_screen(page)
    page.get_by_role("button", name="Skip these questions").click()
    for _ in range(5):
        next_screen(page)
    page.get_by_role("button", name="Change Are there places you avoid?").click()
    assert asked(page) == "AVOID"
    choose(page, "AVOID", "yes")
    next_screen(page)
    assert asked(page) == "WHY"
    next_screen(page)
    assert asked(page) == "PLACES"
    choose(page, "PLACES", "park")
    next_screen(page)
    # The one question that was skipped is on the road, and was not seen yet.
    assert asked(page) == "HURT"
    next_screen(page)
    expect(page.locator("#check")).to_be_visible()
    expect(page.locator("#answers")).to_contain_text("Parks & green spaces")
    page.get_by_role("button", name="Change In the day").click()
    next_screen(page)
    expect(page.locator("#check")).to_be_visible()


def test_an_answer_can_be_taken_back_and_one_that_stands_alone_stands_alone(address, open_page):
    page = open_page(address)
    begin(page)
    choose(page, "SAFEDAY", "unsafe")
    page.get_by_role("button", name="Clear my answer").click()
    assert page.locator("[name=SAFEDAY]:checked").count() == 0
    next_screen(page)
    choose(page, "AVOID", "yes")
    next_screen(page)
    next_screen(page)
    choose(page, "PLACES", "park")
    choose(page, "PLACES", "nowhere")
    assert page.locator("[name=PLACES]:checked").count() == 1
    choose(page, "PLACES", "bus")
    assert page.locator("[name=PLACES]:checked").get_attribute("value") == "bus"


def test_a_send_that_fails_keeps_everything_on_the_screen(address, open_page):
    page = open_page(address)
    begin(page)
    answer_everything(page)
    page.route("**/insights/", lambda route: route.abort())
    page.get_by_role("button", name="Send my answers").click()
    expect(page.locator("#alert")).to_contain_text("Your answers were not sent. They are still here.")
    page.unroute("**/insights/")
    page.get_by_role("button", name="Send my answers").dblclick()
    page.wait_for_url("**/thanks/")
    assert Intake.objects.get().payload["answers"] == EVERYTHING


def test_a_form_left_open_too_long_is_sent_again_with_one_more_press(address, open_page):
    page = open_page(address)
    begin(page)
    answer_everything(page)
    page.evaluate("document.querySelector('[name=nonce]').value = 'forged'")
    page.get_by_role("button", name="Send my answers").click()
    expect(page.locator("#alert")).to_contain_text("Your answers are still here")
    assert not Intake.objects.exists()
    page.get_by_role("button", name="Send my answers").click()
    page.wait_for_url("**/thanks/")
    assert Intake.objects.get().payload["answers"] == EVERYTHING
