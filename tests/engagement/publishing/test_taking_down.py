"""The list of live pages, and taking any of them down with a reason; Wagtail's own review is gone."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from wagtail.models import GroupApprovalTask, Page, PageLogEntry, Task, Workflow, WorkflowState

from cms.models import CampaignPage, StoryPage
from engagement.accounts.who_may import roles_now
from engagement.audit.models import StaffAct
from engagement.publishing.services import send_for_review
from tests.people import cast

pytestmark = pytest.mark.django_db

LIST = "/admin/publishing/live/"


@pytest.fixture
def walk(home) -> StoryPage:
    return StoryPage.objects.get(slug="the-walk")


def take_down(client, page, **fields):
    return client.post(
        reverse("publishing:take_down", args=[page.pk]), {"reason": "It shows the street.", **fields}
    )


@pytest.mark.parametrize("role", ["safeguarding_lead", "moderator", "admin"])
def test_a_lead_finds_every_live_page_of_every_section_in_one_list(home, walk, signed_in, role):
    client = signed_in(role)
    said = client.get(LIST).content.decode()
    for title in ("The walk", "Youth Assembly", "Faith Alliance", "What we heard"):
        assert title in said
    assert reverse("publishing:take_down", args=[walk.pk]) in said
    assert reverse("publishing:take_down", args=[home.pk]) not in said
    assert "The walk" not in client.get(LIST, {"section": "Faith Alliance"}).content.decode()
    assert "The walk" in client.get(LIST, {"words": "WALK"}).content.decode()
    assert "Nothing found" in client.get(LIST, {"words": "no such page"}).content.decode()
    assert "Live pages" in client.get("/admin/").content.decode()


def test_a_lead_takes_a_page_down_with_a_reason_that_its_editors_read_on_the_page(
    walk, signed_in, visitor, mailoutbox, django_capture_on_commit_callbacks
):
    editor, lead = signed_in("campaign_lead"), signed_in("safeguarding_lead")
    cast("youth_lead")
    assert visitor.get(walk.url).status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        assert take_down(lead, walk).status_code == 302
    assert visitor.get(walk.url).status_code == 404
    # The editors of the section are told, without the title or the reason: either may name somebody.
    (mail,) = mailoutbox
    assert mail.to == ["callum@example.org"]
    assert "walk" not in mail.body and "street" not in mail.body and f"/pages/{walk.pk}/" in mail.body
    assert (
        "It shows the street."
        in editor.get(reverse("wagtailadmin_pages:edit", args=[walk.pk])).content.decode()
    )
    act = StaffAct.objects.get(act="publishing.take_down")
    assert (act.name, act.key, act.about) == ("sana", str(walk.pk), "")
    assert PageLogEntry.objects.get(pk=act.log_entry).data == {"reason": "It shows the street."}


def test_without_a_reason_nothing_is_taken_down(walk, signed_in):
    answer = take_down(signed_in("safeguarding_lead"), walk, reason=" ")
    assert answer.status_code == 422 and "Say why" in answer.content.decode()
    walk.refresh_from_db()
    assert walk.live


def test_what_stands_below_goes_only_if_that_is_asked(home, walk, signed_in):
    campaign, lead = CampaignPage.objects.get(), signed_in("safeguarding_lead")
    take_down(lead, campaign)
    assert Page.objects.get(pk=walk.pk).live and not Page.objects.get(pk=campaign.pk).live
    Page.objects.filter(pk=campaign.pk).update(live=True)
    take_down(lead, campaign, below="on")
    assert not Page.objects.get(pk=walk.pk).live
    assert Page.objects.get(pk=home.pk).live


def test_a_review_under_way_ends_so_that_no_reader_brings_the_page_back(walk, signed_in):
    walk.title = "The long walk"
    walk.save_revision(user=cast("campaign_lead"))
    state = send_for_review(walk, cast("campaign_lead"))
    take_down(signed_in("safeguarding_lead"), walk)
    state.refresh_from_db()
    assert state.status == state.STATUS_CANCELLED


def test_nobody_takes_down_the_front_door_or_another_sections_page(home, walk, signed_in):
    assert take_down(signed_in("safeguarding_lead"), home).status_code == 403
    for role in ("youth_lead", "analyst", "faith_lead"):
        assert take_down(signed_in(role), walk).status_code == 403
        assert signed_in(role).get(LIST).status_code == 403
    assert Page.objects.filter(pk__in=[home.pk, walk.pk], live=True).count() == 2
    # GET shows the form and changes nothing.
    assert (
        signed_in("safeguarding_lead").get(reverse("publishing:take_down", args=[walk.pk])).status_code == 200
    )
    assert Page.objects.get(pk=walk.pk).live


# --- Wagtail's own review --------------------------------------------------------------------------------------------


def test_the_review_that_wagtail_ships_is_gone_and_nobody_is_told_they_decide_in_it():
    assert not Workflow.objects.filter(name="Moderators approval").exists()
    assert not Task.objects.filter(name="Moderators approval").exists()
    assert not any("Moderators approval" in sentence for role in roles_now() for sentence in role.may)


def test_where_that_review_was_used_its_decisions_stay_and_it_is_switched_off(walk):
    from importlib import import_module

    forget = import_module("engagement.publishing.migrations.0002_forget_wagtails_own_review").forget
    workflow = Workflow.objects.create(name="Moderators approval")
    task = GroupApprovalTask.objects.create(name="Moderators approval")
    workflow.workflow_tasks.create(task=task)
    kind = ContentType.objects.get_for_model(walk)
    state = WorkflowState.objects.create(
        workflow=workflow, content_type=kind, base_content_type=kind, object_id=str(walk.pk)
    )
    forget(apps, None)
    for kept in (workflow, task, state):
        kept.refresh_from_db()
    assert not workflow.active and not task.active
