"""Where the admin says no, it says so: with a status, a reason and a way on."""

from __future__ import annotations

import pytest
from django.urls import reverse
from wagtail.models import Page

from tests.engagement.publishing.pages import draft_story, small_site
from tests.people import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def story():
    small_site()
    return draft_story(cast("campaign_lead"), title="A secret title")


@pytest.mark.parametrize("screen", ["edit", "history", "copy", "delete", "unpublish", "move", "view_draft"])
def test_a_page_of_another_section_is_refused_with_a_reason_and_names_nothing(story, youth_lead, screen):
    refused = youth_lead.get(reverse(f"wagtailadmin_pages:{screen}", args=[story.pk]))
    said = refused.content.decode()
    assert refused.status_code == 403 and "no-store" in refused["Cache-Control"]
    assert "belongs to a section you do not write for" in said and "ask an administrator" in said
    assert "Your roles: Youth Assembly editors" in said and "secret" not in said


def test_what_is_sent_to_such_a_page_changes_nothing(story, youth_lead):
    refused = youth_lead.post(reverse("wagtailadmin_pages:delete", args=[story.pk]))
    assert refused.status_code == 403 and Page.objects.filter(pk=story.pk).exists()


def test_a_screen_of_another_role_and_many_pages_at_once_are_refused_likewise(story, youth_lead):
    assert "for another role" in youth_lead.get(reverse("wagtailusers_users:index")).content.decode()
    bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
    refused = youth_lead.get(f"{bulk}?id={story.pk}")
    assert refused.status_code == 403 and "a section you do not write for" in refused.content.decode()


def test_a_script_of_the_admin_gets_the_bare_refusal_it_can_read(story, youth_lead):
    address = reverse("wagtailadmin_pages:edit", args=[story.pk])
    refused = youth_lead.get(address, headers={"x-requested-with": "XMLHttpRequest"})
    assert refused.status_code == 403 and "Your roles" not in refused.content.decode()
