"""The looks nobody sees at a desk: every kind of public page by night on a phone, and on paper."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.cms.site import PAGES, example_site
from tests.filled import filled

pytestmark = [pytest.mark.browser, pytest.mark.django_db, pytest.mark.long]

KINDS = (
    *PAGES,
    "/search/",
    "/planner/",
    "/mailing-list/",
    "/something-wrong/",
    "/what-we-store/",
    "/not-here/",
)

PAPER = {"width": 794, "height": 1123}
"""A sheet of A4 as browsers count it."""

USELESS_ON_PAPER = (
    ".top nav, .drawer, .skip, .exit, .button, .buttons, .foot__end, .filter, .plan-filter, .wish, .hero__art"
)

PALE = """() => {
  const light = (colour) => {
    const [red, green, blue, opacity] = colour.match(/[\\d.]+/g).map(Number);
    return opacity === 0 || (0.2126 * red + 0.7152 * green + 0.0722 * blue) / 255 > 0.55;
  };
  return [...document.querySelectorAll("main *, footer *")].filter((each) =>
    !each.closest("svg, noscript, script, option, .hidden") && each.checkVisibility() &&
    [...each.childNodes].some((child) => child.nodeType === 3 && child.data.trim()) &&
    light(getComputedStyle(each).color)
  ).map((each) => each.innerText.slice(0, 60));
}"""
"""Words that would be white on white: printers leave backgrounds away."""

LINES_OVER_EACH_OTHER = """() => {
  const boxes = [...document.querySelectorAll(".help a, .help__says")].filter((each) => each.checkVisibility())
    .map((each) => [each.innerText, ...(({ left, right, top, bottom }) => [left, right, top, bottom])(
      (([range]) => (range.selectNodeContents(each), range.getBoundingClientRect()))([document.createRange()]))]);
  return boxes.flatMap((one, at) => boxes.slice(at + 1).filter((other) =>
    one[1] < other[2] - 1 && other[1] < one[2] - 1 && one[3] < other[4] - 6 && other[3] < one[4] - 6
  ).map((other) => [one[0], other[0]]));
}"""
"""Lines of help of which one lies over another, so that a number cannot be read."""


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker) -> Iterator[None]:
    with filled(django_db_blocker):
        example_site()
        yield


@pytest.fixture
def site(server: str, built: None) -> str:
    """The address of the example site."""
    return server


def beyond(page: Page) -> int:
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


def test_every_kind_of_page_is_accessible_by_night_on_a_phone(site, open_page, accessible):
    page = open_page(site, color_scheme="dark")
    for address in KINDS:
        page.goto(site + address)
        accessible(page)
        assert beyond(page) == 0, address


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_paper_shows_the_words_of_every_kind_of_page_and_nothing_to_click(site, open_page, scheme):
    page = open_page(site, viewport=PAPER, color_scheme=scheme)
    page.emulate_media(media="print", color_scheme=scheme)
    for address in KINDS:
        page.goto(site + address)
        assert page.get_by_role("heading").first.is_visible(), address
        left = page.locator(USELESS_ON_PAPER).locator("visible=true")
        assert left.evaluate_all("all => all.map((each) => each.outerHTML.slice(0, 80))") == [], address
        assert page.evaluate(PALE) == [], address
        assert page.evaluate(LINES_OVER_EACH_OTHER) == [], address
        assert beyond(page) == 0, address
