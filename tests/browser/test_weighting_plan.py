"""The weighting plan and the population tables in a real browser: axe at zero, by keyboard alone, on a phone too."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Locator, Page, expect

from surveys.models import PopulationTable, WeightingPlan
from surveys.reports import memory
from tests.people import cast
from tests.surveys.workbench.answered import people, store, survey_page

pytestmark = [pytest.mark.browser, pytest.mark.django_db, pytest.mark.long]

TS009 = Path(__file__).parents[1] / "reference" / "census_formats" / "census2021-ts009-ltla.csv"
WIDTHS = (360, 1280)
PATIENCE = 60_000
"""Milliseconds for a page that weighs the survey anew, on a machine that does other things as well."""


@pytest.fixture
def survey():
    memory.forget()
    found = survey_page(is_example=True)
    store(found, people(300), tags=False)
    return found


@pytest.fixture
def analyst(open_page, server):
    """The analyst's browser, as wide as asked."""

    def opened(width: int) -> Page:
        client = Client()
        client.force_login(cast("analyst"))
        page = open_page(server + "/static/css/workbench.css", viewport={"width": width, "height": 800})
        page.set_default_timeout(PATIENCE)
        cookie = client.cookies["sessionid"]
        page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": server}])
        return page

    return opened


def check(page: Page, where: str) -> None:
    """Axe on our part of the admin with everything unfolded, and nothing wider than the screen."""
    page.wait_for_load_state("load")
    page.evaluate("document.querySelectorAll('.wb details').forEach((folded) => { folded.open = true; })")
    found = Axe().run(page, context=".wb")
    assert found.violations_count == 0, (where, found.generate_report())
    beyond = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert beyond == 0, where


def tab_to(page: Page, wanted: Locator) -> None:
    """Press Tab until the focus is there, seen; a control that the keyboard cannot reach fails."""
    for _ in range(80):
        if wanted.evaluate("node => node === document.activeElement"):
            break
        page.keyboard.press("Tab")
    expect(wanted).to_be_focused()
    box = wanted.bounding_box()
    assert box is not None and box["width"] > 0 and box["height"] > 0


@pytest.mark.parametrize("width", WIDTHS)
def test_a_plan_is_compared_and_chosen_by_keyboard_alone(analyst, server, survey, width):
    page = analyst(width)
    page.goto(server + reverse("workbench:weighting_plan", args=[survey.pk]))
    expect(page.get_by_role("heading", name="How this survey is weighted")).to_be_visible(timeout=PATIENCE)
    check(page, "the survey's plan")

    cap = page.get_by_label("Nobody counts for more than")
    page.get_by_role("heading", name="Try another plan").evaluate(
        "node => { node.tabIndex = -1; node.focus(); }"
    )
    tab_to(page, cap)
    before = cap.input_value()
    page.keyboard.press("ArrowUp")
    assert cap.input_value() != before
    tab_to(page, page.get_by_role("button", name="Compare with the survey’s plan"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Two plans side by side")).to_be_visible(timeout=PATIENCE)
    check(page, "two plans")

    page.get_by_role("heading", name="Two plans side by side").evaluate(
        "node => { node.tabIndex = -1; node.focus(); }"
    )
    tab_to(page, page.get_by_label("Why is the survey weighted like this?"))
    page.keyboard.type("Fewer heavy weights for the example")
    page.keyboard.press("Enter")
    expect(page.get_by_text("The survey is weighted by this plan from now on.")).to_be_visible(
        timeout=PATIENCE
    )
    check(page, "after the choice")
    assert WeightingPlan.objects.get().reason == "Fewer heavy weights for the example"


@pytest.mark.parametrize("width", WIDTHS)
def test_a_table_is_taken_in_stands_for_its_groups_and_is_let_go(analyst, server, survey, width):
    page = analyst(width)
    page.goto(server + reverse("workbench:populations"))
    check(page, "no table yet")
    page.get_by_label("File").set_input_files(TS009)
    page.get_by_role("button", name="Read and keep it").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("2,417,754 aged 13 and over on 2021-03-21")).to_be_visible(timeout=PATIENCE)
    check(page, "a table that is kept")

    page.goto(server + reverse("workbench:weighting_plan", args=[survey.pk]))
    choice = page.get_by_label("Sex by age: figures of residents")
    choice.select_option(index=1)
    page.get_by_role("button", name="Compare with the survey’s plan").click()
    expect(page.get_by_role("heading", name="Two plans side by side")).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_role("paragraph").filter(has_text=TS009.name).first).to_be_visible(timeout=PATIENCE)
    check(page, "a plan with a table")

    page.goto(server + reverse("workbench:populations"))
    tab_to(page, page.get_by_role("button", name=re.compile("Let it go")))
    page.keyboard.press("Enter")
    expect(page.get_by_text("None yet.")).to_be_visible(timeout=PATIENCE)
    assert not PopulationTable.objects.exists()


def test_a_file_that_is_no_table_is_refused_in_a_sentence(analyst, server, survey, tmp_path):
    wrong = tmp_path / "minutes.csv"
    wrong.write_text("a,b\n1,2\n", encoding="utf-8")
    page = analyst(360)
    page.goto(server + reverse("workbench:populations"))
    page.get_by_label("File").set_input_files(wrong)
    page.get_by_role("button", name="Read and keep it").click()
    expect(page.get_by_role("alert")).to_contain_text("is not a table this can read", timeout=PATIENCE)
    check(page, "refused")
    assert not PopulationTable.objects.exists()
