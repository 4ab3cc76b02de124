"""Reading aloud: by a voice of the device in the page's language, or not at all, and never longer than wanted."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.answering import begin, next_screen

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

VOICES = """
Object.defineProperty(window, "speechSynthesis", { value: {
  said: [], going: null,
  getVoices: function () { return %s; },
  speak: function (words) { this.said.push([words.voice.lang, words.text]); this.going = words; },
  cancel: function () { this.going = null; },
  addEventListener: function () {}
} });
window.SpeechSynthesisUtterance = function (text) { this.text = text; };
"""
HERE = '[{lang: "en-GB", localService: true}, {lang: "ur_PK", localService: true}]'
AWAY = '[{lang: "en-GB", localService: false}, {lang: "pl-PL", localService: true}]'


@pytest.fixture
def hear(address, open_page):
    """Open a page of the survey on a device with some voices."""

    def opened(voices, path=""):
        page = open_page("about:blank")
        page.add_init_script(VOICES % voices)
        page.goto(address.replace("/insights/", f"{path}/insights/"))
        return page

    return opened


def said(page):
    return page.evaluate("speechSynthesis.said")


def finish(page):
    """The voice comes to the end of what it was given."""
    return page.evaluate(
        "() => { var now = speechSynthesis.going; speechSynthesis.going = null; now.onend(); }"
    )


def test_the_screen_is_read_sentence_by_sentence_by_a_voice_of_the_device(hear):
    page = hear(HERE)
    sent = []
    page.on("request", lambda request: sent.append(request.url))
    button = page.get_by_role("button", name="Read this aloud")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Stop reading")).to_have_attribute("aria-pressed", "true")
    assert said(page) == [["en-GB", "What do you think?"]]
    finish(page)
    finish(page)
    assert [text for _, text in said(page)] == [
        "What do you think?",
        "Twelve questions about where you live.",
        "About four minutes.",
    ]
    assert sent == []


def test_reading_stops_with_the_button_with_escape_and_with_the_next_screen(hear):
    page = hear(HERE)
    begin(page)
    for stop in (
        lambda: page.get_by_role("button", name="Stop reading").click(),
        lambda: page.keyboard.press("Escape"),
        lambda: next_screen(page),
    ):
        page.get_by_role("button", name="Read this aloud").click()
        assert page.evaluate("speechSynthesis.going !== null")
        stop()
        assert page.evaluate("speechSynthesis.going === null")
        expect(page.get_by_role("button", name="Read this aloud")).to_have_attribute("aria-pressed", "false")
    page.get_by_role("button", name="Read this aloud").click()
    finish(page)
    finish(page)
    assert said(page)[-3:] == [
        ["en-GB", "Question 2 of 8."],
        ["en-GB", "You can skip any question."],
        ["en-GB", "Are there places you avoid?"],
    ]


def test_each_piece_is_read_in_its_own_language(hear):
    page = hear(HERE, "/ur")
    page.locator("#listen").click()
    while page.evaluate("speechSynthesis.going !== null"):
        finish(page)
    voices = {text: voice for voice, text in said(page)}
    assert voices["آپ کیا سوچتے ہیں؟"] == "ur_PK" and voices["We don't ask who you are."] == "en-GB"
    expect(page.locator("#listen")).to_have_attribute("aria-pressed", "false")


@pytest.mark.parametrize(("voices", "path"), [(AWAY, ""), ("[]", ""), (AWAY, "/ur")])
def test_without_a_voice_of_the_device_in_the_language_there_is_no_button(hear, voices, path):
    expect(hear(voices, path).locator("#listen")).to_be_hidden()
