"""Rules are built from lists of the survey's own questions and answers: no code is typed."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from playwright.sync_api import Page, expect

from surveys.authoring.compile import draft_of
from tests.surveys.authoring.surveys import small_survey
from tests.surveys.collection.survey import home

pytestmark = [pytest.mark.browser, pytest.mark.django_db, pytest.mark.long]

AVOID = "body-0-value-questions-0-value"
PLACES = "body-0-value-questions-1-value"


@pytest.fixture
def survey(db):
    page = small_survey(home())
    page.save_revision()
    return page


@pytest.fixture
def editor(survey, server, open_page) -> Page:
    """The editor with every block open, by somebody who may write surveys."""
    client = Client()
    client.force_login(User.objects.create_superuser("edith", "edith@example.org", "a long enough password"))
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    page = open_page("about:blank", viewport={"width": 1280, "height": 900})
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": server}])
    page.goto(f"{server}/admin/pages/{survey.pk}/edit/")
    page.wait_for_selector(".survey-condition[data-ready]", state="attached")
    page.evaluate(
        """document.querySelectorAll(
            "form [data-streamfield-action=SETTINGS][aria-expanded=false], form .w-panel__toggle[aria-expanded=false]"
        ).forEach(button => button.click())"""
    )
    return page


def saved(page: Page, survey) -> dict:
    """The definition of the draft after pressing Save."""
    with page.expect_navigation():
        page.locator("button.action-save").first.click()
    survey.refresh_from_db()
    return draft_of(survey.get_latest_revision_as_object()).definition


def part(page: Page, name: str):
    return page.locator(f'[name="{name}"]')


def test_a_condition_a_skip_and_a_repeated_answer_are_chosen_from_lists(editor, survey):
    at = f"{PLACES}-show_if-conditions-0-value"
    question = editor.locator(f"#{at}-question-list")
    assert question.locator("option").all_inner_texts() == [
        "Choose a question",
        "AVOID · Do you stay away from places?",
    ]
    expect(part(editor, f"{at}-question")).to_be_hidden()
    values = editor.locator(f'.survey-condition:has([name="{at}-values"]) .survey-values')
    assert values.locator("label").all_inner_texts()[:2] == ["Yes I do", "No I do not"]
    values.get_by_label("No I do not").check()
    comparisons = part(editor, f"{at}-comparison").locator("option").all_inner_texts()
    assert "includes all of" not in comparisons and "is between" not in comparisons

    editor.evaluate(
        """name => document.querySelector(`[name="${name}-count"]`).parentElement
            .querySelector("[data-streamfield-list-add]").click()""",
        f"{AVOID}-skips",
    )
    to = editor.locator(f"#{AVOID}-skips-0-value-to-list")
    to.focus()
    to.select_option(label="The start of section 2")
    part(editor, f"{AVOID}-skips-0-value-match").select_option("any")

    wording = part(editor, f"{PLACES}-question")
    repeat = editor.locator(f'[name="{PLACES}-question"] ~ .survey-repeat')
    repeat.focus()
    wording.evaluate("field => field.setSelectionRange(0, 0)")
    repeat.select_option("AVOID")
    assert wording.input_value() == "{{AVOID}}Which places?"

    avoid, places = saved(editor, survey)["sections"][0]["questions"]
    assert places["show_if"] == {"question": "AVOID", "op": "is", "values": ["yes", "no"]}
    assert avoid["skips"] == [{"if": None, "to": "s2"}]


def test_lists_follow_what_is_typed_and_keep_what_is_gone(editor, survey):
    part(editor, f"{AVOID}-code").fill("STAY")
    question = editor.locator(f"#{PLACES}-show_if-conditions-0-value-question-list")
    question.focus()
    assert question.locator("option").all_inner_texts()[1:] == [
        "STAY · Do you stay away from places?",
        "AVOID (not found above)",
    ]
    question.select_option("STAY")
    boxes = editor.locator(
        f'.survey-condition:has([name="{PLACES}-show_if-conditions-0-value-values"]) .survey-values'
    )
    boxes.get_by_label("Yes I do").check()
    avoid, places = saved(editor, survey)["sections"][0]["questions"]
    assert (avoid["code"], places["show_if"]["question"], places["show_if"]["values"]) == (
        "STAY",
        "STAY",
        ["yes"],
    )
