"""Questions that repeat an earlier answer: which may, what stands there, and what a translation must keep."""

from __future__ import annotations

import pytest

from surveys.authoring.piping import changed_markers, filled, markers, piped, piping_faults, without_markers
from tests.surveys.authoring.definitions import ask, option, survey

DEFINITION = survey(
    [
        ask("FEEL", options=[option("safe"), option("unsafe"), option("declined", missing=True)]),
        ask("WORD", "text"),
        ask("HURT", sensitive=True),
        ask("GRID", "grid"),
        ask("Q"),
        ask("AFTER"),
    ]
)


def said(text, **more):
    texts = {"q:Q": text, "q:Q.instead": "that", **more}
    return [(fault.message, fault.section, fault.question) for fault in piping_faults(DEFINITION, texts)]


@pytest.mark.parametrize("text", ["Why {{FEEL}}?", "Why {{ FEEL }} and {{GRID.A}}?", "No marker { } here"])
def test_a_chosen_earlier_answer_can_be_repeated(text):
    assert said(text) == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{{WORD}}?", "own words"),
        ("{{AFTER}}?", "comes later"),
        ("{{Q}}?", "comes later or is the same"),
        ("{{NOWHERE}}?", "is no question"),
        ("{{GRID}}?", "For one statement of a grid"),
        ("{{HURT}}?", "a sensitive answer"),
        ("{{FEEL}?", "not whole"),
        ("{{<b>}}?", "is no question"),
    ],
)
def test_anything_else_is_refused_at_the_question(text, message):
    assert [(message in found, s, q) for found, s, q in said(text)] == [(True, 0, 4)]


def test_words_for_a_missing_answer_are_needed_and_no_other_text_repeats_anything():
    faults = [fault.message for fault in piping_faults(DEFINITION, {"q:Q": "{{FEEL}}?"})]
    assert len(faults) == 1 and "which words stand there" in faults[0]
    (elsewhere,) = said("?", **{"q:Q.o:yes": "Yes {{FEEL}}"})
    assert "stands in an answer of Q" in elsewhere[0]


def test_an_answer_of_two_sections_that_change_places_is_refused():
    definition = survey([ask("A")], [ask("B")])
    for section in definition["sections"]:
        section["shuffle"] = True
    (fault,) = piping_faults(definition, {"q:B": "{{A}}?", "q:B.instead": "it"})
    assert "change places" in fault.message


def test_hostile_words_stay_words():
    html = piped("&lt;i&gt; {{FEEL}}", "Q", {"q:Q.instead": "<b>that</b>"}, {"FEEL": {}})
    assert "<b>" not in html and "&lt;b&gt;that" in html
    assert "<script>" not in filled(html, {"FEEL": "<script>alert(1)</script>"})
    assert "&lt;b&gt;that" in filled(html, {})


def test_staff_read_the_code_and_a_translation_keeps_every_marker():
    assert without_markers("Why {{FEEL}}?") == "Why [FEEL]?" and markers("{{A}} {{B}}") == ["A", "B"]
    source = {"q:Q": "{{A}} or {{B}}", "q:R": "{{A}}", "q:S": "none"}
    assert changed_markers(source, {"q:Q": "{{B}} یا {{A}}", "q:R": "{{B}}", "q:S": "x"}) == ["q:R"]
