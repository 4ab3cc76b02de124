"""The delivery plan in a real browser: by keys without a script, on a phone, on paper, and as its editor writes it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client
from playwright.sync_api import expect

from tests.cms.site import example_site
from tests.filled import filled

pytestmark = [pytest.mark.browser, pytest.mark.django_db, pytest.mark.long]


@pytest.fixture(scope="module")
def site(django_db_setup, django_db_blocker) -> Iterator[None]:
    with filled(django_db_blocker):
        example_site()
        # The first request of a process loads what draws figures; a phone's ten seconds are not for that.
        Client().get("/delivery-plan/")
        yield


def test_the_filter_works_by_keys_alone_without_a_script(server, site, open_page):
    page = open_page(f"{server}/delivery-plan/", java_script_enabled=False)
    page.get_by_label("How it stands").focus()
    page.keyboard.type("Overdue")
    page.get_by_role("button", name="Show").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Give everybody who turns 18")).to_be_visible()
    expect(page.get_by_role("heading", name="Write toolkits")).to_have_count(0)
    expect(page.get_by_text("No reason has been given yet")).to_be_visible()
    page.get_by_role("link", name="Show everything").click()
    expect(page.get_by_role("heading", name="Write toolkits")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_plan_years_and_advisory_group_are_accessible_and_fit_a_phone(
    server, site, open_page, accessible, scheme
):
    page = open_page(server, color_scheme=scheme)
    page.goto(f"{server}/delivery-plan/")
    accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    page.get_by_role("link", name="The plan of").last.click()
    expect(page.get_by_text("Beside it: the plan as it stands today.")).to_be_visible()
    accessible(page)
    page.goto(f"{server}/advisory-group/")
    accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    page.get_by_role("link", name="Ask to join the group").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Advisory Group")


def test_on_paper_the_states_stand_in_words_and_the_filter_does_not(server, site, open_page):
    page = open_page(f"{server}/delivery-plan/", viewport={"width": 1280, "height": 900})
    page.emulate_media(media="print")
    expect(page.get_by_label("How it stands")).to_be_hidden()
    expect(page.locator(".plan-state", has_text="Overdue").first).to_be_visible()
    expect(page.get_by_role("button", name="Print")).to_be_hidden()
