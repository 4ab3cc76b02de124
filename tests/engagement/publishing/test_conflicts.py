"""Two editors of one page: whoever saves second is told, and can keep both."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from cms.models import StoryPage
from tests.engagement.publishing.pages import FORM, draft_story
from tests.people import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(home) -> StoryPage:
    return draft_story(cast("campaign_lead"))


def address(story) -> str:
    return reverse("wagtailadmin_pages:edit", args=[story.pk])


def opened(client, story) -> dict[str, str]:
    """What the edit form knows of the draft it was opened on."""
    said = client.get(address(story)).content.decode()
    names = ("loaded_revision_id", "loaded_revision_created_at")
    return {name: re.search(rf'name="{name}" value="([^"]+)"', said).group(1) for name in names}


def newest(story) -> str:
    return StoryPage.objects.get(pk=story.pk).get_latest_revision_as_object().title


def test_whoever_saves_second_is_told_and_both_drafts_are_kept(story, campaign_lead, moderator):
    mine, theirs = opened(campaign_lead, story), opened(moderator, story)
    assert moderator.post(address(story), {**FORM, **theirs, "title": "Theirs"}).status_code == 302
    response = campaign_lead.post(address(story), {**FORM, **mine, "title": "Mine"})
    said = response.content.decode()
    assert response.status_code == 409 and newest(story) == "Theirs"
    assert "Marcus, moderator saved" in said and 'name="title" value="Mine"' in said
    again = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', said))
    assert campaign_lead.post(address(story), again).status_code == 302
    assert newest(story) == "Mine"
    assert "Theirs" in [revision.as_object().title for revision in story.revisions.all()]


@pytest.mark.long
def test_the_same_draft_saved_into_by_somebody_else_counts_as_newer(story, campaign_lead):
    """A draft that saves itself keeps its key; its moment tells."""
    mine = opened(campaign_lead, story)
    revision = story.get_latest_revision()
    story.title = "Saved by itself"
    story.save_revision(user=campaign_lead.user, overwrite_revision=revision)
    assert campaign_lead.post(address(story), {**FORM, **mine, "title": "Mine"}).status_code == 409
    assert newest(story) == "Saved by itself"


@pytest.mark.long
def test_sending_for_review_over_an_unseen_draft_is_stopped_too(story, campaign_lead, moderator):
    mine, theirs = opened(campaign_lead, story), opened(moderator, story)
    moderator.post(address(story), {**FORM, **theirs, "title": "Theirs"})
    response = campaign_lead.post(address(story), {**FORM, **mine, "action-submit": "yes"})
    assert response.status_code == 409
    assert not StoryPage.objects.get(pk=story.pk).workflow_in_progress
    assert "action-submit" not in response.content.decode()


@pytest.mark.long
def test_one_editor_alone_is_never_stopped(story, campaign_lead):
    for title in ("One", "Two"):
        fields = {**FORM, **opened(campaign_lead, story), "title": title}
        assert campaign_lead.post(address(story), fields).status_code == 302
    assert newest(story) == "Two"


@pytest.mark.long
def test_a_locked_page_is_changed_by_its_holder_alone(story, campaign_lead, moderator):
    campaign_lead.post(reverse("wagtailadmin_pages:lock", args=[story.pk]))
    response = moderator.post(address(story), {**FORM, **opened(moderator, story), "title": "Theirs"})
    assert "could not be saved as it is locked" in response.content.decode()
    assert newest(story) == "The bench"
