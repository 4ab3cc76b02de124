"""Every other way by which Wagtail puts words before the public, tried by every role: none of them does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.actions.copy_page import CopyPageAction
from wagtail.actions.create_alias import CreatePageAliasAction
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.log_actions import LogContext
from wagtail.models import Locale, Page
from wagtail_localize.models import StringTranslation, Translation, TranslationSource

from cms.models import CampaignPage, StoryPage, YouthAssemblyPage
from engagement.accounts.roles import ROLES
from engagement.publishing.reviewed import after_review
from tests.engagement.publishing.pages import FORM, draft_story
from tests.people import cast

pytestmark = pytest.mark.django_db

Way = Callable[[Client, StoryPage, StoryPage], object]


def edit(client: Client, page: Page, **fields: str) -> None:
    client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), {**FORM, **fields})


def presses_publish(client, draft, live):
    edit(client, draft, **{"action-publish": "yes"})
    edit(client, live, **{"action-publish": "yes"})


def creates_and_publishes(client, draft, live):
    campaign = draft.get_parent().pk
    address = reverse("wagtailadmin_pages:add", args=["cms", "storypage", campaign])
    client.post(address, {**FORM, "slug": "new", "action-publish": "yes"})


def dates_it_and_waits(client, draft, live):
    soon = timezone.now() + timedelta(minutes=1)
    for page in (draft, live):
        for button in ("action-publish", "action-save"):
            edit(client, page, **{button: "yes", "go_live_at": f"{soon:%Y-%m-%d %H:%M}"})
    Page.objects.filter(go_live_at__isnull=False).update(go_live_at=timezone.now() - timedelta(hours=1))
    call_command("publish_scheduled")


def publishes_in_bulk(client, draft, live):
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    client.post(f"{address}?id={draft.pk}&id={live.pk}", {"include_descendants": "on"})


def copies_it_live(client, draft, live):
    address = reverse("wagtailadmin_pages:copy", args=[live.pk])
    copy = {"new_title": "Copy", "new_slug": "copy", "new_parent_page": live.get_parent().pk}
    client.post(address, {**copy, "publish_copies": "on"})
    with pytest.raises(PermissionDenied):
        CopyPageAction(live, user=client.user, update_attrs={"slug": "again"}).execute()


def aliases_it(client, draft, live):
    address = reverse("wagtailadmin_pages:copy", args=[live.pk])
    alias = {"new_title": "Alias", "new_slug": "alias", "new_parent_page": live.get_parent().pk}
    client.post(address, {**alias, "alias": "on"})
    with pytest.raises(PermissionDenied):
        CreatePageAliasAction(live, user=client.user, update_slug="again").execute()


def moves_it(client, draft, live):
    youth = YouthAssemblyPage.objects.get()
    client.post(reverse("wagtailadmin_pages:move_confirm", args=[live.pk, youth.pk]), {})
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "move"])
    client.post(f"{address}?id={live.pk}", {"chooser": youth.pk})
    assert StoryPage.objects.get(pk=live.pk).get_parent().pk == live.get_parent().pk


def goes_back_to_an_old_draft(client, draft, live):
    edit(client, live)
    old = StoryPage.objects.get(pk=live.pk).latest_revision_id
    address = reverse("wagtailadmin_pages:revisions_revert", args=[live.pk, old])
    client.post(address, {**FORM, "action-publish": "yes"})


def opens_a_private_page(client, draft, live):
    client.post(reverse("wagtailadmin_pages:set_privacy", args=[live.pk]), {"restriction_type": "login"})
    assert not live.get_view_restrictions().exists()


def approves_without_having_been_asked(client, draft, live):
    client.post(reverse("publishing:send", args=[draft.pk]))
    reading = StoryPage.objects.get(pk=draft.pk).current_workflow_task_state
    if reading is not None:
        address = reverse("wagtailadmin_pages:workflow_action", args=[draft.pk, "approve", reading.pk])
        for _ in range(2):
            client.post(address, {"comment": ""})
            client.post(reverse("publishing:review", args=[reading.pk]), {"decision": "approve"})


def publishes_in_code(client, draft, live):
    for page in (draft, live):
        revision = page.save_revision(user=client.user)
        for attempt in (
            lambda made=revision: made.publish(user=client.user),
            lambda made=revision: PublishPageRevisionAction(made, user=client.user).execute(),
        ):
            with pytest.raises(PermissionDenied):
                attempt()
        with LogContext(user=client.user):
            revision.publish()
            if page.live:
                changed = StoryPage.objects.get(pk=page.pk)
                changed.title = "Changed"
                with pytest.raises(PermissionDenied):
                    changed.save()
            with pytest.raises(PermissionDenied):
                PublishPageRevisionAction(revision).execute(skip_permission_checks=True)


def translates_what_is_live(client, draft, live):
    """wagtail-localize writes the row of a live page, and publishes with nobody's name."""
    urdu, _ = Locale.objects.get_or_create(language_code="ur")
    with after_review():
        live.copy_for_translation(urdu, copy_parents=True).save_revision().publish()
    source, _ = TranslationSource.update_or_create_from_instance(live)
    translation, _ = Translation.objects.get_or_create(source=source, target_locale=urdu)
    segment = source.stringsegment_set.filter(context__path="title").get()
    StringTranslation.objects.create(
        translation_of=segment.string,
        locale=urdu,
        context=segment.context,
        data="Changed",
        translation_type="manual",
    )
    with LogContext(user=client.user):
        translation.save_target(user=client.user, publish=False)
        translation.save_target(user=client.user, publish=True)
    there = live.get_translation(urdu)
    assert there.live and there.title == live.title
    assert there.get_latest_revision_as_object().title == "Changed"


WAYS = (
    presses_publish,
    creates_and_publishes,
    dates_it_and_waits,
    publishes_in_bulk,
    copies_it_live,
    aliases_it,
    moves_it,
    goes_back_to_an_old_draft,
    opens_a_private_page,
    approves_without_having_been_asked,
    publishes_in_code,
    translates_what_is_live,
)


def public_words() -> set[tuple[str, str, str]]:
    """What visitors read: address, title and language of each live page."""
    live = Page.objects.live().exclude(depth=1)
    return set(live.values_list("url_path", "title", "locale__language_code"))


@pytest.mark.long
@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_no_role_publishes_by_any_other_way(
    home, signed_in, django_user_model, django_capture_on_commit_callbacks, way
):
    """Every role tries it on a draft and on a live page, and a superuser does too."""
    root = Client()
    root.user = django_user_model.objects.create_superuser("root")
    root.force_login(root.user)
    live = StoryPage.objects.get(slug="the-walk")
    for number, client in enumerate([*(signed_in(role) for role in ROLES), root]):
        draft = draft_story(cast("campaign_lead"), title=f"Draft {number}")
        before = public_words()
        with django_capture_on_commit_callbacks(execute=True):
            way(client, draft, StoryPage.objects.get(pk=live.pk))
        added = {told for told in public_words() - before if told[2] == "en"}
        assert added == set(), client.user
        assert not StoryPage.objects.get(pk=draft.pk).live
        for translated in Page.objects.filter(locale__language_code="ur", depth=2):
            translated.delete()


@pytest.mark.long
@pytest.mark.parametrize(
    ("role", "story_goes", "section_goes"),
    [
        ("campaign_lead", True, False),
        ("moderator", True, True),
        ("safeguarding_lead", True, True),
        ("admin", True, True),
        ("youth_lead", False, False),
        ("faith_lead", False, False),
        ("analyst", False, False),
        ("directory_lead", False, False),
    ],
)
def test_taking_down_is_quick_for_those_who_answer_for_a_page_and_closed_to_others(
    home, signed_in, role, story_goes, section_goes
):
    client = signed_in(role)
    story, campaign = StoryPage.objects.get(slug="the-walk"), CampaignPage.objects.get()
    for page, goes in ((story, story_goes), (campaign, section_goes), (home, False)):
        client.post(reverse("wagtailadmin_pages:unpublish", args=[page.pk]))
        assert Page.objects.get(pk=page.pk).live is not goes, page


@pytest.mark.long
def test_a_page_with_an_update_in_review_can_still_be_taken_down(home, campaign_lead):
    from engagement.publishing.services import send_for_review

    story = StoryPage.objects.get(slug="the-walk")
    story.save_revision(user=campaign_lead.user)
    send_for_review(story, campaign_lead.user)
    campaign_lead.post(reverse("wagtailadmin_pages:unpublish", args=[story.pk]))
    assert not StoryPage.objects.get(pk=story.pk).live
