"""Checks of wording: complete, truthful, translated."""

from __future__ import annotations

import pytest

from surveys.authoring.wording import untranslated, wording_faults
from tests.surveys.authoring.definitions import ask, survey

DEFINITION = survey([ask("Q"), ask("G", "grid"), ask("S", "scale")])
TEXTS = {
    "title": "A survey",
    "browser_title": "Survey",
    "intro": "Hello.",
    "consent": "You choose.",
    "thanks": "Thank you.",
    "section:s1": "Safety",
    "q:Q": "Is it?",
    "q:Q.o:yes": "Yes",
    "q:Q.o:no": "No",
    "q:G": "Do you?",
    "q:G.o:yes": "Yes",
    "q:G.o:no": "No",
    "q:G.r:A": "First",
    "q:G.r:B": "Second",
    "q:S": "How much?",
    "q:S.low": "Little",
    "q:S.high": "Much",
}


def faults(texts, definition=DEFINITION, **more):
    return [fault.message for fault in wording_faults(definition, texts, language="en", **more)]


def test_complete_wording_has_no_fault():
    assert faults(TEXTS) == []


@pytest.mark.parametrize("key", sorted(TEXTS))
def test_every_missing_text_is_a_fault(key):
    assert len(faults({name: text for name, text in TEXTS.items() if name != key})) == 1


def test_a_translation_not_yet_reviewed_needs_no_consent():
    texts = {name: text for name, text in TEXTS.items() if name != "consent"}
    assert faults(texts, needs_consent=False) == []


def test_a_sensitive_section_needs_a_content_note():
    definition = survey([ask("Q")])
    definition["sections"][0]["sensitive"] = True
    assert "no content note" in faults(TEXTS, definition)[0]
    assert faults(TEXTS | {"section:s1.note": "About worry."}, definition) == []


@pytest.mark.parametrize("title", ["Knife crime", "Your police", "VIOLENCE survey", "Gangs"])
def test_the_name_in_the_browser_does_not_tell_the_topic(title):
    assert "browser" in faults(TEXTS | {"browser_title": title})[0]


@pytest.mark.parametrize(
    "phrase", ["100% anonymous", "untraceable", "nobody will ever know", "police can't see"]
)
def test_no_text_promises_what_nobody_can(phrase):
    assert (
        "nobody can promise"
        in faults(TEXTS | {"intro": f"This is {phrase.upper().replace(chr(39), '’')}."})[0]
    )


def test_what_is_not_translated_is_named():
    urdu = {key: f"ur {text}" for key, text in TEXTS.items()}
    assert untranslated(TEXTS, urdu) == []
    assert untranslated(TEXTS, {key: text for key, text in urdu.items() if key != "q:Q"}) == ["q:Q"]
    assert untranslated(TEXTS, urdu | {"q:Q": TEXTS["q:Q"]}) == ["q:Q"]
    assert untranslated(TEXTS, {key: text for key, text in urdu.items() if key != "consent"}) == []


def test_one_answer_may_read_the_same_but_not_all():
    urdu = {key: f"ur {text}" for key, text in TEXTS.items()}
    assert untranslated(TEXTS, urdu | {"q:Q.o:yes": "Yes"}) == []
    assert untranslated(TEXTS, urdu | {"q:Q.o:yes": "Yes", "q:Q.o:no": "No"}) == ["q:Q.o:yes", "q:Q.o:no"]
