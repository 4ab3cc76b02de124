"""What somebody is told who opens a page while it is being read."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from wagtail.locks import WorkflowLock


class ReviewLock(WorkflowLock):
    """While a page is being read nobody changes it: what is approved is what goes live."""

    def get_message(self, user: Any) -> str:
        state = self.object.current_workflow_state
        said = format_html(
            "<b>This page is being read: {}.</b> Nobody can change it until that is done.", self.task.name
        )
        if self.task.get_actions(self.object, user):
            return format_html(
                '{} <a href="{}">Read and decide</a>',
                said,
                reverse("publishing:review", args=[state.current_task_state_id]),
            )
        if state and state.user_can_cancel(user):
            return format_html("{} To change it now, choose “Take back from review” below.", said)
        return said

    def get_locked_by(self, user: Any, can_lock: bool = False) -> str:
        return "Being read"

    def get_description(self, user: Any, can_lock: bool = False) -> str:
        return "Nobody can change this page until its readers are done"

    def get_icon(self, user: Any, can_lock: bool = False) -> str:
        return "lock"
