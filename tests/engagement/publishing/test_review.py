"""The two readings: nobody reads their own, nobody reads twice, and what is approved is what goes live."""

from __future__ import annotations

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from wagtail.models import Page

from cms.models import StoryPage
from engagement.accounts.roles import ROLES
from engagement.publishing.models import PlainEnglishReview, SafeguardingReview
from engagement.publishing.selectors import why_not, writers
from engagement.publishing.services import NotReviewed, publish_after_both_readings, send_for_review
from tests.engagement.publishing.pages import FORM, draft_story
from tests.engagement.publishing.reading import approve_twice, reading_of, status_of
from tests.people import cast

pytestmark = pytest.mark.django_db

STEPS = {"moderator": PlainEnglishReview, "safeguarding_lead": SafeguardingReview}


@pytest.fixture
def story(home) -> StoryPage:
    """A story of the campaign's editor, sent for review."""
    story = draft_story(cast("campaign_lead"))
    send_for_review(story, cast("campaign_lead"))
    return story


def now(page) -> StoryPage:
    return StoryPage.objects.get(pk=page.pk)


def test_two_approvals_put_a_story_live(story):
    assert not now(story).live
    reading_of(story).approve(user=cast("moderator"))
    assert not now(story).live and isinstance(reading_of(story).task.specific, SafeguardingReview)
    reading_of(story).approve(user=cast("safeguarding_lead"))
    assert now(story).live and status_of(story) == "approved"


@pytest.mark.long
@pytest.mark.parametrize("step", ["moderator", "safeguarding_lead"])
@pytest.mark.parametrize("role", ROLES)
def test_each_step_is_decided_by_its_role_alone(story, role, step):
    if step == "safeguarding_lead":
        reading_of(story).approve(user=cast("moderator"))
    reading = reading_of(story)
    assert isinstance(reading.task.specific, STEPS[step])
    if role == step:
        assert why_not(cast(role), reading) == ""
        reading.approve(user=cast(role))
        assert reading_of(story) is None or reading_of(story).pk != reading.pk
        return
    for decide in (reading.approve, reading.reject):
        with pytest.raises(PermissionDenied):
            decide(user=cast(role))
    assert reading.task.specific.get_actions(now(story), cast(role)) == []
    assert not now(story).live and reading_of(story).pk == reading.pk


def saved_it(page, user):
    page.save_revision(user=user, log_action=True)


def saved_it_and_somebody_saved_after(page, user):
    page.save_revision(user=user, log_action=True)
    page.save_revision(user=cast("campaign_lead"), log_action=True)


def sent_it(page, user):
    return user


def restored_what_they_wrote_before_it_last_went_live(page, user):
    """Somebody else brings back an old draft that was never read."""
    old = page.save_revision(user=user, log_action=True)
    page.save_revision(user=None).publish()
    page.refresh_from_db()
    restored = old.as_object()
    restored.save_revision(user=cast("campaign_lead"), log_action=True, previous_revision=old)


def copied_it(page, user):
    """The words of a copy are those of whoever wrote the original."""
    page.save_revision(user=user, log_action=True)
    page.refresh_from_db()
    return page.copy(
        update_attrs={"slug": "copy", "title": "Copy"}, keep_live=False, user=cast("campaign_lead")
    )


@pytest.mark.long
@pytest.mark.parametrize("step", list(STEPS))
@pytest.mark.parametrize(
    "wrote",
    [
        saved_it,
        saved_it_and_somebody_saved_after,
        sent_it,
        restored_what_they_wrote_before_it_last_went_live,
        copied_it,
    ],
)
def test_nobody_approves_what_they_wrote_changed_or_sent(home, another, wrote, step):
    writer, other = another("robin", *STEPS), another("kim", *STEPS)
    page = draft_story(cast("campaign_lead"))
    made = wrote(page, writer)
    page = now(made if isinstance(made, Page) else page)
    send_for_review(page, writer if wrote is sent_it else cast("campaign_lead"))
    if step == "safeguarding_lead":
        reading_of(page).approve(user=cast("moderator"))
    reading = reading_of(page)
    assert why_not(writer, reading) == "You wrote or changed this page. Somebody else has to read it."
    with pytest.raises(PermissionDenied):
        reading.approve(user=writer)
    assert why_not(other, reading) == ""


def test_one_person_does_not_read_both_steps(story, another):
    both = another("robin", *STEPS)
    reading_of(story).approve(user=both)
    assert "Two people" in why_not(both, reading_of(story))
    with pytest.raises(PermissionDenied):
        reading_of(story).approve(user=both)
    assert not now(story).live


def test_a_superuser_reads_no_step(story, django_user_model):
    root = django_user_model.objects.create_superuser("root")
    with pytest.raises(PermissionDenied):
        reading_of(story).approve(user=root)


def test_an_approval_without_a_person_is_none(story):
    with pytest.raises(PermissionDenied):
        reading_of(story).approve()


@pytest.mark.long
def test_whoever_wrote_what_is_live_may_read_what_somebody_else_changes_later(story, another):
    """A reader who helped once is not barred for ever."""
    helper = another("robin", *STEPS)
    now(story).save_revision(user=helper, log_action=True)
    assert helper.pk in writers(now(story))
    now(story).get_latest_revision().publish()
    now(story).save_revision(user=cast("campaign_lead"), log_action=True)
    assert writers(now(story)) == {cast("campaign_lead").pk}


def test_a_draft_that_changed_between_the_steps_is_read_again_from_the_first(story):
    reading_of(story).approve(user=cast("moderator"))
    now(story).save_revision(user=cast("campaign_lead"))
    reading_of(story).approve(user=cast("safeguarding_lead"))
    assert not now(story).live
    assert isinstance(reading_of(story).task.specific, PlainEnglishReview)


def test_the_last_gate_publishes_nothing_that_two_people_did_not_read(story, another):
    """Even if a review of one step were made and finished, as an administrator of Wagtail could."""
    state = reading_of(story).workflow_state
    with pytest.raises(NotReviewed):
        publish_after_both_readings(state, user=cast("moderator"))
    state.workflow.workflow_tasks.filter(task__safeguardingreview__isnull=False).delete()
    with pytest.raises(NotReviewed):
        reading_of(story).approve(user=cast("moderator"))
    assert not now(story).live and reading_of(story) is not None


@pytest.mark.long
def test_a_page_sent_back_carries_its_comment_and_returns_to_the_same_step(story, campaign_lead):
    reading_of(story).approve(user=cast("moderator"))
    reading_of(story).reject(user=cast("safeguarding_lead"), comment="The street can be recognised.")
    assert status_of(story) == "needs_changes" and reading_of(story) is None
    editor = campaign_lead.get(reverse("wagtailadmin_pages:edit", args=[story.pk])).content.decode()
    assert "Sana, safeguarding lead sent this page back (Safeguarding):" in editor
    assert "“The street can be recognised.”" in editor
    assert "The street can be recognised." in campaign_lead.get("/admin/").content.decode()
    send_for_review(now(story), cast("campaign_lead"))
    assert isinstance(reading_of(story).task.specific, SafeguardingReview)


@pytest.mark.long
def test_a_rewritten_page_is_read_by_both_again_before_it_goes_live(story):
    reading_of(story).approve(user=cast("moderator"))
    reading_of(story).reject(user=cast("safeguarding_lead"), comment="The street can be recognised.")
    now(story).save_revision(user=cast("campaign_lead"))
    send_for_review(now(story), cast("campaign_lead"))
    reading_of(story).approve(user=cast("safeguarding_lead"))
    assert not now(story).live and isinstance(reading_of(story).task.specific, PlainEnglishReview)
    reading_of(story).approve(user=cast("moderator"))
    assert now(story).live


@pytest.mark.long
def test_sending_says_who_reads_and_what_they_check(home, campaign_lead):
    story = draft_story(cast("campaign_lead"))
    cast("moderator"), cast("safeguarding_lead")
    before = campaign_lead.get(reverse("publishing:send", args=[story.pk])).content.decode()
    for step, name in (
        (PlainEnglishReview, "Marcus, moderator"),
        (SafeguardingReview, "Sana, safeguarding lead"),
    ):
        assert name in before
        assert all(check in before for check in step.checks)
    said = campaign_lead.post(reverse("publishing:send", args=[story.pk]), follow=True).content.decode()
    assert "Marcus, moderator reads it first (Plain English)." in said


@pytest.mark.long
def test_a_page_that_nobody_else_can_read_says_so(home, another, client):
    """The only moderator writes: the page waits, and its writer knows for what."""
    only = another("robin", "moderator")
    client.force_login(only)
    story = draft_story(only)
    assert "Nobody yet." in client.get(reverse("publishing:send", args=[story.pk])).content.decode()
    said = client.post(reverse("publishing:send", args=[story.pk]), follow=True).content.decode()
    assert "Nobody but you can read the step “Plain English”." in said


@pytest.mark.long
def test_an_unfinished_draft_is_not_sent(home, campaign_lead):
    story = draft_story(cast("campaign_lead"))
    story.alias, story.age, story.area = "", "15", "E08000025"
    story.save_revision(user=cast("campaign_lead"), clean=False)
    with pytest.raises(ValidationError):
        send_for_review(now(story), cast("campaign_lead"))
    response = campaign_lead.post(reverse("publishing:send", args=[story.pk]))
    assert response.status_code == 422
    said = response.content.decode()
    assert "Alias: This field cannot be blank." in said and "An age and an area together" in said
    assert status_of(story) == ""


@pytest.mark.long
def test_what_is_being_read_is_changed_by_nobody(story, signed_in):
    """Not by its writer, not by its reader, not by an administrator."""
    for role in ("campaign_lead", "moderator", "admin"):
        client = signed_in(role)
        address = reverse("wagtailadmin_pages:edit", args=[story.pk])
        assert "This page is being read: Plain English." in client.get(address).content.decode()
        client.post(address, {**FORM, "title": "Changed"})
        assert now(story).get_latest_revision_as_object().title == "The bench"


@pytest.mark.long
def test_the_writer_takes_a_page_back_from_review(story, campaign_lead, moderator):
    address = reverse("wagtailadmin_pages:edit", args=[story.pk])
    assert "Take back from review" in campaign_lead.get(address).content.decode()
    assert "Take back from review" not in moderator.get(address).content.decode()
    campaign_lead.post(address, {**FORM, "action-cancel-workflow": "yes"})
    assert status_of(story) == "cancelled" and reading_of(story) is None


@pytest.mark.long
def test_a_reader_decides_on_a_screen_with_the_list_of_checks(story, signed_in):
    moderator, lead = signed_in("moderator"), signed_in("safeguarding_lead")
    assert "1 page waits for your reading" in moderator.get("/admin/").content.decode()
    screen = reverse("publishing:review", args=[reading_of(story).pk])
    said = moderator.get(screen).content.decode()
    assert all(check in said for check in PlainEnglishReview.checks)
    assert moderator.post(screen, {"decision": "approve", "approve-comment": "Clear."}).status_code == 302
    assert moderator.post(screen, {"decision": "approve"}).status_code == 403
    screen = reverse("publishing:review", args=[reading_of(story).pk])
    assert "Clear." in lead.get(screen).content.decode()
    assert lead.post(screen, {"decision": "back", "back-comment": " "}).status_code == 422
    assert lead.post(screen, {"decision": "approve"}, follow=True).status_code == 200
    assert now(story).live


@pytest.mark.long
def test_reviews_of_other_sections_are_closed(story, signed_in):
    screen = reverse("publishing:review", args=[reading_of(story).pk])
    for role in ("youth_lead", "faith_lead", "analyst", "directory_lead", "safeguarding_lead"):
        client = signed_in(role)
        assert client.get(screen).status_code == 403, role
        assert client.post(screen, {"decision": "approve"}).status_code == 403, role
        assert client.get(reverse("publishing:send", args=[story.pk])).status_code == 403, role
        assert client.get(reverse("publishing:links", args=[story.pk])).status_code == 403, role
        assert "The bench" not in client.get(reverse("publishing:index")).content.decode(), role


@pytest.mark.long
def test_wagtails_own_addresses_of_other_sections_tell_nothing(story, signed_in):
    """Preview, comparison, history, copy: the faults Wagtail had."""
    revision = now(story).latest_revision_id
    for role in ("youth_lead", "faith_lead", "analyst", "directory_lead"):
        client = signed_in(role)
        for name, more in (
            ("edit", ()),
            ("view_draft", ()),
            ("preview_on_edit", ()),
            ("history", ()),
            ("workflow_history", ()),
            ("copy", ()),
            ("usage", ()),
            ("unpublish", ()),
            ("delete", ()),
            ("move", ()),
            ("revisions_view", (revision,)),
            ("revisions_compare", ("earliest", revision)),
            ("revisions_revert", (revision,)),
            ("workflow_preview", (reading_of(story).task_id,)),
            ("workflow_action", ("approve", reading_of(story).pk)),
        ):
            response = client.get(reverse(f"wagtailadmin_pages:{name}", args=[story.pk, *more]))
            assert response.status_code in (403, 404), (role, name)


@pytest.mark.long
def test_mail_says_that_something_waits_and_none_of_its_words(
    home, django_capture_on_commit_callbacks, another
):
    cast("moderator"), cast("safeguarding_lead")
    another("robin", "moderator")
    story = draft_story(cast("campaign_lead"), title="Juno of Hill Street")
    with django_capture_on_commit_callbacks(execute=True):
        send_for_review(story, cast("campaign_lead"))
    assert {who for message in mail.outbox for who in message.to} == {
        "marcus@example.org",
        "robin@example.org",
    }
    with django_capture_on_commit_callbacks(execute=True):
        reading_of(story).approve(user=cast("moderator"))
    with django_capture_on_commit_callbacks(execute=True):
        reading_of(story).reject(user=cast("safeguarding_lead"), comment="Hill Street is a real place.")
    assert [message.to for message in mail.outbox[2:]] == [["sana@example.org"], ["callum@example.org"]]
    with django_capture_on_commit_callbacks(execute=True):
        send_for_review(now(story), cast("campaign_lead"))
        reading_of(story).approve(user=cast("safeguarding_lead"))
    assert mail.outbox[-1].subject == "Your page is live" and mail.outbox[-1].to == ["callum@example.org"]
    for message in mail.outbox:
        assert "Hill Street" not in message.subject + message.body
        assert "/admin/" in message.body and "Campaign" in message.body
        assert type(message) is mail.EmailMessage and message.extra_headers == {
            "Auto-Submitted": "auto-generated"
        }


@pytest.mark.long
def test_a_mail_server_that_is_down_stops_no_review(
    home, monkeypatch, settings, django_capture_on_commit_callbacks, caplog
):
    cast("moderator")
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    story = draft_story(cast("campaign_lead"))
    with django_capture_on_commit_callbacks(execute=True):
        send_for_review(story, cast("campaign_lead"))
    assert reading_of(story) is not None
    assert "was not sent: ConnectionRefusedError" in caplog.text and "marcus" not in caplog.text


@pytest.mark.long
def test_an_administrators_own_page_waits_for_two_readers_too(home, signed_in):
    admin = signed_in("admin")
    page = Page.objects.get(pk=home.pk).specific
    page.headline = "Most of us care"
    page.save_revision(user=admin.user)
    send_for_review(page, admin.user)
    with pytest.raises(PermissionDenied):
        reading_of(home).approve(user=admin.user)
    assert approve_twice(home).headline == "Most of us care"
