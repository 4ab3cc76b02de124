"""What staff do about each other and about live pages, in a browser: ask and confirm a role, take a page down."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.example import serving

pytestmark = [pytest.mark.browser, pytest.mark.long]


@pytest.fixture(scope="module")
def address(browser: Browser, tmp_path_factory) -> Iterator[str]:
    """A filled example site."""
    with serving(tmp_path_factory.mktemp("staff")) as (address, _):
        yield address


def stands(page: Page, accessible) -> None:
    """Whole on a phone and on a desk, and without a fault that axe knows."""
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        assert (
            page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
        )
    accessible(page)


def test_a_role_over_answers_opens_its_screens_when_the_lead_has_confirmed_it(address, person, accessible):
    adil, sana, callum = person("adil"), person("sana"), person("callum")
    adil.goto(f"{address}/admin/users/")
    adil.get_by_role("link", name=re.compile("Callum")).first.click()
    adil.get_by_label("Engagement analysts").check()
    adil.get_by_role("button", name="Save").click()
    expect(adil.locator(".messages")).to_contain_text("Sana (invented) has to confirm it")
    assert callum.goto(f"{address}/admin/insights/").status == 403
    adil.goto(f"{address}/admin/people/waiting/")
    expect(adil.get_by_role("main")).to_contain_text("You asked for this role.")
    expect(adil.get_by_role("button", name=re.compile("^Confirm"))).to_have_count(0)

    sana.goto(f"{address}/admin/")
    sana.get_by_role("link", name="Confirm or turn down").click()
    stands(sana, accessible)
    sana.get_by_role("button", name=re.compile("^Confirm.*callum")).focus()
    sana.keyboard.press("Enter")
    expect(sana.locator(".messages")).to_contain_text("is given to callum")
    assert callum.goto(f"{address}/admin/insights/").status == 200


def test_a_lead_finds_a_live_page_and_takes_it_down_and_its_editor_reads_why(address, person, accessible):
    sana, callum, visitor = person("sana"), person("callum"), person(width=360)
    sana.goto(f"{address}/admin/publishing/live/?words=hall+on+sundays")
    stands(sana, accessible)
    public = sana.get_by_role("link", name="The hall on Sundays", exact=True).get_attribute("href")
    assert visitor.goto(f"{address}{public}").status == 200
    sana.get_by_role("link", name=re.compile("^Take down.*The hall on Sundays")).click()
    sana.get_by_role("button", name="Take it down now").click()
    expect(sana.get_by_role("main")).to_contain_text("Say why")
    stands(sana, accessible)
    sana.get_by_label("Why it has to go").fill("The hall can be recognised.")
    sana.get_by_role("button", name="Take it down now").click()
    expect(sana.locator(".messages")).to_contain_text("is down")
    assert visitor.goto(f"{address}{public}").status == 404
    callum.goto(f"{address}/admin/pages/search/?q=hall")
    callum.get_by_role("link", name=re.compile("The hall on Sundays")).first.click()
    expect(callum.locator(".messages")).to_contain_text("The hall can be recognised.")


def test_what_is_not_open_to_somebody_says_so_and_leads_on(address, person, accessible):
    farah = person("farah")
    assert farah.goto(f"{address}/admin/users/").status == 403
    expect(farah.get_by_role("main")).to_contain_text("This screen is for another role than yours.")
    stands(farah, accessible)
    farah.get_by_role("link", name="To your first screen").click()
    expect(farah.get_by_role("heading", level=1)).to_contain_text("Hello")


def test_two_people_put_a_page_up_within_minutes_and_take_it_down_again(address, person, accessible):
    marcus, sana, visitor = person("marcus"), person("sana"), person(width=360)
    marcus.goto(f"{address}/admin/incidents/")
    stands(marcus, accessible)
    marcus.get_by_role("button", name="Begin", exact=True).click()
    stands(marcus, accessible)
    marcus.get_by_label("Walsall").check()
    marcus.get_by_label(re.compile("Looking after each other")).check()
    marcus.get_by_role("button", name="Declare, and ask a second person").click()
    expect(marcus.get_by_role("main")).to_contain_text("Sana (invented)")
    stands(marcus, accessible)
    sana.goto(f"{address}/admin/")
    sana.get_by_role("link", name=re.compile("^Open it")).click()
    expect(sana.get_by_role("main")).to_contain_text("Help in Walsall")
    stands(sana, accessible)
    sana.get_by_role("button", name="Release it now").focus()
    sana.keyboard.press("Enter")
    expect(sana.locator(".messages")).to_contain_text("Visitors see it within seconds")

    visitor.goto(f"{address}/areas/walsall/")
    accessible(visitor)
    visitor.get_by_role("link", name="Looking after each other today").click()
    expect(visitor.get_by_role("heading", level=1)).to_have_text("Looking after each other today")
    accessible(visitor)

    marcus.reload()
    marcus.get_by_role("button", name="Ask for the end").click()
    sana.reload()
    sana.get_by_role("button", name="End it").click()
    expect(sana.locator(".messages")).to_contain_text("back within seconds")
    visitor.goto(f"{address}/")
    expect(visitor.get_by_role("main")).not_to_contain_text("Something serious")
