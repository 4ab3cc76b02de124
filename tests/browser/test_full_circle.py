"""The whole circle on the running example: answered on a phone, weighed, signed by two, read by the public."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from tests.browser.example import demo, serving

pytestmark = [pytest.mark.browser, pytest.mark.long]

LAST_YEAR = f"insights-{date.today().year - 1}"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("example")


@pytest.fixture(scope="module")
def site(folder, browser) -> Iterator[tuple[str, int]]:
    with serving(folder) as address:
        yield address


@pytest.fixture
def address(site) -> str:
    return site[0]


def answer_with_first_options(page: Page) -> int:
    """Choose the first answer of every screen until the answers can be checked; return how many screens there were."""
    for screens in range(60):
        if page.locator("#check").is_visible():
            return screens
        note = page.locator(".note:visible").get_by_role("button", name="Continue")
        if note.count():
            note.click()
            continue
        for group in page.locator(".q:visible fieldset:visible, .q:visible").all():
            radio = group.locator("input[type=radio]:visible, input[type=checkbox]:visible")
            if radio.count():
                radio.first.check()
        text = page.locator(".q:visible textarea:visible")
        if text.count():
            text.first.fill("The subway by the shops, it is dark and I walk the long way round")
        page.locator("#nav [data-do=next]").click()
    raise AssertionError("The survey has no end.")


def closed_survey(page: Page, address: str) -> str:
    """The address of the workbench of last year's survey."""
    page.goto(f"{address}/admin/insights/")
    link = page.get_by_role("main").get_by_role("link", name=f"Insights {date.today().year - 1}").first
    href = link.get_attribute("href")
    assert href and re.fullmatch(r"/admin/insights/\d+/", href)
    page.goto(address + href)
    expect(page.get_by_text("Propose results").first).to_be_visible()
    return href


@pytest.mark.parametrize("width", [360, 1280])
def test_a_visitor_finds_the_survey_on_the_home_page_and_answers_it(address, person, width):
    page = person(width=width)
    page.goto(f"{address}/")
    page.get_by_role("main").get_by_role("link", name="Have your say").first.click()
    page.get_by_role("button", name="Yes, I am 13 or over").click()
    page.get_by_role("button", name="I agree, start").click()
    assert answer_with_first_options(page) > 15
    page.get_by_role("button", name="Send", exact=False).last.click()
    page.wait_for_url("**/insights/thanks/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert page.context.cookies() == []
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]


def test_the_survey_can_be_answered_without_scripts(address, person):
    page = person(width=360, java_script_enabled=False)
    page.goto(f"{address}/insights/")
    page.get_by_role("button", name="Yes, I am 13 or over").click()
    page.get_by_role("button", name="I agree, start").click()
    for _ in range(30):
        if "/thanks/" in page.url:
            break
        forward = page.locator("button[name=to]:visible:not([aria-hidden=true])")
        forward.filter(has_text=re.compile("Continue|Check|Send|Skip", re.IGNORECASE)).first.click()
    assert page.url == f"{address}/insights/thanks/"
    assert page.context.cookies() == []


def test_the_urdu_survey_reads_from_the_right_and_keeps_its_promise_in_english(address, person):
    page = person(width=360)
    page.goto(f"{address}/ur/insights/")
    assert page.locator("html").get_attribute("dir") == "rtl"
    promise = page.get_by_text("We don't ask who you are.")
    expect(promise).to_be_visible()
    assert (
        promise.evaluate("node => node.closest('[lang]').lang + ' ' + node.closest('[dir]').dir") == "en ltr"
    )


@pytest.mark.parametrize("width", [360, 1280])
def test_an_analyst_sees_who_is_missing_what_was_said_and_about_what(address, person, width):
    page = person("amara", width=width)
    survey = closed_survey(page, address)
    for screen, words in (
        ("", "1,200"),
        ("missing/", "would help most"),
        ("weighting/", "design effect"),
        ("tables/", "How safe do you feel outside in your area after dark?"),
        ("themes/", "Places people avoid"),
    ):
        answered = page.goto(f"{address}{survey}{screen}")
        assert answered.status == 200
        said = page.locator("main").inner_text()
        assert words.lower() in said.lower(), screen
        assert "Synthetic example" in said
        assert page.evaluate("document.documentElement.scrollWidth") <= width, screen


def test_a_result_is_proposed_by_one_signed_by_another_and_read_by_everybody(address, person):
    analyst = person("amara")
    survey = closed_survey(analyst, address)
    analyst.goto(f"{address}{survey}publication/")
    for variable in ("age_band", "sex"):
        analyst.locator(f"input[name=breakdown][value={variable}]").check()
    analyst.get_by_role("button", name="See what the public would see").click()
    analyst.get_by_role("button", name="Propose for publication").click()
    expect(analyst.locator("main")).to_contain_text("Waiting for a second signature")
    visitor = person(width=360)
    assert visitor.goto(f"{address}/results/{LAST_YEAR}/").status == 404

    lead = person("sana")
    lead.goto(f"{address}/admin/insights/")
    lead.get_by_role("main").get_by_role("link", name=f"Insights {date.today().year - 1}").first.click()
    lead.get_by_role("button", name=re.compile("Sign")).first.click()
    expect(lead.locator("main")).to_contain_text("Signed by Sana")

    assert visitor.goto(f"{address}/results/{LAST_YEAR}/").status == 200
    said = visitor.locator("main").inner_text()
    assert "chose to answer" in said and "Office for National Statistics" in said
    visitor.goto(f"{address}/you-said-we-did/")
    expect(visitor.get_by_role("main")).to_contain_text("%")
    with visitor.expect_download() as file:
        visitor.goto(f"{address}/results/{LAST_YEAR}/")
        visitor.get_by_role("link", name=re.compile("CSV")).first.click()
    assert "synthetic example" in file.value.path().read_text(encoding="utf-8-sig").lower()


def test_a_second_start_prints_the_addresses_and_ends(folder, site):
    again = demo(folder, "--port", "1")
    told, _ = again.communicate(timeout=60)
    assert again.returncode == 0
    assert "already running" in told and f"http://127.0.0.1:{site[1]}/insights/" in told
