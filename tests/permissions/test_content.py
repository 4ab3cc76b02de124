"""What lists, choosers and reports show: an editor never finds the unfinished work of another section there."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.urls import reverse

from tests.permissions.asking import Door
from tests.permissions.site import Site, fill, title_of

pytestmark = [pytest.mark.long, pytest.mark.django_db]


@pytest.fixture(scope="module")
def site(django_db_setup, django_db_blocker):
    """The filled site, made once and taken back at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield fill()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def door(site) -> Door:
    return Door(site)


def lists(site: Site) -> dict[str, str]:
    """Every screen that lists pages or files, asked as widely as it can be."""
    youth = site.parts["youth"]
    standard = {"content_type_app_name": "cms", "content_type_model_name": "standardpage"}
    return {
        "explorer": reverse("wagtailadmin_explore", args=[youth.page.pk]),
        "explorer, results": reverse("wagtailadmin_explore_results", args=[youth.page.pk]),
        "search": reverse("wagtailadmin_pages:search") + "?q=Unfinished",
        "search, results": reverse("wagtailadmin_pages:search_results") + "?q=Unfinished",
        "page chooser": reverse("wagtailadmin_choose_page"),
        "page chooser, below": reverse("wagtailadmin_choose_page_child", args=[youth.page.pk]),
        "page chooser, search": reverse("wagtailadmin_choose_page_search") + "?q=Unfinished",
        "page chooser, chosen": reverse("wagtailadmin_choose_page_chosen_multiple") + f"?id={youth.draft.pk}",
        "menu of pages": reverse("wagtailadmin_api:pages:listing")
        + f"?child_of={youth.page.pk}&for_explorer=1",
        "menu of pages, all": reverse("wagtailadmin_api:pages:listing") + "?limit=20&order=-id",
        "pages of a type": reverse("wagtailadmin_pages:type_use", kwargs=standard),
        "pages of a type, results": reverse("wagtailadmin_pages:type_use_results", kwargs=standard),
        "where to put a page": reverse("wagtailadmin_pages:choose_parent", args=["cms", "standardpage"]),
        "images": reverse("wagtailimages:index") + "?q=Unfinished",
        "images, all": reverse("wagtailimages:index"),
        "image chooser": reverse("wagtailimages_chooser:choose"),
        "image chooser, search": reverse("wagtailimages_chooser:choose_results") + "?q=Unfinished",
        "image chooser, chosen": reverse("wagtailimages_chooser:chosen_multiple") + f"?id={youth.image.pk}",
        "documents": reverse("wagtaildocs:index"),
        "document chooser": reverse("wagtaildocs_chooser:choose"),
        "document chooser, search": reverse("wagtaildocs_chooser:choose_results") + "?q=Unfinished",
        "document chooser, chosen": reverse("wagtaildocs_chooser:chosen_multiple")
        + f"?id={youth.document.pk}",
        "history of the site": reverse("wagtailadmin_reports:site_history"),
        "history of the site, file": reverse("wagtailadmin_reports:site_history") + "?export=csv",
        "old pages": reverse("wagtailadmin_reports:aging_pages"),
        "old pages, file": reverse("wagtailadmin_reports:aging_pages") + "?export=csv",
        "locked pages": reverse("wagtailadmin_reports:locked_pages"),
        "reviews": reverse("wagtailadmin_reports:workflow"),
        "reviews, file": reverse("wagtailadmin_reports:workflow") + "?export=csv",
        "steps of reviews": reverse("wagtailadmin_reports:workflow_tasks"),
        "steps of reviews, file": reverse("wagtailadmin_reports:workflow_tasks") + "?export=csv",
        "types of pages": reverse("wagtailadmin_reports:page_types_usage"),
        "translations": reverse("wagtail_localize:translations_report"),
        "use of a workflow": reverse("wagtailadmin_workflows:usage", args=[site.workflow.pk]),
        "readings": reverse("publishing:index"),
        "dates": reverse("publishing:schedule"),
        "pictures of people": reverse("editors:consents"),
        "first screen": reverse("wagtailadmin_home"),
        **{
            f"many pages at once, {act}": reverse("wagtail_bulk_action", args=["wagtailcore", "page", act])
            + f"?id={youth.draft.pk}"
            for act in ("delete", "move", "publish", "unpublish")
        },
        **{
            f"many {thing._meta.verbose_name_plural} at once, {act}": reverse(
                "wagtail_bulk_action", args=[thing._meta.app_label, thing._meta.model_name, act]
            )
            + f"?id={thing.pk}"
            for thing in (youth.image, youth.document)
            for act in ("delete", "add_to_collection", "add_tags")
        },
        "use of an image": reverse("wagtailimages:image_usage", args=[site.parts["campaign"].image.pk]),
    }


NOT_FOR_EDITORS = [title_of("youth", what) for what in ("page", "waiting page", "picture", "document")]


@pytest.mark.parametrize("role", ["campaign_lead", "faith_lead", "analyst"])
def test_an_editor_finds_nothing_unfinished_of_another_section_in_any_list(role, site, door):
    shown = {
        where: found
        for where, path in lists(site).items()
        if (found := [title for title in NOT_FOR_EDITORS if title in door.ask(role, path).said.decode()])
    }
    assert shown == {}


def test_the_same_lists_show_these_things_to_whom_they_belong(site, door):
    """Otherwise the test above would pass on empty pages."""
    seen = {
        title
        for path in lists(site).values()
        for title in NOT_FOR_EDITORS
        if title in door.ask("youth_lead", path).said.decode()
    }
    assert seen == set(NOT_FOR_EDITORS)
