"""Toolkits and the planner in a real browser: by keys without a script, on a phone, on paper; and the groups."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils.timezone import localdate
from playwright.sync_api import expect

from cms.example.alliance_sheets import build_materials
from tests.cms.site import example_site
from tests.filled import filled

pytestmark = [pytest.mark.browser, pytest.mark.django_db, pytest.mark.long]


@pytest.fixture(scope="module")
def site(django_db_setup, django_db_blocker) -> Iterator[None]:
    with filled(django_db_blocker):
        example_site()
        build_materials(today=localdate())
        yield


def test_a_year_is_planned_by_keys_alone_without_a_script(server, site, open_page):
    page = open_page(f"{server}/planner/", java_script_enabled=False)
    page.get_by_label("For whom do you plan?").focus()
    page.keyboard.type("Secondary")
    page.get_by_role("button", name="Begin").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    for label, typed in (
        ("Which toolkit?", "Before I post"),
        ("What kind of session?", "Assembly after"),
        ("In which week?", "14 September" if page.get_by_text("14 September").count() else "1"),
    ):
        page.get_by_label(label).focus()
        page.keyboard.type(typed)
    page.get_by_role("button", name="Add").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_text("stands alone")).to_be_visible()
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save it as a calendar file").click()
    assert saved.value.suggested_filename == "prevention-plan.ics"
    with page.expect_navigation():
        page.get_by_role("button", name="Take out").click()
    expect(page.get_by_text("Nothing is planned yet")).to_be_visible()
    assert page.url.removesuffix("#plan") == f"{server}/planner/"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_planner_toolkits_and_groups_are_accessible_and_fit_a_phone(
    server, site, open_page, accessible, scheme
):
    page = open_page(server, color_scheme=scheme)
    for address in ("/toolkits/", "/toolkits/before-i-post/", "/youth-assembly/", "/faith-alliance/"):
        page.goto(f"{server}{address}")
        accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, address
    page.goto(f"{server}/planner/")
    with page.expect_navigation():
        page.get_by_role("button", name="Begin").click()
    page.get_by_label("Which toolkit?").select_option(index=1)
    page.get_by_label("What kind of session?").select_option("lesson")
    page.get_by_label("In which week?").select_option(index=3)
    with page.expect_navigation():
        page.get_by_role("button", name="Add").click()
    page.get_by_text("Your own dates of terms").click()
    accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_on_paper_stands_the_year_and_not_the_form(server, site, open_page):
    page = open_page(f"{server}/planner/")
    with page.expect_navigation():
        page.get_by_role("button", name="Begin").click()
    page.emulate_media(media="print")
    expect(page.get_by_label("Which toolkit?")).to_be_hidden()
    expect(page.get_by_role("heading", name="Autumn term")).to_be_visible()
