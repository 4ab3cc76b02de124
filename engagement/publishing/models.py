"""The two readings a page needs, and the links by which a draft may be shown to somebody outside."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import models
from wagtail.locks import WorkflowLock
from wagtail.models import Page, Revision, Task, TaskState

from engagement.publishing.locks import ReviewLock
from engagement.publishing.roles import PLAIN_ENGLISH, SAFEGUARDING, has_role


class Reading(TaskState):
    """One reading of one draft. Approving it is refused to whoever wrote or changed that draft."""

    class Meta:
        verbose_name = "reading"

    def approve(self, user: Any = None, update: bool = True, comment: str = "") -> Any:
        from engagement.publishing.selectors import why_not

        reason = why_not(user, self)
        if reason:
            raise PermissionDenied(reason)
        return super().approve(user=user, update=update, comment=comment)

    def reject(self, user: Any = None, update: bool = True, comment: str = "") -> Any:
        from engagement.publishing.selectors import why_not

        reason = why_not(user, self)
        if reason:
            raise PermissionDenied(reason)
        return super().reject(user=user, update=update, comment=comment)


class ReviewTask(Task):
    """A step of the review: a role reads the draft with a list in hand, and approves or sends it back."""

    role: ClassVar[str]
    checks: ClassVar[tuple[str, ...]]

    task_state_class = Reading
    lock_class: ClassVar[type[WorkflowLock]] = ReviewLock
    admin_form_fields: ClassVar[list[str]] = ["name"]

    class Meta:
        abstract = True

    def user_can_access_editor(self, obj: Any, user: Any) -> bool:
        return has_role(user, self.role)

    def locked_for_user(self, obj: Any, user: Any) -> bool:
        # What is being read stays as it is, for its readers too: whoever changed it could not approve it.
        return True

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, str, bool]]:
        from engagement.publishing.selectors import why_not

        reading = obj.current_workflow_task_state
        if reading is None or why_not(user, reading):
            return []
        return [("reject", "Send back with a comment", True), ("approve", "Approve", True)]

    def get_form_for_action(self, action: str) -> Any:
        from engagement.publishing.forms import ApproveForm, SendBackForm

        return SendBackForm if action == "reject" else ApproveForm

    def get_task_states_user_can_moderate(self, user: Any, **kwargs: Any) -> Any:
        if not has_role(user, self.role):
            return TaskState.objects.none()
        return self.task_states.filter(status=TaskState.STATUS_IN_PROGRESS)


class PlainEnglishReview(ReviewTask):
    """First step: can a ten-year-old read it?"""

    role = PLAIN_ENGLISH
    checks = (
        "Short sentences, one thought each, and words a ten-year-old knows.",
        "The title says what a reader gets.",
        "Every figure has its source beside it, and links say where they lead.",
        "Pictures say in words what they show.",
    )

    class Meta:
        verbose_name = "plain English review"

    @classmethod
    def get_description(cls) -> str:
        return "Moderators check that the page is easy to read"


class SafeguardingReview(ReviewTask):
    """Second step: could it put anybody at risk?"""

    role = SAFEGUARDING
    checks = (
        "Nobody can be recognised: no real names, schools, streets, dates or pictures that give somebody away.",
        "Whoever tells a story has agreed to it, and their consent is on file and in date.",
        "Nothing that shows how to hurt, that blames a victim, or that makes fear bigger than it is.",
        "Where it could be hard to read it says so first, and help is in reach.",
    )

    class Meta:
        verbose_name = "safeguarding review"

    @classmethod
    def get_description(cls) -> str:
        return "Safeguarding leads check that the page puts nobody at risk"


class PreviewLink(models.Model):
    """A link by which one draft can be read without an account until it ends. Only a digest of its secret is kept.

    The draft is kept as it looked when the link was made: the process that answers the public has no right to read
    drafts, and needs none for this.
    """

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="preview_links")
    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True, editable=False)
    html = models.TextField(editable=False)
    policy = models.TextField("content security policy", blank=True, editable=False)
    reader = models.CharField("who it is for", max_length=80)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    ends_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return f"Preview for {self.reader}"
