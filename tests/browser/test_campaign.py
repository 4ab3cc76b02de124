"""The campaign where people press: a pledge and a kit to share, with and without a script, leaving nothing behind."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from cms.campaign.pledges import pressed
from cms.models import PledgeCount
from tests.cms.site import example_site
from tests.filled import filled

pytestmark = [pytest.mark.browser, pytest.mark.django_db, pytest.mark.long]


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker) -> Iterator[None]:
    with filled(django_db_blocker):
        example_site()
        yield


@pytest.fixture
def site(server: str, built: None) -> Iterator[str]:
    """The address of the example site."""
    pressed.forget()
    yield server
    pressed.forget()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_somebody_makes_a_pledge_with_the_keyboard_on_a_small_phone(site, open_page, accessible, script):
    page = open_page(site, viewport={"width": 360, "height": 740}, java_script_enabled=script)
    page.goto(f"{site}/most-of-us/")
    button = page.get_by_role("button", name="I'm in")
    button.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("You're in.")
    expect(page.get_by_text("I wait for my mates.")).to_be_visible()
    assert PledgeCount.objects.get().n == 1
    assert page.context.cookies() == []
    if script:
        accessible(page)
    page.reload()
    assert PledgeCount.objects.get().n == 1
    page.get_by_role("link", name="Back to the campaign").click()
    expect(page.get_by_role("button", name="I'm in")).to_be_visible()


def test_somebody_takes_a_message_away_as_pictures(site, open_page):
    page = open_page(site, viewport={"width": 360, "height": 740})
    page.goto(f"{site}/most-of-us/")
    page.locator(".kit__one summary").first.click()
    drawn = page.locator(".kit__one img").first
    expect(drawn).to_have_js_property("naturalWidth", 1080)
    with page.expect_download() as coming:
        page.get_by_role("link", name="Get the pictures (zip)").first.click()
    with zipfile.ZipFile(coming.value.path()) as folder:
        assert {"9x16.png", "1x1.png", "4x5.png", "alt-text.txt"} <= set(folder.namelist())
