"""Sections: every installation has them, each with its editors, its files and no right to publish."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from wagtail.models import (
    Collection,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Workflow,
    WorkflowPage,
)

from cms.models import CampaignPage
from engagement.accounts.roles import ROLES
from engagement.publishing.models import PlainEnglishReview, SafeguardingReview
from engagement.publishing.sections import SECTIONS, name_of_section, section_of
from engagement.publishing.setting_up import set_up_publishing
from tests.engagement.publishing.pages import new_story
from tests.people import cast

pytestmark = pytest.mark.django_db


def test_there_are_five_sections_and_each_has_editors_of_its_own():
    assert [section.name for section in SECTIONS] == [
        "Campaign",
        "Youth Assembly",
        "Faith Alliance",
        "Insights",
        "Directory",
    ]
    assert len({section.role for section in SECTIONS}) == 5
    assert Group.objects.filter(name__in=[section.editors for section in SECTIONS]).count() == 5


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.name)
def test_a_section_has_a_collection_that_its_editors_alone_fill(section):
    collection = Collection.objects.get(name=section.name)
    holders = GroupCollectionPermission.objects.filter(collection=collection)
    assert set(holders.values_list("group__name", flat=True)) == {section.editors}
    assert set(holders.values_list("permission__codename", flat=True)) == {
        "add_image",
        "change_image",
        "choose_image",
        "add_document",
        "change_document",
        "choose_document",
    }


@pytest.mark.long
def test_a_section_page_belongs_to_its_editors_from_the_moment_it_is_made(home):
    for section in SECTIONS:
        for model in section.models:
            for page in model.objects.all():
                held = GroupPagePermission.objects.filter(page_id=page.pk)
                assert set(held.values_list("group__name", flat=True)) == {section.editors}, page


def test_nobody_holds_the_right_to_publish_and_a_right_given_by_hand_goes_with_the_next_migrate(home):
    from django.contrib.auth.models import Permission

    publish = Permission.objects.get(content_type__app_label="wagtailcore", codename="publish_page")
    assert not GroupPagePermission.objects.filter(permission=publish).exists()
    given = Group.objects.get(name=ROLES["campaign_lead"].name)
    GroupPagePermission.objects.create(
        group=given, page=CampaignPage.objects.get().page_ptr, permission=publish
    )
    set_up_publishing()
    assert not GroupPagePermission.objects.filter(permission=publish).exists()


@pytest.mark.long
def test_setting_up_again_changes_nothing(home):
    def stands():
        return (
            sorted(GroupPagePermission.objects.values_list("group", "page", "permission")),
            sorted(GroupCollectionPermission.objects.values_list("group", "collection", "permission")),
            sorted(Workflow.objects.values_list("name", "active")),
            sorted(WorkflowPage.objects.values_list("page", "workflow")),
            Collection.objects.count(),
        )

    before = stands()
    set_up_publishing()
    assert stands() == before


@pytest.mark.long
def test_the_whole_site_passes_two_steps(home):
    for page in Page.objects.exclude(depth=1):
        steps = [type(task) for task in page.get_workflow().tasks.specific()]
        assert steps == [PlainEnglishReview, SafeguardingReview], page


@pytest.mark.long
def test_a_page_belongs_to_the_section_it_stands_in(home):
    campaign = CampaignPage.objects.get()
    story = new_story()
    campaign.add_child(instance=story)
    assert section_of(story).name == "Campaign"
    assert section_of(Page.objects.get(pk=story.pk)).name == "Campaign"
    assert section_of(home) is None and name_of_section(home) == "The site’s own pages"


@pytest.mark.long
@pytest.mark.parametrize("role", [section.role for section in SECTIONS])
def test_editors_write_in_their_own_section_and_open_no_other(home, role):
    user = cast(role)
    for page in Page.objects.exclude(depth=1).specific():
        section = section_of(page)
        own = section is not None and section.role == role
        rights = page.permissions_for_user(user)
        assert rights.can_edit() is own, page
        assert rights.can_copy() is own, page
        assert not rights.can_publish() and not rights.can_publish_subpage(), page


@pytest.mark.long
@pytest.mark.parametrize("role", ["moderator", "admin"])
def test_moderators_and_administrators_write_everywhere_and_publish_nowhere(home, role):
    for page in Page.objects.exclude(depth=1).specific():
        rights = page.permissions_for_user(cast(role))
        assert rights.can_edit() and not rights.can_publish()


@pytest.mark.long
def test_safeguarding_leads_open_no_page_that_does_not_wait_for_them(home):
    for page in Page.objects.exclude(depth=1).specific():
        assert not page.permissions_for_user(cast("safeguarding_lead")).can_edit()
