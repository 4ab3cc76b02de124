"""Every installation gets its sections, their rights, collections and the review of two steps. Safe to repeat."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import (
    Collection,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from engagement.accounts.roles import ROLES
from engagement.publishing.models import PlainEnglishReview, ReviewTask, SafeguardingReview
from engagement.publishing.roles import EVERY_SECTION
from engagement.publishing.sections import SECTIONS, Section, section_of_type

WORKFLOW = "two readers"
"""Said on the button: “Submit to two readers”."""

TASKS: tuple[tuple[type[ReviewTask], str], ...] = (
    (PlainEnglishReview, "Plain English"),
    (SafeguardingReview, "Safeguarding"),
)

WRITES = ("add_page", "change_page", "lock_page")
EVERYWHERE = (*WRITES, "unlock_page")
FILES = {
    "wagtailimages": ("add_image", "change_image", "choose_image"),
    "wagtaildocs": ("add_document", "change_document", "choose_document"),
}


@transaction.atomic
def set_up_publishing() -> None:
    """Bring rights over pages and files, and the review, to what this product says; nobody keeps a right to publish."""
    root = Page.objects.filter(depth=1).first()
    top = Collection.objects.filter(depth=1).first()
    if root is None or top is None:
        return
    GroupPagePermission.objects.filter(permission__codename="publish_page").delete()
    _forget_wagtails_editors()
    for slug in EVERY_SECTION:
        group = Group.objects.get(name=ROLES[slug].name)
        _give_pages(group, root, EVERYWHERE)
        _give_files(group, top)
    for section in SECTIONS:
        _give_files(Group.objects.get(name=section.editors), _collection(section, top))
        for model in section.models:
            for page in model._base_manager.all():
                give_to_its_editors(page, section)
    _set_up_review(root)


def give_to_its_editors(page: Page, section: Section | None = None) -> None:
    """Let the editors of a section write one of its pages and what is below it."""
    section = section or section_of_type(type(page))
    group = Group.objects.filter(name=section.editors).first() if section else None
    if group is not None:
        _give_pages(group, page, WRITES)


def _forget_wagtails_editors() -> None:
    """Wagtail ships a group that may write everywhere. No role of this product is it."""
    GroupPagePermission.objects.filter(group__name="Editors").delete()
    GroupCollectionPermission.objects.filter(group__name="Editors").delete()


def _give_pages(group: Group, page: Page, codenames: tuple[str, ...]) -> None:
    held = set(
        GroupPagePermission.objects.filter(group=group, page_id=page.pk).values_list(
            "permission__codename", flat=True
        )
    )
    missing = [name for name in codenames if name not in held]
    if not missing:
        return
    wanted = Permission.objects.filter(
        content_type__app_label="wagtailcore", content_type__model="page", codename__in=missing
    )
    GroupPagePermission.objects.bulk_create(
        GroupPagePermission(group=group, page_id=page.pk, permission=permission) for permission in wanted
    )


def _collection(section: Section, top: Collection) -> Collection:
    found = top.get_children().filter(name=section.name).first()
    return found or Collection.objects.get(pk=top.pk).add_child(name=section.name)


def _give_files(group: Group, collection: Collection) -> None:
    for app, codenames in FILES.items():
        for permission in Permission.objects.filter(content_type__app_label=app, codename__in=codenames):
            GroupCollectionPermission.objects.get_or_create(
                group=group, collection=collection, permission=permission
            )


def _set_up_review(root: Page) -> None:
    """One review for the whole tree, in place of the one step that Wagtail ships."""
    workflow, _ = Workflow.objects.get_or_create(name=WORKFLOW)
    for place, (kind, name) in enumerate(TASKS, start=1):
        task = kind.objects.first() or kind.objects.create(name=name)
        WorkflowTask.objects.update_or_create(workflow=workflow, task=task, defaults={"sort_order": place})
    assigned = WorkflowPage.objects.filter(page=root).select_related("workflow").first()
    if assigned is not None and assigned.workflow_id == workflow.pk:
        return
    if assigned is not None:
        assigned.workflow.deactivate()
    WorkflowPage.objects.update_or_create(page=root, defaults={"workflow": workflow})


def on_new_page(sender: Any, instance: Page, created: bool, raw: bool = False, **kwargs: Any) -> None:
    """A section's page that is made later belongs to the section's editors from its first moment."""
    if created and not raw:
        give_to_its_editors(instance)
