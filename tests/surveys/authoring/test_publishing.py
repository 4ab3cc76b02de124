"""Every way of publishing passes the one gate: a survey with faults goes live by none of them."""

from __future__ import annotations

from datetime import timedelta
from html import unescape

import pytest
from django.contrib.auth.models import User
from django.contrib.messages import get_messages
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.models import PageLogEntry

from surveys.authoring.compile import NotPublishable
from surveys.models import SurveyPage, SurveyVersion, VersionText
from tests.engagement.publishing.reading import reading_of
from tests.people import cast
from tests.surveys.authoring.surveys import broken, edit, small_body, small_survey

NOWHERE = "Question PLACES: its show-if rule asks about NOWHERE, which does not exist."


@pytest.fixture
def editor(db):
    """Somebody above the roles, who may still publish nothing alone."""
    client = Client()
    client.user = User.objects.create_superuser("edith", "edith@example.org", "a long enough password")
    client.force_login(client.user)
    return client


def nothing_frozen(page):
    page.refresh_from_db()
    return not page.live and not SurveyVersion.objects.exists() and not VersionText.objects.exists()


def messages_of(response):
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def test_a_sound_survey_goes_live_and_freezes_its_first_version(draft):
    draft.save_revision().publish()
    version = SurveyVersion.objects.get()
    assert (version.number, version.kind, version.survey_id) == (1, "first", draft.pk)
    assert [question["code"] for question in version.definition["sections"][0]["questions"]] == [
        "AVOID",
        "PLACES",
    ]
    assert version.texts.get().texts["q:AVOID"] == "Do you stay away from places?"
    assert draft.fieldwork.state == "closed"


def test_a_draft_with_faults_is_kept(draft):
    revision = edit(draft, body=broken())
    assert (
        revision.as_object().body[0].value["questions"][1].value["show_if"]["conditions"][0]["question"]
        == "NOWHERE"
    )
    assert nothing_frozen(draft)


def test_publishing_a_revision_is_refused(draft):
    revision = edit(draft, body=broken())
    with pytest.raises(NotPublishable) as refused:
        revision.publish()
    assert refused.value.sentences[0].startswith(NOWHERE)
    assert nothing_frozen(draft)


def test_wagtails_own_action_is_refused(draft):
    revision = edit(draft, body=broken())
    with pytest.raises(NotPublishable):
        PublishPageRevisionAction(revision).execute(skip_permission_checks=True)
    assert nothing_frozen(draft)


def test_bulk_publishing_publishes_no_survey_sound_or_not(draft, editor):
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    for body in (small_body(), broken()):
        edit(draft, body=body)
        editor.post(f"{address}?id={draft.pk}", {"include_descendants": ""})
        assert nothing_frozen(draft)


def test_a_scheduled_survey_is_refused_alone(draft, home):
    """Its schedule is cleared and noted, and the next scheduled survey still goes live."""
    past = timezone.now() - timedelta(minutes=5)
    other = small_survey(home, slug="other")
    for page, body in ((draft, broken()), (other, small_body())):
        revision = edit(page, body=body, go_live_at=past)
        revision.approved_go_live_at = past
        revision.save(update_fields=["approved_go_live_at"])
    call_command("publish_scheduled")
    draft.refresh_from_db()
    other.refresh_from_db()
    assert not draft.live and other.live
    assert draft.get_latest_revision().approved_go_live_at is None
    entry = PageLogEntry.objects.get(action="surveys.publish.refused")
    assert entry.page_id == draft.pk and NOWHERE in entry.message
    assert SurveyVersion.objects.get().survey_id == other.pk


def test_a_survey_with_faults_is_not_sent_to_its_readers(draft, editor):
    edit(draft, body=broken())
    response = editor.post(reverse("publishing:send", args=[draft.pk]))
    assert response.status_code == 422 and NOWHERE in unescape(response.content.decode())
    assert reading_of(draft) is None


def test_the_last_approval_of_a_review_is_refused_and_the_review_stays_open(
    draft, moderator, safeguarding_lead
):
    """Whatever broke it after it was sent."""
    edit(draft, body=broken())
    draft.refresh_from_db()
    draft.get_workflow().start(draft, cast("analyst"))
    reading_of(draft).approve(user=moderator.user)
    reading = reading_of(draft)
    response = safeguarding_lead.post(
        reverse("publishing:review", args=[reading.pk]), {"decision": "approve"}
    )
    assert response.status_code == 302
    assert NOWHERE in messages_of(response)
    assert reading_of(draft).pk == reading.pk
    assert nothing_frozen(draft)


def test_saving_the_live_row_without_publishing_compiles_and_freezes_nothing(survey):
    """Translations save the live row before their draft revision exists."""
    survey.body = broken()
    survey.save()
    assert SurveyVersion.objects.count() == 1 and VersionText.objects.count() == 1


def test_a_page_put_live_without_a_revision_freezes_nothing(home):
    page = SurveyPage(title="Bare", slug="bare", body=small_body(), locale=home.locale)
    home.add_child(instance=page)
    assert page.live and not SurveyVersion.objects.exists()


def test_publishing_the_same_revision_again_makes_no_new_version(survey):
    survey.unpublish()
    survey.get_latest_revision().publish()
    survey.refresh_from_db()
    assert survey.live and SurveyVersion.objects.count() == 1


def test_a_refused_edit_leaves_the_live_version_as_it_was(survey):
    revision = edit(survey, body=broken())
    with pytest.raises(NotPublishable):
        revision.publish()
    survey.refresh_from_db()
    assert survey.live and survey.live_revision_id != revision.pk
    assert SurveyVersion.objects.get().revision_id == survey.live_revision_id


def test_a_copy_is_a_draft_with_the_same_block_ids(survey, home):
    copy = survey.copy(to=home, update_attrs={"slug": "copy", "title": "Copy"})
    copy.refresh_from_db()
    assert not copy.live and copy.live_revision_id is None
    assert copy.body.raw_data[0]["id"] == survey.body.raw_data[0]["id"]
    copy.get_latest_revision().publish()
    first, second = SurveyVersion.objects.order_by("pk")
    assert (first.survey_id, second.survey_id) == (survey.pk, copy.pk) and first.digest == second.digest


def test_a_refusal_outside_the_admin_is_not_hidden(rf):
    from surveys.authoring.middleware import RefusalsAsMessages

    middleware = RefusalsAsMessages(lambda request: None)
    assert middleware.process_exception(rf.get("/insights/"), NotPublishable(["No."])) is None
    assert middleware.process_exception(rf.get("/admin/"), ValueError("other")) is None
