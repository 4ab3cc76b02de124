"""E-mail about reviews: that something waits and where, never its words, and nothing that tells whether it was read."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from wagtail.admin.utils import get_admin_base_url
from wagtail.models import Page, WorkflowState
from wagtail.signals import (
    task_submitted,
    unpublished,
    workflow_approved,
    workflow_rejected,
    workflow_submitted,
)
from wagtail.users.models import UserProfile

from engagement.accounts.roles import holders
from engagement.publishing.models import PreviewLink, Reading, SafeguardingReview
from engagement.publishing.roles import EVERY_SECTION
from engagement.publishing.sections import name_of_section, section_of
from engagement.publishing.selectors import name_of, readers, writers

logger = logging.getLogger(__name__)

_silent: ContextVar[bool] = ContextVar("silent", default=False)


@contextmanager
def silenced() -> Iterator[None]:
    """Tell nobody of what happens in here: the reviews of the example are played, and nobody waits for them."""
    token = _silent.set(True)
    try:
        yield
    finally:
        _silent.reset(token)


WAGTAILS_OWN = (
    (workflow_submitted, "workflow_state_submitted_email_notification"),
    (workflow_rejected, "workflow_state_rejected_email_notification"),
    (workflow_approved, "workflow_state_approved_email_notification"),
)
"""They would send the page's title and the reader's words, which can name a child."""


def connect() -> None:
    """Send our notices in place of Wagtail's."""
    for signal, name in WAGTAILS_OWN:
        signal.disconnect(sender=WorkflowState, dispatch_uid=name)
    task_submitted.connect(to_readers, sender=Reading, dispatch_uid="publishing.to_readers")
    workflow_rejected.connect(sent_back, sender=WorkflowState, dispatch_uid="publishing.sent_back")
    workflow_approved.connect(approved, sender=WorkflowState, dispatch_uid="publishing.approved")
    unpublished.connect(taken_down, dispatch_uid="publishing.taken_down")


def to_readers(instance: Reading, user: Any = None, **kwargs: Any) -> None:
    """A draft waits for its readers."""
    page = instance.workflow_state.content_object
    asked_by = instance.workflow_state.requested_by
    task = instance.task.specific
    _send(
        "waiting",
        readers(task, page, but=[asked_by.pk] if asked_by else []),
        "submitted",
        page,
        reverse("publishing:review", args=[instance.pk]),
        step=task.name,
        checks=task.checks,
        by=name_of(asked_by),
    )


def sent_back(instance: WorkflowState, user: Any = None, **kwargs: Any) -> None:
    """A reader asks for changes: whoever wrote the page hears of it, and links to its drafts close if it was unsafe."""
    from engagement.publishing.services import close_links

    page = instance.content_object
    step = instance.current_task_state.task.specific
    if isinstance(step, SafeguardingReview):
        close_links(PreviewLink.objects.filter(page_id=page.pk), user)
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    _send("sent_back", _writers_of(instance), "rejected", page, edit, step=step.name, by=name_of(user))


def approved(instance: WorkflowState, user: Any = None, **kwargs: Any) -> None:
    """Both readers approved: the page is live, or will be on its day."""
    page = Page.objects.get(pk=instance.content_object.pk)
    goes_live = page.get_latest_revision().approved_go_live_at
    address = (
        reverse("publishing:schedule") if goes_live else reverse("wagtailadmin_pages:edit", args=[page.pk])
    )
    _send("approved", _writers_of(instance), "approved", page, address, goes_live=goes_live)


def taken_down(instance: Any, **kwargs: Any) -> None:
    """A page that is not public any more is shown to nobody by a link either."""
    from engagement.publishing.services import close_links

    if isinstance(instance, Page):
        close_links(PreviewLink.objects.filter(page_id=instance.pk))


def tell_of_taking_down(page: Page, user: Any, pages: int) -> None:
    """The editors of a section hear that a page of theirs was taken down, whatever mail they switched off."""
    section = section_of(page)
    roles = (section.role,) if section else EVERY_SECTION
    people = {who.pk: who for role in roles for who in holders(role) if user is None or who.pk != user.pk}
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    _send("taken_down", people.values(), "", page, address, by=name_of(user), pages=pages)


def _writers_of(state: WorkflowState) -> list[Any]:
    from django.contrib.auth import get_user_model

    keys = writers(state.content_object) | {state.requested_by_id}
    return list(get_user_model().objects.filter(pk__in=[key for key in keys if key], is_active=True))


def _send(what: str, people: Iterable[Any], preference: str, page: Page, address: str, **told: Any) -> None:
    """Send one message each, once what it tells of is stored. Who switched such mail off gets none.

    Mail without a ``preference`` cannot be switched off."""
    to = (
        []
        if _silent.get()
        else [who for who in people if who.email and (not preference or _wants(who, preference))]
    )
    if not to:
        return
    context = {
        "section": name_of_section(page),
        "kind": page.specific_class._meta.verbose_name if page.specific_class else "page",
        "address": f"{get_admin_base_url() or ''}{address}",
        "site": settings.WAGTAIL_SITE_NAME,
        **told,
    }
    messages = []
    for who in to:
        context["name"] = who.first_name or who.get_username()
        subject, _, body = render_to_string(f"publishing/mail/{what}.txt", context).strip().partition("\n")
        messages.append(
            EmailMessage(
                subject.strip(),
                body.strip() + "\n",
                to=[who.email],
                headers={"Auto-Submitted": "auto-generated"},
            )
        )
    transaction.on_commit(lambda: _deliver(messages))


def _wants(user: Any, preference: str) -> bool:
    return bool(getattr(UserProfile.get_for_user(user), f"{preference}_notifications"))


def _deliver(messages: list[EmailMessage]) -> None:
    for message in messages:
        try:
            message.send()
        except Exception as fault:
            # The page is where it should be, and waits on everybody's first screen: no dead mail server and no provider
            # changes that. What a provider's library raises may hold addresses, so its type alone is told.
            logger.error("A notice about a review was not sent: %s", type(fault).__name__)
