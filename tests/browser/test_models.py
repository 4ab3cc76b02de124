"""A model fitted here, in a real browser: asked for, its card, taken into use and out again; axe at zero by the way."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from surveys.analysis.themes import coded_texts
from surveys.codebooks import services
from surveys.codebooks.fitting import fit_waiting
from surveys.codebooks.selectors import edition_in_use
from surveys.models import ThemeModel
from tests.browser.test_codebook import at
from tests.browser.test_workbench import check, signed_in  # noqa: F401  (a fixture)
from tests.surveys.codebooks.conftest import commented
from tests.surveys.codebooks.test_fitting import coded

pytestmark = [pytest.mark.browser, pytest.mark.django_db, pytest.mark.long]


@pytest.fixture
def taught(monkeypatch):
    """Enough codings to learn a word from that no lexicon has; few shipped texts, so that learning takes a moment."""
    few = coded_texts.training_texts()[:80]
    monkeypatch.setattr(coded_texts, "training_texts", lambda: few)
    services.import_shipped()
    survey = commented()
    coded(survey, 30)
    coded(survey, 30, text="The bins are full again.", themes=())


def tab_to(page: Page, wanted: Locator) -> None:
    """Move on by the Tab key alone until something has the focus, and see that the focus shows."""
    for _ in range(80):
        if wanted.evaluate("element => element === document.activeElement"):
            break
        page.keyboard.press("Tab")
    expect(wanted).to_be_focused()
    expect(wanted).to_be_in_viewport()


def press(page: Page, wanted: Locator) -> None:
    """Press a button or a link without a mouse, and wait for the screen it leads to."""
    tab_to(page, wanted)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def decide(page: Page, reason: str, button: str) -> None:
    """Give a reason and press a button, by keyboard alone."""
    tab_to(page, page.locator("#reason"))
    page.keyboard.type(reason)
    press(page, page.get_by_role("button", name=button, exact=True))


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1280, "light")])
def test_a_model_is_asked_for_taken_into_use_and_out_again_by_keyboard(
    server,
    signed_in,  # noqa: F811
    taught,
    width,
    scheme,
):
    page = signed_in("analyst", viewport={"width": width, "height": 800}, color_scheme=scheme)
    page.set_default_timeout(60_000)
    page.goto(at(server, "codebook_models"))
    check(page, "no model yet")
    press(page, page.get_by_role("button", name="Fit a model"))
    check(page, "one is being fitted")
    press(page, page.get_by_role("link", name="Model 1", exact=True))
    check(page, "a card to come")
    assert fit_waiting() == 1
    press(page, page.get_by_role("link", name="Look again"))
    expect(page.locator("#verdict")).to_have_text("It reads your comments better than the shipped model")
    check(page, "a card")
    # Nobody decides without saying why.
    tab_to(page, page.get_by_role("button", name="Take it into use"))
    page.keyboard.press("Enter")
    expect(page.locator("#reason")).to_be_focused()
    assert edition_in_use().model == 0
    decide(page, "Our words, such as flarning, are read now.", "Take it into use")
    expect(page.locator(".wb-lead")).to_contain_text("Our words, such as flarning, are read now.")
    assert edition_in_use().model == 1
    check(page, "in use")
    decide(page, "It misses praise.", "Take it out of use")
    check(page, "out of use")
    assert edition_in_use().model == 0
    press(page, page.get_by_role("link", name="All models"))
    check(page, "every model")


def test_a_model_is_left_without_scripts_and_a_reason_that_is_too_short_is_asked_for_again(
    server,
    signed_in,  # noqa: F811
    taught,
):
    page = signed_in("analyst", java_script_enabled=False, viewport={"width": 1280, "height": 800})
    page.goto(at(server, "codebook_models"))
    page.get_by_role("button", name="Fit a model").click()
    expect(page.locator(".wb")).to_contain_text("being fitted")
    assert fit_waiting() == 1
    page.goto(at(server, "codebook_model", "1"))
    page.locator("#reason").fill("No.")
    page.get_by_role("button", name="Leave it").click()
    expect(page.get_by_role("alert")).to_contain_text("Say why in a sentence")
    expect(page.locator("#reason")).to_have_value("No.")
    page.locator("#reason").fill("It is no better for the young.")
    page.get_by_role("button", name="Leave it").click()
    expect(page.locator(".wb-lead")).to_contain_text("It is no better for the young.")
    assert ThemeModel.objects.get().state == ThemeModel.State.DECLINED
