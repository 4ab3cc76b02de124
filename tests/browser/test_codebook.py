"""The codebook written in a real browser: a theme, a line that is tried, a trial, a version; axe at zero by the way."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from surveys.codebooks import services
from surveys.codebooks.selectors import active_codebook
from surveys.workbench.services import tag_all_comments
from tests.browser.test_workbench import check, signed_in  # noqa: F401  (a fixture)
from tests.surveys.codebooks.conftest import commented

pytestmark = [pytest.mark.browser, pytest.mark.django_db, pytest.mark.long]


@pytest.fixture
def survey():
    services.import_shipped()
    found = commented(SCARED=12, PARKING=13)
    tag_all_comments()
    return found


def at(server: str, name: str, *more: str) -> str:
    return server + reverse(f"workbench:{name}", args=more)


def press(page: Page, name: str) -> None:
    """Press a button or link and wait for the screen it leads to."""
    with page.expect_navigation():
        page.locator(".wb").get_by_text(name, exact=True).click()


@pytest.mark.parametrize("width", [360, 1280])
def test_a_theme_is_added_tried_and_published(server, signed_in, survey, width):  # noqa: F811
    page = signed_in("analyst", viewport={"width": width, "height": 800})
    # Each trial of a changed draft compiles its lexicon anew: seconds of arithmetic, beside other busy workers many.
    page.set_default_timeout(60_000)
    page.goto(at(server, "codebooks"))
    check(page, "versions")
    with page.expect_navigation():
        page.get_by_role("button", name="Start a draft from version 1.0").click()
    check(page, "draft")
    press(page, "Add a theme")
    page.locator("#code").fill("parking")
    page.locator("#name").fill("Parking")
    page.locator("#public_name").fill("Parking")
    page.locator("#definition").fill("Where cars stand.")
    page.locator("#english").fill("storng: parking")
    page.locator("#text").fill("Parking here is chaos")
    with page.expect_navigation():
        page.get_by_role("button", name="Try", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("'storng' is no kind of line")
    expect(page.locator("#text")).to_have_value("Parking here is chaos")
    page.locator("#english").fill("strong: parking")
    with page.expect_navigation():
        page.get_by_role("button", name="Try", exact=True).click()
    expect(page.locator("mark")).to_have_text("Parking")
    check(page, "theme")
    press(page, "Add to the draft")
    press(page, "Back to the draft")
    press(page, "Shared words")
    check(page, "words")
    press(page, "Back to the draft")
    press(page, "Try it on the comments")
    press(page, "Try it on the comments")
    check(page, "trial")
    with page.expect_navigation():
        page.locator("a[href$='/trial/parking/']").click()
    expect(page.locator(".wb-comments mark").first).to_have_text("Parking")
    check(page, "samples")
    press(page, "Back to the trial")
    press(page, "Back to the draft")
    page.locator("#changed").fill("Parking is a theme.")
    page.locator("#reason").fill("Many people wrote about it.")
    press(page, "Publish as version 1.0.2")
    check(page, "page")
    expect(page.locator(".wb")).to_contain_text("a new theme")
    assert "parking" in active_codebook()


def test_the_codebook_is_written_without_scripts(server, signed_in, survey):  # noqa: F811
    page = signed_in("analyst", java_script_enabled=False, viewport={"width": 1280, "height": 800})
    page.goto(at(server, "codebooks"))
    page.get_by_role("button", name="Start a draft from version 1.0").click()
    page.get_by_role("link", name="Policing", exact=True).click()
    page.locator("#definition").fill("What the police do and leave undone.")
    page.get_by_role("button", name="Save in the draft").click()
    expect(page.locator("#definition")).to_have_value("What the police do and leave undone.")
