"""Translations: what translators are offered, and what keeps a translation from going live."""

from __future__ import annotations

import datetime

import pytest
from wagtail_localize.segments.extract import extract_segments

from surveys.authoring.compile import NotPublishable
from surveys.authoring.selectors import newest_text, newest_version
from surveys.authoring.services import sign_off
from surveys.example import content
from surveys.example.blocks import radio, section, standard
from surveys.models import SurveyVersion, VersionText
from tests.surveys.authoring.surveys import edit, small_body, small_survey, translate


def ids(value):
    """Every id in a body as stored, outermost first."""
    if isinstance(value, list):
        return [found for item in value for found in ids(item)]
    if isinstance(value, dict):
        own = [value["id"]] if "id" in value else []
        return own + [found for key, item in value.items() if key != "id" for found in ids(item)]
    return []


def raw(page):
    page.refresh_from_db()
    return page.body.get_prep_value()


def publish(page):
    page.refresh_from_db()
    page.get_latest_revision().publish()
    page.refresh_from_db()


def refused(page):
    with pytest.raises(NotPublishable) as error:
        page.get_latest_revision().publish()
    return " ".join(error.value.sentences)


def test_translators_are_offered_wording_and_no_codes(survey):
    survey.body = content.body()
    offered = [segment.string.render_text() for segment in extract_segments(survey)]
    definition_words = {
        "AVOID",
        "PLACES",
        "SAFEDAY",
        "yes",
        "very_safe",
        "some, no",
        "many_times, daily, less",
    }
    assert content.SAFE["very_safe"] in offered and "Worry" in offered
    assert not definition_words & set(offered)
    assert not [text for text in offered if "_" in text]


def test_ids_are_the_same_at_every_level_after_saving_and_translating(survey):
    before = sorted(ids(small_body()))
    assert len(before) == len(set(before)) and len(before) == 10
    assert sorted(ids(raw(survey))) == before
    translated = translate(survey)
    assert sorted(ids(raw(translated))) == before
    publish(translated)
    assert sorted(ids(raw(translated))) == before


def test_a_translation_adds_its_wording_to_the_same_version(survey):
    publish(translate(survey))
    version = SurveyVersion.objects.get()
    texts = newest_text(version, "ur").texts
    assert texts["q:AVOID"] == "ur Do you stay away from places?"
    assert texts["q:AGE"] == "آپ کی عمر کیا ہے؟" and texts["q:AGE.o:prefer_not"] == "بتانا نہیں چاہتے"


def test_consent_stays_in_english_until_the_translation_is_reviewed(survey):
    page = translate(survey)
    publish(page)
    version = newest_version(survey)
    assert "consent" not in newest_text(version, "ur").texts
    sign_off(page, by="Nadia, Urdu reader", on=datetime.date(2026, 5, 1))
    publish(page)
    text = newest_text(version, "ur")
    assert text.texts["consent"] == "ur You choose."
    assert (text.reviewed_by, text.reviewed_on) == ("Nadia, Urdu reader", datetime.date(2026, 5, 1))


def test_outside_the_example_a_translation_goes_live_only_after_review(home):
    page = small_survey(home, is_example=False)
    page.save_revision().publish()
    page.refresh_from_db()
    translated = translate(page)
    assert "Say who reviewed this translation" in refused(translated)
    assert not VersionText.objects.filter(language="ur").exists()
    sign_off(translated, by="Nadia, Urdu reader", on=datetime.date(2026, 5, 1))
    publish(translated)
    assert VersionText.objects.filter(language="ur").exists()


def test_a_review_is_of_the_words_that_were_read(home):
    """New words in a reviewed translation are words nobody has reviewed."""
    page = small_survey(home, is_example=False)
    page.save_revision().publish()
    page.refresh_from_db()
    translated = translate(page)
    sign_off(translated, by="Nadia, Urdu reader", on=datetime.date(2026, 5, 1))
    publish(translated)
    assert "Say who reviewed this translation" in refused(
        translate(page, words=lambda english: f"new {english}")
    )
    assert newest_text(newest_version(page), "ur").texts["q:AVOID"].startswith("ur ")


def test_a_refused_sign_off_leaves_nothing_behind(survey):
    page = translate(survey, words=lambda english: english)
    with pytest.raises(NotPublishable):
        sign_off(page, by="Nadia, Urdu reader", on=datetime.date(2026, 5, 1))
    assert page.get_latest_revision_as_object().reviewed_by == ""


def test_untranslated_words_are_named(survey):
    page = translate(survey, words=lambda english: english if english == "Which places?" else f"ur {english}")
    assert "Not translated yet: PLACES (the question)." in refused(page)
    page.refresh_from_db()
    assert not page.live and not VersionText.objects.filter(language="ur").exists()


def test_a_translation_with_other_questions_is_refused(survey):
    page = translate(survey)
    edit(page, body=[section("one", "ur Places", radio("OTHER", "ur?", {"yes": "ur yes", "no": "ur no"}))])
    page.refresh_from_db()
    assert "not those of the published English survey" in refused(page)
    assert "AVOID" in refused(page) and "OTHER" in refused(page)


def test_a_translation_with_other_routing_is_refused(survey):
    page = translate(survey)
    body = raw(page)
    body[0]["value"]["questions"][1]["value"]["show_if"]["conditions"][0]["value"]["values"] = "no"
    edit(page, body=body)
    page.refresh_from_db()
    assert "They differ at: PLACES." in refused(page)


def test_a_translation_of_an_unpublished_survey_is_refused(draft):
    draft.save_revision()
    assert "Publish the English survey first" in refused(translate(draft))


def test_a_standard_question_without_wording_in_a_language_is_refused(survey, monkeypatch):
    monkeypatch.setattr("surveys.authoring.standard_wording._translated", lambda language: {})
    page = translate(survey, language="pl")
    assert "Question AGE: the standard question on age_band is not written in 'pl' yet." in refused(page)


def test_after_a_change_of_meaning_the_old_translation_is_refused(survey):
    page = translate(survey)
    publish(page)
    edit(survey, body=small_body(avoid="Do you fear places?")).publish()
    edit(page)
    page.refresh_from_db()
    assert "the translation still says what it said: AVOID." in refused(page)


def test_publishing_an_old_translation_again_as_it_was_passes_the_gate_too(survey):
    page = translate(survey)
    publish(page)
    edit(survey, body=small_body(avoid="Do you fear places?")).publish()
    assert "the translation still says what it said: AVOID." in refused(page)


def test_a_review_dated_after_the_change_says_the_translation_is_right(survey):
    page = translate(survey)
    publish(page)
    edit(survey, body=small_body(avoid="Do you fear places?")).publish()
    sign_off(page, by="Nadia, Urdu reader", on=datetime.date(2999, 1, 1))
    publish(page)
    assert newest_text(newest_version(survey), "ur").texts["q:AVOID"] == "ur Do you stay away from places?"


def test_a_draft_translation_of_a_live_page_changes_nothing_frozen(survey):
    page = translate(survey)
    publish(page)
    before = list(VersionText.objects.values_list("pk", flat=True))
    translate(survey, words=lambda english: f"new {english}")
    page.refresh_from_db()
    assert page.title.startswith("new ") and page.has_unpublished_changes
    assert list(VersionText.objects.values_list("pk", flat=True)) == before


def test_a_new_wording_of_a_translation_becomes_the_newest(survey):
    page = translate(survey)
    publish(page)
    publish(translate(survey, words=lambda english: f"new {english}"))
    publish(translate(survey))
    version = SurveyVersion.objects.get()
    assert newest_text(version, "ur").texts["q:AVOID"].startswith("ur ")
    assert version.texts.filter(language="ur").count() == 3


def test_an_alias_is_no_survey_of_its_own(survey, home):
    alias = survey.create_alias(update_slug="alias", parent=home)
    assert alias.live
    edit(survey, intro="Good morning.").publish()
    assert set(SurveyVersion.objects.values_list("survey_id", flat=True)) == {survey.pk}


def test_a_demographic_alone_needs_no_translation_of_its_own(home):
    page = small_survey(home)
    page.body = [section("two", "About you", standard("sex", "SEX"))]
    offered = [segment.string.render_text() for segment in extract_segments(page)]
    assert "About you" in offered and "What is your sex?" not in offered
