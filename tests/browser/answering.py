"""What somebody does who answers the small survey on a phone."""

from __future__ import annotations

from playwright.sync_api import Page, expect


def next_screen(page: Page) -> None:
    page.locator("#nav [data-do=next]").click()


def begin(page: Page) -> None:
    page.get_by_role("button", name="Yes, I am 13 or over").click()
    page.get_by_role("button", name="I agree, start").click()


def asked(page: Page) -> str:
    return page.locator(".q:visible").get_attribute("data-q")


def choose(page: Page, name: str, value: str) -> None:
    page.locator(f'[name="{name}"][value="{value}"]').check()


def answer_everything(page: Page) -> None:
    """From the first question to the check page, along the longest road."""
    choose(page, "SAFEDAY", "unsafe")
    next_screen(page)
    choose(page, "AVOID", "yes")
    next_screen(page)
    page.locator("[name=WHY]").fill("More lights")
    next_screen(page)
    choose(page, "PLACES", "park")
    choose(page, "PLACES", "bus")
    next_screen(page)
    page.locator(".note:visible").get_by_role("button", name="Continue").click()
    choose(page, "HURT", "yes")
    next_screen(page)
    choose(page, "AGREE.LISTEN", "agree")
    if page.viewport_size["width"] < 768:
        # On a phone each statement of a grid has a screen of its own.
        next_screen(page)
    choose(page, "AGREE.THINGS", "disagree")
    next_screen(page)
    choose(page, "HOPE", "7")
    next_screen(page)
    choose(page, "AGE", "13-15")
    next_screen(page)
    page.locator("[name=CHANGE]").fill("A place to go\nin the evening")
    next_screen(page)
    expect(page.locator("#check")).to_be_visible()


EVERYTHING = {
    "SAFEDAY": "unsafe",
    "AVOID": "yes",
    "PLACES": ["park", "bus"],
    "HURT": "yes",
    "AGREE.LISTEN": "agree",
    "AGREE.THINGS": "disagree",
    "HOPE": 7,
}
WORDS_WRITTEN = {"WHY": "More lights", "CHANGE": "A place to go\nin the evening"}
