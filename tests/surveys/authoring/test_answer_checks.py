"""Checks of answers: declared by codes, refused where they name what is not there, frozen, and used for the marks."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from surveys.analysis.quality.flags import Flag
from surveys.authoring.check_faults import check_faults
from surveys.authoring.compile import NotPublishable, compile_survey
from surveys.authoring.selectors import newest_text, newest_version
from surveys.models import Response
from surveys.reports import memory
from surveys.reports.quality import declared_checks, marked
from tests.surveys.authoring.definitions import ask, survey
from tests.surveys.authoring.surveys import edit, small_survey, translate


def given(question: str, *answers: str) -> dict[str, Any]:
    return {"question": question, "answers": list(answers)}


def pair(first: tuple[str, ...], second: tuple[str, ...]) -> dict[str, Any]:
    return {"impossible": [{"first": given(*first), "second": given(*second)}]}


ASKED = survey(
    [
        ask("WORK", "radio", "school", "retired"),
        ask("AGE", "radio", "young", "old"),
        ask("DOES", "checkbox", "a", "b"),
    ],
    [ask("WORDS", "text")],
)


def faults(checks: dict[str, Any]) -> list[str]:
    return check_faults({**ASKED, "checks": checks})


def test_sound_checks_and_no_checks_have_no_fault():
    assert check_faults(ASKED) == []
    assert faults(pair(("WORK", "retired"), ("AGE", "young"))) == []
    assert faults(pair(("DOES", "a"), ("DOES", "b"))) == []
    assert faults({"attention": [given("WORK", "school")]}) == []


@pytest.mark.parametrize(
    ("checks", "said"),
    [
        (pair(("NOWHERE", "x"), ("AGE", "young")), "Impossible pair 1: it names the question NOWHERE, which"),
        (
            pair(("WORK", "astronaut"), ("AGE", "young")),
            "WORK has no answer astronaut. It has: school, retired.",
        ),
        (pair(("WORK",), ("AGE", "young")), "it names no answer of WORK."),
        (pair(("WORDS", "x"), ("AGE", "young")), "WORDS has no answers to choose from"),
        (pair(("AGE", "old"), ("AGE", "young")), "AGE takes one answer, so nobody can give two."),
        (pair(("DOES", "a"), ("DOES", "a", "b")), "the same answer of DOES stands on both sides."),
        (
            {"attention": [given("DOES", "a", "b")]},
            "Attention question 1: DOES must ask for exactly one answer.",
        ),
        ({"attention": [given("WORK", "school"), given("WORK", "retired")]}, "WORK is named by two of them."),
    ],
)
def test_each_fault_of_a_check_is_named(checks, said):
    assert any(said in fault for fault in faults(checks)), faults(checks)


CHECKS = [
    {
        "type": "impossible",
        "value": {
            "first": {"question": "AGE", "values": "13-15, 16-17"},
            "second": {"question": "PLACES", "values": "bus"},
        },
    },
    {"type": "attention", "value": {"question": "AVOID", "values": "yes"}},
]


@pytest.fixture
def page(home):
    page = small_survey(home)
    edit(page, answer_checks=CHECKS).publish()
    return type(page).objects.get(pk=page.pk)


def test_checks_are_frozen_with_the_survey_and_a_change_of_them_changes_no_question(page):
    version = newest_version(page)
    assert version.definition["checks"] == {
        "impossible": [{"first": given("AGE", "13-15", "16-17"), "second": given("PLACES", "bus")}],
        "attention": [given("AVOID", "yes")],
    }
    edit(page, answer_checks=CHECKS[:1]).publish()
    newer = newest_version(page)
    assert (newer.number, newer.kind) == (2, "wording")
    assert "attention" not in newer.definition["checks"]


def test_a_survey_without_checks_is_frozen_as_it_was_before_there_were_any(home):
    page = small_survey(home)
    edit(page).publish()
    assert "checks" not in newest_version(page).definition


def test_checks_that_name_what_is_not_asked_are_refused_on_every_path(page):
    page.answer_checks = [{"type": "attention", "value": {"question": "GONE", "values": "yes"}}]
    with pytest.raises(NotPublishable, match="the question GONE, which the survey does not have"):
        compile_survey(page)
    with pytest.raises(NotPublishable):
        page.save_revision().publish()
    assert newest_version(page).number == 1


def test_a_translation_has_the_checks_of_its_source_and_outlives_a_change_of_them(page):
    urdu = translate(page)
    urdu.get_latest_revision().publish()
    version = newest_version(page)
    assert newest_text(version, "ur").version_id == version.pk
    edit(page, answer_checks=CHECKS[:1]).publish()
    assert newest_text(newest_version(page), "ur") is not None


def test_declared_checks_mark_answers_and_are_told_on_the_quality_screen(page, analyst):
    version = newest_version(page)
    rows = [
        *[{"age_band": "13-15", "answers": {"PLACES": ["park", "bus"], "AVOID": "yes"}}] * 12,
        *[{"age_band": "25-34", "answers": {"PLACES": ["bus"], "AVOID": "no"}}] * 11,
        *[{"age_band": "25-34", "answers": {"PLACES": ["bus"], "AVOID": "yes"}}] * 20,
        *[{"age_band": None, "answers": {}}] * 5,
    ]
    Response.objects.bulk_create(Response(survey=page, version=version, **row) for row in rows)
    memory.forget()
    found = marked(page)
    assert (found.by_flag[Flag.IMPOSSIBLE], found.by_flag[Flag.INATTENTIVE]) == (12, 11)
    assert declared_checks(page) == (
        (Flag.IMPOSSIBLE, "“13 to 15 or 16 to 17” to “How old are you?”, with “Buses” to “Which places?”"),
        (Flag.INATTENTIVE, "Anything but “Yes I do” to “Do you stay away from places?”"),
    )
    edit(page, answer_checks=[]).publish()
    assert not marked(page).by_flag, "what a newer version no longer checks is no longer marked"
    shown = analyst.get(reverse("workbench:quality", args=[page.pk])).content.decode()
    assert "declared no impossible pair" in shown or "not yet" in shown.lower()
