"""Writes of publishing: send, approve for good, make and close links to drafts."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import Page, Revision, TaskState, WorkflowState
from wagtail.workflows import publish_workflow_state

from engagement.publishing.models import PreviewLink
from engagement.publishing.rendering import rendered
from engagement.publishing.reviewed import ReviewedPage, after_review
from engagement.publishing.selectors import STEPS, writers

LONGEST = 7
"""Days a link to a draft may stay open."""

FORGOTTEN_AFTER = timedelta(days=30)
"""How long a closed link is kept, so that its opener reads that it is closed."""


class NotReviewed(PermissionDenied):
    """A page was about to go live without two readers."""


def publish_after_both_readings(state: WorkflowState, user: Any = None) -> None:
    """What Wagtail does when the last step of a workflow is approved: publish, if two people read this very draft.

    Raises:
        NotReviewed: a step is missing, was approved for another draft, by a writer, or both by one person.
    """
    page = state.content_object
    if not isinstance(page, Page):
        publish_workflow_state(state, user=user)
        return
    draft = page.get_latest_revision()
    approved = [
        reading
        for reading in state.task_states.filter(status=TaskState.STATUS_APPROVED, revision=draft)
        if reading.finished_by_id is not None
    ]
    wrote = writers(page) | {state.requested_by_id}
    by_step = [
        {reading.finished_by_id for reading in approved if isinstance(reading.task.specific, step)} - wrote
        for step in STEPS
    ]
    first, second = by_step
    if not any(one != other for one in first for other in second):
        raise NotReviewed("Two people who did not write this page have to approve its newest draft.")
    with after_review():
        draft.publish(user=user, skip_permission_checks=True)


@transaction.atomic
def send_for_review(page: Page, user: Any) -> WorkflowState:
    """Send the newest draft of a page to its readers; a page that was sent back goes to the reader who did so.

    Raises:
        ValidationError: something is missing in the draft, with a sentence for each; or it is being read already.
    """
    page = Page.objects.get(pk=page.pk).specific
    draft = page.get_latest_revision_as_object()
    if page.workflow_in_progress:
        raise ValidationError("This page is being read already.")
    faults = draft.faults() if isinstance(draft, ReviewedPage) else []
    if faults:
        raise ValidationError(faults)
    if page.get_latest_revision() is None:
        page.save_revision(user=user)
    state = page.current_workflow_state
    if state is not None:
        state.resume(user=user)
        return state
    return page.get_workflow().start(draft, user)


@transaction.atomic
def make_link(
    page: Page, revision: Revision, *, days: int, reader: str, user: Any, host: str = "localhost"
) -> tuple[PreviewLink, str]:
    """Make a link to one draft, open for ``days``; return it and its secret, which is told this once.

    Raises:
        ValidationError: more days than seven or fewer than one, or a draft of another page, or one nobody may show.
    """
    if not 1 <= days <= LONGEST:
        raise ValidationError(f"A link to a draft is open for one to {LONGEST} days.")
    if str(revision.object_id) != str(page.pk):
        raise ValidationError("This draft is not one of this page.")
    if is_limited(page):
        raise ValidationError("This page is not for everybody, so there are no links to its drafts.")
    if is_withdrawn(page, revision):
        raise ValidationError(
            "This page was taken back by the person it is about, so there are no links to its drafts."
        )
    html, policy = rendered(revision.as_object(), host)
    secret = secrets.token_urlsafe(32)
    link = PreviewLink.objects.create(
        page_id=page.pk,
        revision=revision,
        html=html,
        policy=policy,
        digest=digest_of(secret),
        reader=reader.strip(),
        made_by=user,
        ends_at=timezone.now() + timedelta(days=days),
    )
    log(
        instance=page, action="publishing.preview.make", user=user, data={"reader": link.reader, "days": days}
    )
    return link, secret


def close_links(links: Any, user: Any = None) -> int:
    """Close links at once and drop the drafts they showed; return how many were open."""
    closed = 0
    for link in links.filter(closed_at=None, ends_at__gt=timezone.now()).select_related("page"):
        PreviewLink.objects.filter(pk=link.pk).update(closed_at=timezone.now(), html="", policy="")
        log(
            instance=link.page.specific,
            action="publishing.preview.close",
            user=user,
            data={"reader": link.reader},
        )
        closed += 1
    return closed


def forget_ended_links(*, now: datetime | None = None) -> int:
    """Drop the drafts of links that have ended, and the links themselves a month later; return how many drafts."""
    now = now or timezone.now()
    PreviewLink.objects.filter(ends_at__lt=now - FORGOTTEN_AFTER).delete()
    return PreviewLink.objects.filter(ends_at__lt=now).exclude(html="").update(html="", policy="")


def digest_of(secret: str) -> str:
    """What is kept of a link's secret: it has 256 random bits, so a plain digest cannot be searched."""
    return hashlib.sha256(secret.encode()).hexdigest()


def is_limited(page: Page) -> bool:
    """Whether a page or one above it is closed to the public."""
    return page.get_view_restrictions().exists()


def is_withdrawn(page: Page, revision: Revision) -> bool:
    """Whether what a draft holds was taken back, in the draft itself, the newest one or the page as it stands."""
    told = (page.specific, page.get_latest_revision_as_object(), revision.as_object())
    return any(getattr(shape, "is_withdrawn", False) for shape in told)
