"""The standard questions say the same in every language of the product, on the same codes."""

from __future__ import annotations

import pytest

from engagement.catalogues import foreign_letters, translated_languages
from surveys.analysis.demographics import PREFER_NOT_TO_SAY, STANDARD
from surveys.authoring.standard_wording import prefer_not_to_say, standard_wording

EACH = pytest.mark.parametrize("language", [language.code for language in translated_languages()])


@EACH
def test_every_standard_question_is_written_on_the_same_codes(language):
    for name, standard in STANDARD.items():
        wording = standard_wording(name, language)
        assert wording is not None, name
        assert tuple(wording.options) == (*standard.codes, PREFER_NOT_TO_SAY)
        assert wording.options[PREFER_NOT_TO_SAY] == prefer_not_to_say(language) != "Prefer not to say"
        labels = list(wording.options.values())
        assert all(label.strip() for label in labels) and len(set(labels)) == len(labels), name


@EACH
def test_it_is_written_in_the_letters_of_the_language(language):
    for name, standard in STANDARD.items():
        wording = standard_wording(name, language)
        english = (standard.question, *(category.label for category in standard.categories))
        for said in (wording.question, *wording.options.values()):
            assert foreign_letters(said, english, language) == "", said


@EACH
def test_ages_keep_their_numbers(language):
    for code, label in standard_wording("age_band", language).options.items():
        if code != PREFER_NOT_TO_SAY:
            assert all(number in label for number in code.rstrip("+").split("-")), label


def test_a_language_without_a_file_has_no_wording():
    assert standard_wording("sex", "cy") is None and prefer_not_to_say("cy") == ""
    assert standard_wording("sex", "../ur") is None
