"""The example survey: complete, routed, in two languages, the same each time it is built."""

from __future__ import annotations

import re

import pytest
from wagtail.models import Locale

from engagement.catalogues import foreign_letters
from surveys.authoring.answers import read_answers
from surveys.authoring.easy import EASY
from surveys.authoring.routing import shown
from surveys.authoring.selectors import newest_text, newest_version
from surveys.authoring.wording import untranslated
from surveys.example.insights import build
from surveys.example.wording import said
from surveys.models import Fieldwork, SurveyPage, SurveyVersion, VersionText
from surveys.reports.asked import CONSENT
from surveys.reports.quotes import consent_versions
from tests.recorded import once

ARABIC = range(0x0600, 0x0700)
ALWAYS = ["AUTHORITY", "AGE", "SEX", "ETHNIC", "RELIGION"]


@pytest.fixture
def insights(home):
    pk = once("insights 2026", lambda: build(home, slug="insights", title="Insights survey 2026").pk)
    return SurveyPage.objects.get(pk=pk)


def test_building_twice_changes_nothing(insights, home):
    build(home, slug="insights", title="Insights survey 2026")
    assert SurveyVersion.objects.count() == 1
    assert sorted(VersionText.objects.values_list("language", flat=True)) == ["easy", "en", "ur"]


def test_two_waves_ask_the_same_questions_under_the_same_codes(insights, home):
    last = build(home, slug="insights-2025", title="Insights survey 2025", state=Fieldwork.State.CLOSED)
    assert newest_version(last).digest == newest_version(insights).digest
    assert dict(Fieldwork.objects.values_list("survey", "state")) == {insights.pk: "open", last.pk: "closed"}


def test_a_new_title_is_published_as_a_wording_fix_and_urdu_stays(insights, home):
    build(home, slug="insights", title="Insights survey 2027")
    version = newest_version(insights)
    assert (version.number, version.kind) == (2, "wording")
    assert newest_text(version, "ur") is not None


def test_it_has_six_sections_about_25_questions_and_five_about_the_visitor(insights):
    sections = newest_version(insights).definition["sections"]
    questions = [question for section in sections for question in section["questions"]]
    assert (len(sections), len(questions)) == (6, 26)
    asked = [question["demographic"] for question in questions if question["type"] == "demographic"]
    assert asked == ["authority", "age_band", "sex", "ethnic_group", "religion"]
    assert [section["sensitive"] for section in sections] == [False, True, False, False, False, False]


def test_its_routes_open_and_close(insights):
    definition = newest_version(insights).definition
    none = shown(definition, {})
    assert not {"PLACES", "STOPS", "ONLINE", "EFFECT"} & set(none.questions) and "s5" not in none.sections
    every = shown(definition, {"AVOID": "yes", "ACTIVITY": "some", "SOCIAL": "less", "ONLINE": "once"})
    assert len(every.questions) == 26 and len(every.sections) == 6
    assert "EFFECT" not in shown(definition, {"SOCIAL": "less", "ONLINE": "never"}).questions


def test_somebody_who_never_uses_social_media_is_not_asked_about_it(insights):
    got = read_answers(
        newest_version(insights).definition, {"SOCIAL": ["never"], "ONLINE": ["often"], "EFFECT": ["safer"]}
    )
    assert got.answers == {"SOCIAL": "never"}


def test_the_urdu_is_urdu_word_for_word_but_for_the_consent(insights):
    version = newest_version(insights)
    english, urdu = newest_text(version, "en").texts, newest_text(version, "ur").texts
    assert untranslated(english, urdu) == []
    assert set(english) - set(urdu) == {"consent"}
    assert all(any(ord(letter) in ARABIC for letter in text) for text in urdu.values())


def test_its_questions_are_short_enough_to_read_on_a_phone(insights):
    texts = newest_text(newest_version(insights), "en").texts
    questions = {key: text for key, text in texts.items() if key.startswith("q:") and "." not in key}
    assert len(questions) == 26
    assert max(len(text.split()) for text in questions.values()) <= 18


@pytest.mark.parametrize("language", ["ar", "pl", "ur"])
def test_its_words_in_each_language_are_complete_and_in_its_own_letters(language):
    english, words = set(said("ur")), said(language)
    assert set(words) == english and all(text.strip() for text in words.values())
    for text, own in words.items():
        assert foreign_letters(own, (text,), language) == "", own


@pytest.mark.long
def test_the_open_wave_is_asked_in_polish_and_arabic_too(home):
    page = build(home, slug="insights", title="Insights survey 2026", languages=("pl", "ar"))
    version = newest_version(page)
    english = newest_text(version, "en").texts
    for language, title in (("pl", "Ankieta o twojej okolicy 2026"), ("ar", "استطلاع عن منطقتك 2026")):
        text = newest_text(version, language)
        assert text.texts["title"] == title and not text.reviewed_by
        assert untranslated(english, text.texts) == [] and "consent" not in text.texts
    front = home.get_translation(page.get_translation(Locale.objects.get(language_code="pl")).locale)
    assert not front.live


def test_easy_read_says_everything_on_the_same_codes_in_short_sentences(insights):
    version = newest_version(insights)
    usual, easy = newest_text(version, "en").texts, newest_text(version, EASY).texts
    assert set(easy) == set(usual)
    longest = max(
        len(sentence.split())
        for text in easy.values()
        for sentence in re.split(r"[.?!]", text.replace("\n", " "))
    )
    assert longest <= 18
    assert easy["q:AGE"] == "How old are you?" and easy["consent"].startswith("The West Midlands")


def test_it_asks_whether_words_may_be_shown_and_takes_silence_for_a_no(insights):
    (asked,) = [
        question
        for section in newest_version(insights).definition["sections"]
        for question in section["questions"]
        if question["code"] == CONSENT
    ]
    assert [option["code"] for option in asked["options"]] == ["yes", "no"]
    assert consent_versions(insights) == {newest_version(insights).pk}
    assert read_answers(newest_version(insights).definition, {"CHANGE": ["More lights"]}).answers == {}
