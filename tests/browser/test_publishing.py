"""A story goes from its editor's draft past both readers to the public, and two editors of one page lose nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.example import serving

pytestmark = [pytest.mark.browser, pytest.mark.long]

TITLE = "The kettle"


@pytest.fixture(scope="module")
def address(browser: Browser, tmp_path_factory) -> Iterator[str]:
    """A filled example site."""
    with serving(tmp_path_factory.mktemp("publishing")) as (address, _):
        yield address


def fits(page: Page, name: str, look: Callable[[Page, str], None]) -> None:
    """The screen as it is on a desk and on a phone, never wider than either."""
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        beyond = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert beyond == 0, (name, width)
        look(page, f"{name}-{width}")


@pytest.fixture
def look(request, tmp_path) -> Callable[[Page, str], None]:
    """Keep a picture of a screen for whoever wants to see what the test saw."""

    def taken(page: Page, name: str) -> None:
        page.screenshot(path=tmp_path / f"{name}.png")

    return taken


def open_stories(page: Page, address: str) -> None:
    """The list of the campaign's stories: an editor of several parts of the site begins above them."""
    page.goto(f"{address}/admin/pages/")
    page.get_by_role("link", name=re.compile("child pages of .Stories")).first.click()


def write_story(page: Page, address: str) -> None:
    """What an editor does from the campaign's own page to a story that is complete."""
    open_stories(page, address)
    page.get_by_role("link", name=re.compile("Add child page")).first.click()
    page.wait_for_url("**/add/**")
    if page.get_by_role("link", name="Story page").count():
        page.get_by_role("link", name="Story page").click()
    page.locator("input[name=title]").fill(TITLE)
    page.locator("input[name=alias]").fill("Ade")
    page.locator("textarea[name=standfirst]").fill("Nobody talks in a kitchen until the kettle is on.")
    page.locator("[name=consent_given_by]").select_option("invented")
    page.get_by_role("button", name="Insert a block").first.click()
    page.get_by_role("option", name="Paragraph").first.click()
    page.locator(".public-DraftEditor-content").first.click()
    page.keyboard.type("We put the kettle on and then we talked.")
    page.get_by_role("tab", name="Promote").click()
    page.locator("input[name=is_example]").check()


def press(page: Page, action: str) -> None:
    """A button of the editor's menu, which may be folded away."""
    button = page.locator(f"button[name={action}]")
    if not button.first.is_visible():
        page.locator(
            "footer .w-dropdown-button button[aria-expanded], footer [data-w-dropdown-target=toggle]"
        ).first.click()
    button.first.click()


def decide(page: Page, address: str, *, note: str) -> None:
    """Open what waits, read it in a window of its own, approve it."""
    page.goto(f"{address}/admin/")
    page.get_by_role("main").get_by_role("link", name=TITLE).first.click()
    with page.context.expect_page() as window:
        page.get_by_role("link", name="Read it as visitors will see it").click()
    expect(window.value.get_by_role("heading", level=1)).to_contain_text(TITLE)
    window.value.close()
    page.get_by_label("Note (optional)").fill(note)
    page.get_by_role("button", name="Approve").click()
    page.wait_for_url("**/admin/publishing/")


def test_a_story_goes_from_draft_past_both_readers_to_the_public(address, person, look, accessible):
    callum, marcus, sana, visitor = person("callum"), person("marcus"), person("sana"), person(width=360)

    write_story(callum, address)
    expect(callum.locator("button[name=action-publish]")).to_have_count(0)
    press(callum, "action-submit")
    callum.wait_for_url("**/admin/pages/*/")
    expect(callum.locator(".messages")).to_contain_text("Marcus (invented) reads it first (Plain English).")
    fits(callum, "sent", look)
    public = f"{address}/most-of-us/the-kettle/"
    assert visitor.goto(public).status == 404

    callum.goto(f"{address}/admin/")
    callum.get_by_role("main").get_by_role("link", name=TITLE).first.click()
    expect(callum.locator("main")).to_contain_text("This page is being read: Plain English.")
    fits(callum, "being-read", look)

    marcus.goto(f"{address}/admin/")
    fits(marcus, "waiting", look)
    marcus.get_by_role("main").get_by_role("link", name=TITLE).first.click()
    fits(marcus, "reading", look)
    decide(marcus, address, note="Clear and short.")
    expect(marcus.locator(".messages")).to_contain_text("Next: Safeguarding, read by Sana (invented).")
    assert visitor.goto(public).status == 404

    decide(sana, address, note="")
    expect(sana.locator(".messages")).to_contain_text(f"“{TITLE}” is live.")
    fits(sana, "approved", look)
    assert visitor.goto(public).status == 200
    expect(visitor.get_by_role("heading", level=1)).to_contain_text(TITLE)
    fits(visitor, "live", look)
    accessible(visitor)


def test_a_draft_is_shown_by_a_link_until_it_is_closed(address, person, look, accessible):
    callum, reader = person("callum"), person(width=360)
    callum.goto(f"{address}/admin/")
    callum.get_by_role("main").get_by_role("link", name="The bench").first.click()
    edit = callum.url
    links = re.sub(r"/pages/(\d+)/edit/.*", r"/publishing/drafts/\1/", edit)
    callum.goto(links)
    callum.get_by_label("Who it is for").fill("Sol's youth worker")
    callum.get_by_role("button", name="Make a link").click()
    link = callum.locator("code").inner_text()
    fits(callum, "link", look)

    assert reader.goto(link).status == 200
    expect(reader.locator(".draft-banner")).to_contain_text("Please do not share it further.")
    fits(reader, "draft", look)
    accessible(reader)
    assert reader.context.cookies() == []
    assert reader.evaluate("localStorage.length + sessionStorage.length") == 0

    callum.get_by_role("button", name=re.compile("Close it now")).click()
    expect(callum.locator("main")).to_contain_text("No link is open")
    assert reader.goto(link).status == 410
    fits(reader, "closed", look)
    accessible(reader)


def test_two_editors_of_one_page_lose_nothing(address, person, look):
    """Both open the same draft; the second to save is told, and both versions are kept."""
    callum, marcus = person("callum"), person("marcus")
    for page in (callum, marcus):
        # What saves itself, and asks beforehand, is switched off: the server alone has to notice.
        page.route("**/editing-sessions/**", lambda route: route.abort())
    open_stories(callum, address)
    callum.get_by_role("link", name="The hall on Sundays").first.click()
    edit = callum.url
    marcus.goto(edit)
    for page, words in ((marcus, "Marcus was here."), (callum, "Callum was here.")):
        page.locator("textarea[name=standfirst]").evaluate(
            "(field, words) => { field.value = words; }", words
        )
    for page, status in ((marcus, 302), (callum, 409)):
        with page.expect_response(lambda answer: answer.request.is_navigation_request()) as answered:
            page.evaluate("document.querySelector('#page-edit-form, form[data-edit-form]').submit()")
        assert answered.value.status == status
    expect(callum.locator("main")).to_contain_text("Marcus (invented) saved “The hall on Sundays”")
    fits(callum, "conflict", look)
    callum.get_by_role("button", name="Save mine").click()
    callum.wait_for_url(edit)
    expect(callum.locator("textarea[name=standfirst]")).to_have_value("Callum was here.")
    marcus.goto(edit.replace("/edit/", "/history/"))
    assert marcus.get_by_text(re.compile("Callum|Marcus")).count() > 1


def test_two_people_editing_one_survey_lose_nothing(address, person, look):
    """An analyst and the moderator write another question each: the second to save is told, both drafts are kept."""
    amara, marcus = person("amara"), person("marcus")
    for page in (amara, marcus):
        page.route("**/editing-sessions/**", lambda route: route.abort())
        # On a slow machine the editor saves by itself what the first wrote, before the second has opened the page.
        page.route(
            re.compile(r"/admin/pages/[0-9]+/edit/$"),
            lambda route: (
                route.continue_()
                if route.request.method == "GET" or route.request.is_navigation_request()
                else route.abort()
            ),
        )
    amara.goto(f"{address}/admin/insights/")
    survey = amara.locator("main a[href*='/admin/insights/']").first.get_attribute("href")
    edit = f"{address}/admin/pages/{re.search(r'/insights/([0-9]+)/', survey)[1]}/edit/"
    question = "[name=body-0-value-questions-0-value-question]"
    for page, words in ((amara, "Amara asks this?"), (marcus, "Marcus asks this?")):
        page.goto(edit)
        page.locator(question).evaluate("(field, words) => { field.value = words; }", words)
    for page, status in ((marcus, 302), (amara, 409)):
        with page.expect_response(lambda answer: answer.request.is_navigation_request()) as answered:
            page.evaluate("document.querySelector('#page-edit-form, form[data-edit-form]').submit()")
        assert answered.value.status == status
    expect(amara.locator("main")).to_contain_text("Marcus (invented) saved")
    fits(amara, "survey-conflict", look)
    theirs = amara.get_by_role("link", name="Read theirs").get_attribute("href")
    amara.get_by_role("button", name="Save mine").click()
    amara.wait_for_url(edit)
    expect(amara.locator(question)).to_have_value("Amara asks this?")
    expect(amara.locator("main")).to_contain_text("Amara asks this?")
    amara.goto(address + theirs)
    assert "Marcus asks this?" in amara.content()
