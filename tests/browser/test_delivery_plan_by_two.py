"""The delivery plan by two people, in a browser: one writes, the public reads on, another compares and confirms."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.example import serving

pytestmark = [pytest.mark.browser, pytest.mark.long]

FOCUSED = "document.activeElement.matches('a, button') ? document.activeElement.innerText : ''"
ACTION = "Write toolkits with teachers and pupils"


@pytest.fixture(scope="module")
def address(browser: Browser, tmp_path_factory) -> Iterator[str]:
    """A filled example site."""
    with serving(tmp_path_factory.mktemp("plan")) as (address, _):
        yield address


def stands(page: Page, accessible) -> None:
    """Whole on a phone and on a desk, and without a fault that axe knows."""
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 900})
        assert (
            page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
        )
        accessible(page)


def walk_to(page: Page, name: str) -> None:
    """Press Tab until the link or button of this name has the focus."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if name in page.evaluate(FOCUSED):
            return
    raise AssertionError(f"No key leads to “{name}”.")


def public_words(person, address: str) -> str:
    visitor = person(width=360)
    visitor.goto(f"{address}/delivery-plan/")
    return visitor.get_by_role("main").inner_text()


def write(page: Page, address: str, *, owner: str) -> None:
    page.goto(f"{address}/admin/delivery-plan/")
    page.get_by_role("link", name=re.compile(ACTION)).first.click()
    page.get_by_label("Owner").fill(owner)
    page.get_by_role("button", name="Save for a second person").click()


def test_a_change_is_compared_by_keys_and_confirmed_and_only_then_public(address, person, accessible):
    adil, sana = person("adil"), person("sana")
    write(adil, address, owner="Halls and toolkits group")
    expect(adil.locator(".messages")).to_contain_text("The public does not see it yet: Sana")
    assert "Halls and toolkits group" not in public_words(person, address)
    adil.get_by_role("link", name="What would change").click()
    expect(adil.get_by_role("main")).to_contain_text("You wrote this. Somebody else has to confirm it.")
    expect(adil.get_by_role("button", name=re.compile("^Confirm"))).to_have_count(0)
    stands(adil, accessible)

    sana.goto(f"{address}/admin/")
    expect(sana.get_by_role("main")).to_contain_text("1 change of the delivery plan waits for you to confirm")
    walk_to(sana, "Look, then confirm or turn down")
    sana.keyboard.press("Enter")
    expect(sana.get_by_role("main")).to_contain_text("You can.")
    stands(sana, accessible)
    walk_to(sana, ACTION)
    sana.keyboard.press("Enter")
    row = sana.get_by_role("row", name=re.compile("Owner"))
    expect(row).to_contain_text("Education group (invented)")
    expect(row).to_contain_text("Halls and toolkits group")
    stands(sana, accessible)
    walk_to(sana, "Confirm: the public reads it")
    sana.keyboard.press("Enter")
    expect(sana.locator(".messages")).to_contain_text("The public reads it now.")
    assert "Halls and toolkits group" in public_words(person, address)


def test_what_waits_is_shown_in_the_editor_and_turned_down_with_a_reason(address, person, accessible):
    adil, sana = person("adil"), person("sana")
    write(adil, address, owner="Nobody in particular")
    adil.goto(f"{address}/admin/delivery-plan/")
    adil.get_by_role("link", name=re.compile(ACTION)).first.click()
    expect(adil.get_by_role("main")).to_contain_text("A change of this action waits for a second person")
    expect(adil.get_by_label("Owner")).to_have_value("Nobody in particular")
    stands(adil, accessible)

    sana.set_viewport_size({"width": 360, "height": 900})
    sana.goto(f"{address}/admin/plan-changes/")
    sana.get_by_role("link", name=re.compile(ACTION)).first.click()
    sana.get_by_label("Why, in a sentence").fill("Somebody has to answer for it.")
    sana.get_by_role("button", name="Turn it down").click()
    expect(sana.locator(".messages")).to_contain_text("It is dropped")
    adil.goto(f"{address}/admin/plan-changes/")
    expect(adil.get_by_role("main")).to_contain_text("Somebody has to answer for it.")
    stands(adil, accessible)
    assert "Nobody in particular" not in public_words(person, address)
