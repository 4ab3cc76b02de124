"""The public site in a real browser: axe at zero by day and by night, both ways of reading, no sideways scrolling."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.cms.site import PAGES, RESULT, example_site
from tests.filled import filled

pytestmark = [pytest.mark.browser, pytest.mark.django_db, pytest.mark.long]


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker) -> Iterator[None]:
    with filled(django_db_blocker):
        example_site()
        yield


@pytest.fixture
def site(server: str, built: None) -> str:
    """The address of the example site."""
    return server


def walk(page: Page, site: str) -> Iterator[str]:
    """Visit every public page and two error pages, yielding each address once it has loaded."""
    for address in (*PAGES, "/what-we-store/", "/not-here/", "/ur/nahin-hai/"):
        page.goto(site + address)
        yield address


def check_page(page: Page, address: str, accessible: Callable[[Page], None]) -> None:
    """Axe with everything unfolded, nothing wider than the screen, every button big enough for a thumb."""
    page.evaluate("document.querySelectorAll('.qa').forEach((folded) => { folded.open = true; })")
    accessible(page)
    beyond = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert beyond == 0, (address, page.viewport_size)
    small = page.evaluate(
        """[...document.querySelectorAll(".button, .exit, .drawer summary, .help__number, .qa summary")]
           .filter((target) => target.checkVisibility() && target.getBoundingClientRect().height < 44)
           .map((target) => target.innerText)"""
    )
    assert small == [], address


def test_every_page_is_accessible_on_the_smallest_phone_by_day(site, open_page, accessible):
    page = open_page(site, viewport={"width": 320, "height": 640}, color_scheme="light")
    for address in walk(page, site):
        check_page(page, address, accessible)


def test_every_page_is_accessible_on_a_wide_screen_by_night(site, open_page, accessible):
    page = open_page(site, viewport={"width": 1280, "height": 900}, color_scheme="dark")
    for address in walk(page, site):
        check_page(page, address, accessible)


def test_colours_keep_their_contrast_the_other_way_round(site, open_page, accessible):
    page = open_page(site, viewport={"width": 768, "height": 900}, color_scheme="dark")
    for address in ("/", "/you-said-we-did/", "/youth-assembly/", f"/results/{RESULT}/"):
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            page.goto(site + address)
            check_page(page, address, accessible)


def test_a_page_asks_nobody_but_this_site_and_keeps_nothing_in_the_browser(site, open_page):
    page = open_page("about:blank")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for address in walk(page, site):
        assert page.evaluate("localStorage.length + sessionStorage.length") == 0, address
    assert {urlsplit(url).netloc for url in asked} == {urlsplit(site).netloc}
    assert page.context.cookies() == []


def test_the_menu_opens_on_a_phone_without_javascript(site, open_page):
    page = open_page(site, java_script_enabled=False)
    page.locator("summary", has_text="Menu").click()
    page.get_by_role("link", name="Youth Assembly", exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Youth Assembly")


def test_the_first_tab_leads_past_the_menu(site, open_page):
    page = open_page(site + "/youth-assembly/")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Skip to the content")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def leaves(page: Page, how: Callable[[], None]) -> None:
    """The page is replaced by the neutral one, so that going back does not bring it up again."""
    page.route("https://www.bbc.co.uk/**", lambda route: route.fulfill(body="<title>Weather</title>"))
    before = page.evaluate("history.length")
    how()
    page.wait_for_url("https://www.bbc.co.uk/weather")
    assert page.evaluate("history.length") == before


def test_the_exit_button_replaces_the_page(site, open_page):
    page = open_page(site + "/support/")
    leaves(page, lambda: page.get_by_role("link", name="Exit this page").click())


def test_pressing_shift_three_times_leaves_too(site, open_page):
    page = open_page(site + "/most-of-us/the-walk-home/")
    leaves(page, lambda: [page.keyboard.press("Shift") for _ in range(3)])


def test_urdu_starts_on_the_right(site, open_page):
    page = open_page(site + "/ur/", viewport={"width": 1280, "height": 900})
    brand, words = page.locator(".brand").bounding_box(), page.locator(".front__words").bounding_box()
    assert brand["x"] > 900 and words["x"] > 600
    assert page.evaluate("getComputedStyle(document.body).direction") == "rtl"
