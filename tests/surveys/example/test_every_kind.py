"""The survey with every kind of question: built once, whole, in three languages, with its pictures."""

from __future__ import annotations

import pytest
from wagtail.images import get_image_model
from wagtail_localize.models import TranslationSource

from surveys.authoring.selectors import newest_text, newest_version
from surveys.authoring.wording import untranslated
from surveys.blocks.body import SurveyBody
from surveys.example import pictures
from surveys.example.every_kind import TRANSLATIONS, build
from surveys.example.pictures import SHOWS
from surveys.models import SurveyPage, SurveyVersion
from tests.recorded import once

pytestmark = pytest.mark.django_db


@pytest.fixture
def every_kind(home):
    return SurveyPage.objects.get(pk=once("every kind", lambda: build(home).pk))


def test_it_asks_one_question_of_every_kind_and_building_twice_changes_nothing(every_kind, home):
    build(home)
    assert SurveyVersion.objects.count() == 1
    definition = newest_version(every_kind).definition
    types = {question["type"] for section in definition["sections"] for question in section["questions"]}
    blocks = SurveyBody().child_blocks["section"].child_blocks["questions"].child_blocks.values()
    assert types == {block.type for block in blocks}
    assert every_kind.is_example


def test_its_pictures_are_in_the_library_with_words_for_those_who_cannot_see_them(every_kind):
    definition = newest_version(every_kind).definition
    texts = newest_text(newest_version(every_kind), "en").texts
    asked = next(
        question
        for section in definition["sections"]
        for question in section["questions"]
        if question["type"] == "picture"
    )
    assert all(option["picture"] for option in asked["options"])
    assert [texts[f"q:MORE.o:{option['code']}.alt"] for option in asked["options"]] == list(SHOWS.values())


def test_its_pictures_go_with_the_example(home, settings, tmp_path, django_capture_on_commit_callbacks):
    settings.MEDIA_ROOT = tmp_path
    build(home)
    with django_capture_on_commit_callbacks(execute=True):
        pictures.remove()
    assert not get_image_model().objects.exists()
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_translators_are_offered_words_and_never_what_machines_read(every_kind):
    source = TranslationSource.objects.get_for_instance(every_kind)
    offered = {segment.string.data for segment in source.stringsegment_set.all()}
    assert {
        "Three trees on grass under the sun",
        "days",
        "I know that this is an example, and want to go on",
    } <= offered
    assert not offered & {"LASTCLUB", "park", "0, 1, 3, 6", "year", "dont_know", "Sutton Coldfield"}
    assert not source.overridablesegment_set.filter(context__path__contains="picture").exists()


@pytest.mark.parametrize("language", ["ur", "pl"])
def test_each_translation_is_whole_but_for_what_nobody_has_read_yet(every_kind, language):
    version = newest_version(every_kind)
    english, translated = newest_text(version, "en").texts, newest_text(version, language)
    assert untranslated(english, translated.texts) == []
    assert "consent" not in translated.texts
    assert not translated.reviewed_by


def test_no_translation_says_what_the_survey_does_not(every_kind):
    english = set(newest_text(newest_version(every_kind), "en").texts.values())
    for said in TRANSLATIONS.values():
        assert set(said) - english == set()
