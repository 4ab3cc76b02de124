"""Fifty comments coded by somebody who never leaves the keyboard: how many strokes, and how long the page takes."""

from __future__ import annotations

import statistics
import time

import pytest
from playwright.sync_api import expect

from engagement.demo.respondents import written_comments
from surveys.analysis.themes.codebook import default_codebook
from surveys.analysis.themes.coded_texts import training_texts
from surveys.coding.drawing import choose_share
from surveys.models import Comment, HumanCoding, Response
from surveys.workbench.views.coding_form import KEYS
from tests.browser.test_coding import at, coded
from tests.browser.test_workbench import signed_in  # noqa: F401  (a fixture)
from tests.surveys.workbench.answered import survey_page

pytestmark = [pytest.mark.browser, pytest.mark.django_db, pytest.mark.long]

BOOK = default_codebook()
KEY_OF = dict(zip(BOOK.codes, KEYS, strict=False))
COMMENTS = 50


@pytest.fixture
def meant():
    """Fifty plain comments of the example, and the themes each was written for."""
    written = {comment.text for comment in written_comments() if comment.language == "en"}
    found = {text.text: text.themes for text in training_texts() if text.text in written}
    return dict(sorted(found.items())[:: len(found) // COMMENTS][:COMMENTS])


@pytest.fixture
def survey(meant):
    found = survey_page("written")
    version = found.versions.get()
    responses = Response.objects.bulk_create(
        Response(survey=found, version=version, answers={}) for _ in meant
    )
    Comment.objects.bulk_create(
        Comment(response=response, question="CHANGE", text=text)
        for response, text in zip(responses, meant, strict=True)
    )
    choose_share(found, "100", user=None)
    return found


def test_each_comment_takes_one_key_a_theme_and_enter(signed_in, server, survey, meant):  # noqa: F811
    page = signed_in("analyst", viewport={"width": 1280, "height": 900})
    page.set_default_timeout(40_000)
    page.goto(at(server, "code", survey, "measure"))
    text = page.locator(".coding-text")
    strokes: list[int] = []
    waits: list[float] = []
    for n in range(1, COMMENTS + 1):
        pressed = 0
        if page.locator("details.wb-hard").count():
            with page.expect_response(lambda answer: "/safeguarding/count/" in answer.url):
                page.keyboard.press("v")
            pressed += 1
        # What a coder decides on is on the screen: nothing has to be scrolled into view first.
        expect(text).to_be_in_viewport()
        themes = meant[text.inner_text()]
        for key in [KEY_OF[theme] for theme in themes] or ["n"]:
            page.keyboard.press(key)
            pressed += 1
        began = time.perf_counter()
        page.keyboard.press("Enter")
        coded(page, n)
        waits.append(time.perf_counter() - began)
        strokes.append(pressed + 1)
        least = 1 + max(1, len(themes))
        assert strokes[-1] - least in (0, 1)
    made = {coding.comment.text: coding.themes for coding in HumanCoding.objects.select_related("comment")}
    assert {text: set(themes) for text, themes in made.items()} == {
        text: set(themes) for text, themes in meant.items()
    }
    print(
        f"{COMMENTS} comments: {sum(strokes) / COMMENTS:.2f} strokes each (most {max(strokes)}); page "
        f"{1_000 * statistics.median(waits):.0f} ms in the middle, {1_000 * max(waits):.0f} ms at most"
    )
