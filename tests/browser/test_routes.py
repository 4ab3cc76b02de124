"""Skips, repeated answers and orders as somebody with a script meets them, on a phone, in two directions."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from surveys.authoring.order import with_arms
from surveys.collection.counters import counters
from surveys.collection.limiter import limiter
from surveys.collection.live import registry
from surveys.models import Intake
from tests.surveys.collection.survey import URDU, WORDS, put_live, small_definition

pytestmark = [pytest.mark.browser, pytest.mark.django_db, pytest.mark.long]

REPEATED = {"q:HOPE": "You feel {{SAFEDAY}} by day. How hopeful are you?", "q:HOPE.instead": "some way"}


def definition() -> dict:
    """SAFEDAY in several orders; who avoids nothing goes straight on to the last section."""
    made = small_definition()
    safeday, avoid = made["sections"][0]["questions"][:2]
    safeday["shuffle"] = {"keep_last": 0}
    avoid["skips"] = [{"if": {"question": "AVOID", "op": "is", "values": ["no"]}, "to": "s4"}]
    return with_arms(made)


@pytest.fixture
def routed(server: str) -> Iterator[str]:
    put_live(definition=definition(), texts={"en": WORDS | REPEATED, "ur": URDU | REPEATED})
    yield f"{server}/insights/"
    registry.clear()
    counters.__init__()
    limiter.__init__()


def begin(page: Page) -> None:
    page.locator("#start button[value=over13]").click()
    page.locator("#consent button.btn").first.click()


def heading(page: Page):
    return page.locator(".q:not([hidden]) .ask")


def forward(page: Page) -> None:
    page.locator("#nav [data-do=next]").click()


@pytest.mark.parametrize("language", ["", "ur/"])
def test_a_visit_follows_its_skips_repeats_its_answer_and_stores_its_order(
    routed, open_page, accessible, language
):
    page = open_page(routed.replace("/insights/", f"/{language}insights/"))
    arm = int(page.locator("[name=arm]").input_value().partition(".")[0])
    shown = page.locator("[data-q=SAFEDAY] input").evaluate_all("boxes => boxes.map(box => box.value)")
    assert shown == definition()["orders"]["SAFEDAY"][arm]
    begin(page)
    page.locator('[data-q=SAFEDAY] label:has([value="very_safe"])').click()
    label = page.locator('[data-q=SAFEDAY] label:has([value="very_safe"]) span').inner_text()
    forward(page)
    page.locator('[data-q=AVOID] label:has([value="no"])').click()
    forward(page)
    # Everything up to the last section was passed, the note before a sensitive section too.
    while "HOPE" not in (page.locator(".q:not([hidden])").get_attribute("data-q") or ""):
        assert page.locator(".q:not([hidden])").get_attribute("data-q") == "AGREE"
        forward(page)
    expect(heading(page)).to_have_text(f"You feel {label} by day. How hopeful are you?")
    accessible(page)
    page.locator('[data-q=HOPE] label:has([value="7"])').click()
    for _ in range(6):
        if page.locator("#check").is_visible():
            break
        forward(page)
    assert f"You feel {label} by day" in page.locator("#answers").inner_text()
    page.locator("#check button[value=send]").click()
    page.wait_for_url("**/thanks/")
    payload = Intake.objects.get().payload
    assert payload["arm"] == arm and payload["answers"]["HOPE"] == 7
    assert "PLACES" not in payload["answers"] and payload["answers"]["AVOID"] == "no"


def test_an_answer_left_out_declined_or_taken_back_is_not_repeated(routed, open_page):
    page = open_page(routed)

    def shown() -> str:
        """What the question says when its screen is next shown."""
        page.evaluate(
            "repeatAnswers(document.getElementById('survey'), routeOf(document.getElementById('survey')))"
        )
        return page.locator("[data-q=HOPE] .ask").text_content()

    assert shown() == "You feel some way by day. How hopeful are you?"
    box = page.locator("[data-q=SAFEDAY] [value=unsafe]")
    box.evaluate("box => box.checked = true")
    assert shown() != "You feel some way by day. How hopeful are you?"
    box.evaluate("box => box.checked = false")
    assert shown() == "You feel some way by day. How hopeful are you?"
    page.locator("[data-q=SAFEDAY] [value=prefer_not]").evaluate("box => box.checked = true")
    assert shown() == "You feel some way by day. How hopeful are you?"
