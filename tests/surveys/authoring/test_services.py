"""What is frozen when a live survey changes."""

from __future__ import annotations

import pytest

from surveys.authoring.compile import compile_survey, digest_of
from surveys.authoring.selectors import newest_text, newest_version
from surveys.example.blocks import radio
from surveys.models import SurveyVersion, VersionText
from surveys.models.versions import Frozen
from tests.surveys.authoring.surveys import edit, small_body, translate

NEW = "Are there places you stay away from?"


def publish(page, **fields):
    edit(page, **fields).publish()
    page.refresh_from_db()
    return newest_version(page)


def declared(page, **kinds):
    """What the author says of questions, by code, against the newest version."""
    version = newest_version(page)
    keys = {
        question["code"]: question["id"]
        for section in version.definition["sections"]
        for question in section["questions"]
    }
    return {"change_kinds": {keys[code]: kind for code, kind in kinds.items()}, "change_base": version.number}


def fate(version):
    """What became of each question of a version."""
    return {line["code"]: line["kind"] for line in version.crosswalk}


def test_new_wording_without_an_answer_counts_as_a_change_of_meaning(survey):
    version = publish(survey, body=small_body(avoid=NEW))
    assert (version.number, version.kind) == (2, "meaning")


def test_a_declared_wording_fix_is_one(survey):
    version = publish(survey, body=small_body(avoid=NEW), **declared(survey, AVOID="wording"))
    assert (version.number, version.kind) == (2, "wording")


def test_an_answer_given_against_an_earlier_version_does_not_count(survey):
    publish(survey, body=small_body(avoid=NEW), **declared(survey, AVOID="wording"))
    version = publish(survey, body=small_body(avoid="Where do you not go?"))
    assert (version.number, version.kind) == (3, "meaning")


def test_each_question_is_told_apart_and_the_crosswalk_is_frozen_with_the_version(survey):
    body = small_body(avoid=NEW)
    places = body[0]["value"]["questions"][1]["value"]
    places["question"] = "Which ones?"
    places["options"][0]["value"]["label"] = "Parks and greens"
    version = publish(survey, body=body, **declared(survey, AVOID="wording", PLACES="meaning"))
    assert version.kind == "meaning"
    assert fate(version) == {"AVOID": "wording", "PLACES": "meaning", "AGE": "same"}
    line = next(line for line in version.crosswalk if line["code"] == "PLACES")
    assert line["was"] == "PLACES"
    assert [(option["code"], option["kind"]) for option in line["options"]] == [
        ("park", "wording"),
        ("bus", "same"),
    ]
    with pytest.raises(Frozen):
        version.save()


def test_a_new_and_a_removed_question_change_the_meaning_of_no_other(survey):
    body = small_body()
    body[0]["value"]["questions"].pop(1)
    body[0]["value"]["questions"].append(radio("HEARD", "Are you heard?", {"yes": "Yes", "no": "No"}))
    version = publish(survey, body=body)
    assert version.kind == "wording"
    assert fate(version) == {"AVOID": "same", "HEARD": "new", "AGE": "same", "PLACES": "removed"}


def test_words_around_the_questions_are_a_wording_fix_by_themselves(survey):
    version = publish(survey, intro="Good morning.")
    assert (version.number, version.kind) == (2, "wording")
    assert newest_text(version, "en").texts["intro"] == "Good morning."


def test_publishing_unchanged_notes_the_revision_and_makes_no_version(survey):
    publish(survey)
    version = SurveyVersion.objects.get()
    assert newest_text(version, "en").revision_id == survey.live_revision_id


def test_going_back_to_earlier_words_is_a_new_version_with_the_old_digest(survey):
    first = newest_version(survey)
    publish(survey, intro="Good morning.")
    third = publish(survey, intro="Hello.")
    assert third.number == 3
    assert newest_text(third, "en").digest == newest_text(first, "en").digest


def test_digests_follow_the_content_and_nothing_else(survey):
    compiled = compile_survey(survey)
    assert compiled.digest == newest_version(survey).digest == digest_of(compiled.definition)
    assert digest_of({"a": 1, "b": 2}) == digest_of({"b": 2, "a": 1}) != digest_of({"a": 1, "b": 3})
    survey.body = small_body(avoid=NEW)
    assert compile_survey(survey).digest == compiled.digest
    assert compile_survey(survey).texts_digest != compiled.texts_digest


def test_what_is_frozen_cannot_be_changed_or_deleted(survey):
    for row in (SurveyVersion.objects.get(), VersionText.objects.get()):
        with pytest.raises(Frozen):
            row.save()
        with pytest.raises(Frozen):
            row.delete()


def test_a_declared_wording_fix_keeps_the_translations(survey):
    translate(survey).get_latest_revision().publish()
    version = publish(survey, body=small_body(avoid=NEW), **declared(survey, AVOID="wording"))
    assert newest_text(version, "ur").texts["q:AVOID"] == "ur Do you stay away from places?"


def test_a_change_of_meaning_takes_the_translations_off_until_they_follow(survey):
    translate(survey).get_latest_revision().publish()
    version = publish(survey, body=small_body(avoid=NEW))
    assert newest_text(version, "ur") is None
    translate(survey).get_latest_revision().publish()
    assert newest_text(version, "ur").texts["q:AVOID"] == f"ur {NEW}"
