"""Easy Read: second words on the same codes, all of them or none, frozen with the version they belong to."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from surveys.analysis.demographics import PREFER_NOT_TO_SAY, STANDARD
from surveys.authoring.compile import NotPublishable, draft_of, easy_words
from surveys.authoring.easy import EASY
from surveys.authoring.easy_read import kept_words
from surveys.authoring.selectors import newest_text, newest_version
from surveys.authoring.standard_wording import standard_wording
from surveys.models import SurveyPage, SurveyVersion
from tests.people import cast
from tests.surveys.authoring.surveys import edit, small_body


def easy(page, **other: str) -> dict:
    """Words for every text of a survey; ``other`` replaces some, empty leaves one out."""
    words = easy_words(page, draft_of(page).texts)
    said = {key: f"Easy: {words.usual[key]}" for key in words.asked}
    return kept_words(words, {**said, **{key.replace("__", ":"): text for key, text in other.items()}})


def refused(page, **fields) -> str:
    with pytest.raises(NotPublishable) as error:
        edit(page, **fields).publish()
    return " ".join(error.value.sentences)


def test_the_standard_questions_have_easy_words_on_the_same_codes():
    for name, standard in STANDARD.items():
        assert tuple(standard_wording(name, EASY).options) == (*standard.codes, PREFER_NOT_TO_SAY)


def test_easy_words_are_frozen_with_the_version_on_the_same_codes(survey):
    edit(survey, easy_read=easy(survey)).publish()
    version = SurveyVersion.objects.get()
    usual, said = newest_text(version, "en").texts, newest_text(version, EASY).texts
    assert set(said) == set(usual)
    assert said["q:AVOID"] == "Easy: Do you stay away from places?"
    assert said["q:AVOID.o:prefer_not"] == "I do not want to say" and said["q:AGE"] == "How old are you?"
    assert said["browser_title"] == usual["browser_title"]


def test_nothing_goes_live_half_and_what_is_missing_is_named(survey):
    page = SurveyPage.objects.get(pk=survey.pk)
    words = easy(page, **{"q__PLACES": "", "q__PLACES.o__park": "", "intro": ""})
    told = refused(page, easy_read=words)
    assert "Easy Read of PLACES has no words yet for the question, the answer 'park'." in told
    assert "Easy Read of The survey has no words yet for the introduction." in told
    assert newest_text(newest_version(survey), EASY) is None


def test_after_a_change_of_the_usual_words_the_easy_ones_are_read_again(survey):
    edit(survey, easy_read=easy(survey)).publish()
    told = refused(survey, body=small_body(avoid="Do you fear places?"))
    assert "the usual words changed since these were written: q:AVOID." in told
    assert SurveyVersion.objects.count() == 1


def test_easy_read_that_was_taken_out_is_no_longer_offered(survey):
    edit(survey, easy_read=easy(survey)).publish()
    edit(survey, easy_read={}).publish()
    assert newest_text(newest_version(survey), EASY).texts == {}


def test_an_author_writes_easy_words_beside_the_usual_ones(survey):
    client = Client()
    client.force_login(cast("analyst"))
    address = reverse("survey_easy_read", args=[survey.pk])
    html = client.get(address).content.decode()
    assert "Do you stay away from places?" in html and "How old are you?" not in html
    response = client.post(address, {"say:q:AVOID": " Are there places you do not go? ", "same:title": "on"})
    assert response.status_code == 302
    draft = SurveyPage.objects.get(pk=survey.pk).get_latest_revision_as_object()
    assert draft.easy_read == {
        "title": {"of": "A small survey", "say": "A small survey"},
        "q:AVOID": {"of": "Do you stay away from places?", "say": "Are there places you do not go?"},
    }
    assert "Easy Read of PLACES has no words yet" in client.get(address).content.decode()
    assert client.post(address, {"say:q:AVOID": "x" * 1001}).status_code == 422
    assert client.post(address, {"remove": "1"}).status_code == 302
    assert SurveyPage.objects.get(pk=survey.pk).get_latest_revision_as_object().easy_read == {}
