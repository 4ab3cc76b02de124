"""The editor: what it asks, refuses and shows."""

from __future__ import annotations

import html

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from wagtail.models import Page

from surveys.authoring.selectors import newest_text, newest_version
from surveys.blocks import SurveyBody
from surveys.models import SurveyPage, SurveyVersion
from tests.engagement.publishing.reading import approve_twice
from tests.surveys.authoring.editing import form
from tests.surveys.authoring.surveys import broken, edit, small_body, translate

QUESTION = "body-0-value-questions-0-value-question"
WORDING_OR_MEANING = "Is this a wording fix or a change of meaning?"


@pytest.fixture
def editor(db):
    client = Client()
    client.force_login(User.objects.create_superuser("edith", "edith@example.org", "a long enough password"))
    return client


def address(page):
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def send(editor, page, **changes):
    """Post the edit form of the newest draft; returns the response and what it says."""
    draft = page.get_latest_revision_as_object() if page.latest_revision_id else page
    response = editor.post(address(page), form(draft, **changes))
    page.refresh_from_db()
    return response, html.unescape(response.content.decode())


def about(page, code):
    """The field of the edit form that asks what kind of change a question had."""
    return next(
        f"change_kinds-{question['id']}"
        for section in newest_version(page).definition["sections"]
        for question in section["questions"]
        if question["code"] == code
    )


def test_a_survey_can_be_written_and_published_in_the_editor(editor, home):
    new = SurveyPage(title="New", slug="new", intro="i", consent="c", thanks="t", locale=home.locale)
    new.body = small_body()
    response = editor.post(
        reverse("wagtailadmin_pages:add", args=["surveys", "surveypage", home.pk]),
        form(new) | {"action-submit": "yes"},
    )
    assert response.status_code == 302, html.unescape(response.content.decode())
    page = SurveyPage.objects.get(slug="new")
    assert not page.live and not SurveyVersion.objects.exists()
    assert approve_twice(page).live and newest_version(page).number == 1


def test_ids_survive_the_edit_form(editor, survey):
    before = survey.body.get_prep_value()
    send(editor, survey, title="Another title")
    assert survey.get_latest_revision_as_object().body.get_prep_value() == before


def test_an_unfinished_draft_can_be_saved(editor, draft):
    response, _ = send(editor, draft, **{QUESTION: "", "body-0-value-questions-0-value-code": ""})
    assert response.status_code == 302
    assert draft.get_latest_revision_as_object().body[0].value["questions"][0].value["question"] == ""


def test_a_faulty_survey_is_refused_at_the_question(editor, draft):
    edit(draft, body=broken())
    draft.refresh_from_db()
    response, said = send(editor, draft, **{"action-submit": "yes"})
    assert response.status_code == 200 and not draft.live
    assert "Question PLACES: its show-if rule asks about NOWHERE, which does not exist." in said
    errors = response.context["form"].errors.as_data()["body"][0]
    assert list(errors.block_errors) == [0]
    assert list(errors.block_errors[0].block_errors["questions"].block_errors) == [1]


@pytest.mark.parametrize(
    ("changes", "message", "place"),
    [
        ({"question": "Which {{AGE}}?"}, "it repeats {{AGE}}, which comes later", 1),
        ({"show_if-conditions-0-value-values": "maybe"}, "asks for the answer 'maybe'", 1),
    ],
)
def test_a_fault_of_routing_or_repeating_sits_at_its_question(editor, draft, changes, message, place):
    at = "body-0-value-questions-1-value-"
    posted = {at + name: value for name, value in changes.items()}
    response, said = send(editor, draft, **posted, **{"action-submit": "yes"})
    assert response.status_code == 200 and message in said
    errors = response.context["form"].errors.as_data()["body"][0]
    assert list(errors.block_errors[0].block_errors["questions"].block_errors) == [place]


def test_missing_words_are_refused_with_a_sentence(editor, draft):
    response, said = send(editor, draft, thanks="", **{"action-submit": "yes"})
    assert response.status_code == 200 and not draft.live
    assert "Write the thank-you text." in said


def test_a_changed_question_of_a_live_survey_is_not_published_before_somebody_says_what_kind(editor, survey):
    response, said = send(editor, survey, **{QUESTION: "Do you keep away?", "action-submit": "yes"})
    assert response.status_code == 200
    assert f"You changed: AVOID. {WORDING_OR_MEANING}" in said
    assert SurveyVersion.objects.count() == 1


def test_the_answer_is_kept_with_the_version_and_asked_again_for_the_next(editor, survey):
    response, _ = send(
        editor,
        survey,
        **{QUESTION: "Do you keep away?", about(survey, "AVOID"): "wording", "action-submit": "yes"},
    )
    assert response.status_code == 302
    approve_twice(survey)
    assert newest_version(survey).kind == "wording"
    page = editor.get(address(survey))
    assert page.context["form"].initial["change_kinds"] == {}
    response, told = send(editor, survey, **{QUESTION: "Do you stay out?", "action-submit": "yes"})
    assert f"You changed: AVOID. {WORDING_OR_MEANING}" in told
    response, _ = send(
        editor,
        survey,
        **{QUESTION: "Do you stay out?", about(survey, "AVOID"): "meaning", "action-submit": "yes"},
    )
    approve_twice(survey)
    assert [(v.number, v.kind) for v in SurveyVersion.objects.all()] == [
        (1, "first"),
        (2, "wording"),
        (3, "meaning"),
    ]


def test_each_changed_question_is_shown_with_both_wordings_and_asked_for_by_itself(editor, survey):
    second = "body-0-value-questions-1-value-question"
    changes = {QUESTION: "Do you keep away?", second: "Which ones?", "action-submit": "yes"}
    _, told = send(editor, survey, **changes, **{about(survey, "PLACES"): "meaning"})
    assert f"You changed: AVOID. {WORDING_OR_MEANING}" in told
    assert "“Do you stay away from places?”" in told and "“Do you keep away?”" in told
    response, _ = send(
        editor, survey, **changes, **{about(survey, "PLACES"): "meaning", "change_kinds-rest": "wording"}
    )
    assert response.status_code == 302
    approve_twice(survey)
    found = {line["code"]: line["kind"] for line in newest_version(survey).crosswalk}
    assert found == {"AVOID": "wording", "PLACES": "meaning", "AGE": "same"}


def test_a_saved_draft_lists_what_it_changes(editor, survey):
    send(editor, survey, **{QUESTION: "Do you keep away?"})
    page = html.unescape(editor.get(address(survey)).content.decode())
    assert about(survey, "AVOID") in page and about(survey, "PLACES") not in page


def test_a_draft_of_a_live_survey_needs_no_answer(editor, survey):
    response, _ = send(editor, survey, **{QUESTION: "Do you keep away?"})
    assert response.status_code == 302 and SurveyVersion.objects.count() == 1


def test_words_around_the_questions_need_no_answer(editor, survey):
    response, said = send(editor, survey, intro="Good morning.", **{"action-submit": "yes"})
    assert response.status_code == 302, said
    approve_twice(survey)
    assert newest_version(survey).kind == "wording"


def test_the_kind_of_change_is_asked_on_live_surveys_only(editor, draft, home):
    new = reverse("wagtailadmin_pages:add", args=["surveys", "surveypage", home.pk])
    assert "What kind of change" not in editor.get(new).content.decode()
    assert "What kind of change" not in editor.get(address(draft)).content.decode()
    draft.save_revision().publish()
    assert "What kind of change" in editor.get(address(draft)).content.decode()


def test_a_translation_is_signed_off_from_its_menu(editor, survey):
    page = translate(survey)
    sign_off = reverse("survey_sign_off", args=[page.pk])
    for shown, expected in ((page, True), (survey, False)):
        listing = editor.get(reverse("wagtailadmin_explore", args=[shown.get_parent().pk])).content.decode()
        assert shown.title in listing
        assert (reverse("survey_sign_off", args=[shown.pk]) in listing) is expected
    assert "Who read it" in editor.get(sign_off).content.decode()
    response = editor.post(sign_off, {"reviewed_by": "Nadia", "reviewed_on": "2026-05-01"})
    assert response.status_code == 302
    assert not newest_text(newest_version(survey), "ur")
    approve_twice(page)
    assert newest_text(newest_version(survey), "ur").reviewed_by == "Nadia"


def test_a_review_cannot_be_dated_tomorrow_or_given_by_a_stranger(editor, youth_lead, survey):
    page = translate(survey)
    sign_off = reverse("survey_sign_off", args=[page.pk])
    later = editor.post(sign_off, {"reviewed_by": "Nadia", "reviewed_on": "2999-05-01"})
    assert "still to come" in later.content.decode()
    assert youth_lead.post(sign_off, {"reviewed_by": "Me", "reviewed_on": "2026-05-01"}).status_code == 403
    page.refresh_from_db()
    assert not page.live


def test_an_unfinished_draft_is_previewed_with_its_faults(draft):
    edit(draft, body=broken())
    response = draft.get_latest_revision_as_object().make_preview_request()
    said = response.content.decode()
    assert response.status_code == 200
    assert "Which places?" in said and "asks about NOWHERE, which does not exist" in said


def test_a_sound_draft_is_previewed_as_the_public_form_and_sends_nothing(draft):
    response = draft.make_preview_request()
    said = response.content.decode()
    assert response.status_code == 200
    assert "Which places?" in said and 'name="PLACES"' in said and 'name="nonce"' not in said
    policy = response.headers["Content-Security-Policy"]
    assert "form-action 'none'" in policy and "frame-ancestors 'self'" in policy


def test_the_row_is_never_served(survey, client):
    assert client.get(survey.relative_url(None)).status_code == 404


def test_every_block_has_what_an_author_sees(editor):
    questions = SurveyBody().child_blocks["section"].child_blocks["questions"].child_blocks
    assert len(questions) == 20
    for block in [*questions.values(), SurveyBody().child_blocks["section"]]:
        assert block.meta.icon not in ("placeholder", "") and block.meta.group and block.get_description()
        shown = block.render(block.normalize(block.get_preview_value()))
        assert "<h" in shown and len(shown) > 60


def test_faults_are_placed_even_when_they_belong_to_the_whole_survey(editor, draft):
    edit(draft, body=[])
    draft.refresh_from_db()
    response, said = send(editor, draft, **{"action-submit": "yes"})
    assert response.status_code == 200 and "has no section" in said
    assert not Page.objects.get(pk=draft.pk).live
