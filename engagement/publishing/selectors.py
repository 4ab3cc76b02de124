"""Reads of publishing: who wrote a draft, who may read it, what waits for whom."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from wagtail.models import Page, PageLogEntry, Revision, TaskState, WorkflowState
from wagtail_localize.models import StringTranslation

from engagement.accounts.roles import ROLES
from engagement.publishing.models import PlainEnglishReview, Reading, ReviewTask, SafeguardingReview
from engagement.publishing.roles import has_role
from engagement.publishing.sections import name_of_section

WRITING = ("wagtail.create", "wagtail.edit", "wagtail.revert", "wagtail.rename", "wagtail.copy")
"""Entries of a page's log that changed its words."""

STEPS: tuple[type[ReviewTask], ...] = (PlainEnglishReview, SafeguardingReview)


def writers(page: Page) -> set[int]:
    """The keys of everybody whose words the newest draft may hold and nobody has read yet.

    Who saved the draft, who saved or restored one since the page last went live, whoever wrote what was restored,
    and who translated its sentences.
    """
    since = _last_published(page)
    revisions = Revision.objects.for_instance(page).filter(user__isnull=False)
    entries = PageLogEntry.objects.filter(page_id=page.pk, action__in=WRITING)
    if since:
        revisions = revisions.filter(pk__gt=since)
        entries = entries.filter(revision_id__gt=since)
    found = set(revisions.values_list("user_id", flat=True))
    restored = []
    for user, data in entries.values_list("user_id", "data"):
        found.add(user)
        restored.append((data or {}).get("revision", {}).get("id"))
    newest = page.get_latest_revision()
    found.add(newest.user_id if newest else page.owner_id)
    found |= set(
        Revision.objects.filter(pk__in=[key for key in restored if key]).values_list("user_id", flat=True)
    )
    found |= _translators(page, since)
    return {user for user in found if user is not None}


def _last_published(page: Page) -> int | None:
    """The draft the public last saw, even if the page was taken down since."""
    live = Page.objects.filter(pk=page.pk).values_list("live_revision_id", flat=True).first()
    if live:
        return live
    went_live = PageLogEntry.objects.filter(
        page_id=page.pk, action__startswith="wagtail.publish", revision__isnull=False
    )
    return (
        went_live.exclude(action="wagtail.publish.schedule")
        .order_by("-pk")
        .values_list("revision_id", flat=True)
        .first()
    )


def _translators(page: Page, since: int | None) -> set[int]:
    """Whoever typed a sentence of a translated page since; its drafts do not name them."""
    typed = StringTranslation.objects.filter(
        locale_id=page.locale_id,
        context__object_id=page.translation_key,
        last_translated_by__isnull=False,
    )
    saved = Revision.objects.filter(pk=since).values_list("created_at", flat=True).first()
    if saved:
        typed = typed.filter(updated_at__gt=saved)
    return set(typed.values_list("last_translated_by_id", flat=True))


def why_not(user: Any, reading: TaskState) -> str:
    """Why somebody may not decide on a draft, as a sentence; empty if they may."""
    task = reading.task.specific
    if user is None or not isinstance(task, ReviewTask) or not has_role(user, task.role):
        return "This step is for another role."
    if reading.status != TaskState.STATUS_IN_PROGRESS:
        return "Somebody has decided already."
    page = reading.workflow_state.content_object
    if user.pk == reading.workflow_state.requested_by_id or user.pk in writers(page):
        return "You wrote or changed this page. Somebody else has to read it."
    if user.pk in _approved_by(reading.workflow_state, but=task):
        return "You have read the other step. Two people have to read each page."
    return ""


def _approved_by(state: WorkflowState, *, but: ReviewTask) -> set[int | None]:
    approved = state.task_states.filter(status=TaskState.STATUS_APPROVED).exclude(task_id=but.pk)
    return set(approved.values_list("finished_by_id", flat=True))


def readers(task: ReviewTask, page: Page, *, but: Iterable[int] = ()) -> QuerySet[Any]:
    """Who may read a page at a step: the people of its role who did not write it, save the keys ``but``."""
    return (
        get_user_model()
        .objects.filter(is_active=True, groups__name=ROLES[task.role].name)
        .exclude(pk__in=writers(page) | set(but))
        .order_by("first_name", "username")
        .distinct()
    )


@dataclass(frozen=True)
class Step:
    """A step as an editor is told of it."""

    name: str
    role: str
    people: list[str]
    checks: tuple[str, ...]


def steps_for(page: Page, asked_by: Any) -> list[Step]:
    """Who will read a page if somebody sends it now, and what they check."""
    workflow = page.get_workflow()
    tasks = [task for task in (workflow.tasks.specific() if workflow else ()) if isinstance(task, ReviewTask)]
    return [
        Step(
            task.name,
            ROLES[task.role].name,
            [name_of(who) for who in readers(task, page, but=[asked_by.pk])],
            task.checks,
        )
        for task in tasks
    ]


def name_of(user: Any) -> str:
    """What colleagues call somebody."""
    return (user.get_full_name() or user.get_username()) if user else "somebody who left"


@dataclass(frozen=True)
class Waiting:
    """A page that is being read, or was sent back."""

    page: Page
    section: str
    state: WorkflowState
    reading: Reading
    is_yours: bool = False

    @property
    def step(self) -> str:
        return self.reading.task.name

    @property
    def sent_back(self) -> bool:
        return bool(self.state.status == WorkflowState.STATUS_NEEDS_CHANGES)

    @property
    def asked_by(self) -> str:
        return name_of(self.state.requested_by)

    @property
    def decided_by(self) -> str:
        return name_of(self.reading.finished_by)


def in_review(user: Any) -> list[Waiting]:
    """Every page under review that somebody may see: to decide on, of their sections, or sent by themselves."""
    states = (
        WorkflowState.objects.active()
        .select_related(
            "requested_by", "current_task_state__task", "current_task_state__finished_by", "workflow"
        )
        .order_by("created_at")
    )
    found = []
    for state in states:
        page, reading = state.content_object, state.current_task_state
        if not isinstance(page, Page) or reading is None:
            continue
        yours = state.status == WorkflowState.STATUS_IN_PROGRESS and not why_not(user, reading)
        if yours or state.requested_by_id == user.pk or page.permissions_for_user(user).can_edit():
            newest = page.get_latest_revision_as_object()
            found.append(Waiting(newest, name_of_section(page), state, reading, yours))
    return found
