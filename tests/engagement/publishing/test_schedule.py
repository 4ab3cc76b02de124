"""What goes live and ends: shown with date and section, to those who answer for the section, and called off by them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from cms.models import StoryPage
from engagement.accounts.roles import ROLES
from engagement.publishing.schedule import ENDS, GOES_LIVE, HIDES, scheduled
from engagement.publishing.services import send_for_review
from tests.engagement.publishing.pages import draft_story
from tests.engagement.publishing.reading import approve_twice, reading_of
from tests.people import cast

pytestmark = pytest.mark.django_db

SEES = ("campaign_lead", "moderator", "safeguarding_lead", "admin")


@pytest.fixture
def planned(home) -> StoryPage:
    """A story that both readers approved, to go live next week and to end a week later."""
    next_week = timezone.now() + timedelta(days=7)
    story = draft_story(cast("campaign_lead"), go_live_at=next_week, expire_at=next_week + timedelta(days=7))
    send_for_review(story, cast("campaign_lead"))
    return approve_twice(story)


@pytest.mark.long
@pytest.mark.parametrize("role", ROLES)
def test_a_plan_is_shown_to_those_who_answer_for_its_section(planned, role):
    found = [(event.what, event.section, event.state) for event in scheduled(cast(role))]
    expected = [(GOES_LIVE, "Campaign", "approved"), (ENDS, "Campaign", "approved")]
    assert found == (expected if role in SEES else [])


def test_the_plan_can_be_asked_for_by_section(planned, moderator):
    screen = reverse("publishing:schedule")
    assert "The bench" in moderator.get(screen).content.decode()
    assert "The bench" in moderator.get(f"{screen}?section=Campaign").content.decode()
    assert scheduled(moderator.user, section="Insights") == []


@pytest.mark.long
def test_it_goes_live_on_its_day_and_not_before(planned):
    call_command("publish_scheduled")
    assert not StoryPage.objects.get(pk=planned.pk).live
    revision, a_minute_ago = planned.get_latest_revision(), timezone.now() - timedelta(minutes=1)
    revision.content["go_live_at"], revision.approved_go_live_at = a_minute_ago.isoformat(), a_minute_ago
    revision.save()
    call_command("publish_scheduled")
    assert StoryPage.objects.get(pk=planned.pk).live


@pytest.mark.long
@pytest.mark.parametrize("role", ["campaign_lead", "moderator", "safeguarding_lead"])
def test_a_plan_is_called_off_by_those_who_answer_for_it(planned, signed_in, role):
    event = scheduled(cast(role))[0]
    assert event.may_call_off
    address = reverse("wagtailadmin_pages:revisions_unschedule", args=[planned.pk, event.revision])
    assert address in signed_in(role).get(reverse("publishing:schedule")).content.decode()
    signed_in(role).post(address)
    assert scheduled(cast(role)) == []


@pytest.mark.long
@pytest.mark.parametrize("role", ["youth_lead", "faith_lead", "analyst", "directory_lead"])
def test_nobody_else_calls_it_off(planned, signed_in, role):
    revision = planned.get_latest_revision().pk
    signed_in(role).post(reverse("wagtailadmin_pages:revisions_unschedule", args=[planned.pk, revision]))
    assert planned.revisions.filter(approved_go_live_at__isnull=False).exists()


@pytest.mark.long
def test_a_plan_that_waits_for_a_reader_says_so(home):
    story = draft_story(cast("campaign_lead"), go_live_at=timezone.now() + timedelta(days=7))
    send_for_review(story, cast("campaign_lead"))
    assert [event.state for event in scheduled(cast("moderator"))] == [
        "not approved yet, waits for Plain English"
    ]
    reading_of(story).reject(user=cast("moderator"), comment="Shorter.")
    assert [event.state for event in scheduled(cast("moderator"))] == ["sent back to its writer"]


@pytest.mark.long
def test_live_pages_that_end_or_hide_themselves_are_listed(home):
    story = StoryPage.objects.get(slug="the-walk")
    StoryPage.objects.filter(pk=story.pk).update(
        expire_at=timezone.now() + timedelta(days=2), review_on=timezone.localdate() + timedelta(days=1)
    )
    assert [event.what for event in scheduled(cast("moderator"))] == [HIDES, ENDS]
