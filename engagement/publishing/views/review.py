"""Reading a page: what waits, what to check, approve or send back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.models import Page, TaskState

from engagement.publishing.forms import ApproveForm, SendBackForm
from engagement.publishing.models import Reading, ReviewTask
from engagement.publishing.roles import has_role
from engagement.publishing.sections import name_of_section
from engagement.publishing.selectors import in_review, name_of, readers, steps_for, why_not
from engagement.publishing.services import send_for_review
from engagement.publishing.views.frame import page_or_404, refused, screen


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What waits for this person, and what is being read in their sections."""
    found = in_review(request.user)
    return screen(
        request,
        "index",
        "Reviews and dates",
        {
            "yours": [waiting for waiting in found if waiting.is_yours],
            "sent_back": [waiting for waiting in found if waiting.sent_back],
            "others": [waiting for waiting in found if not waiting.is_yours and not waiting.sent_back],
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, reading_id: int) -> HttpResponse:
    """One draft with the list its reader goes through."""
    reading = get_object_or_404(Reading, pk=reading_id)
    page = reading.workflow_state.content_object
    task = reading.task.specific
    if not isinstance(page, Page) or not isinstance(task, ReviewTask):
        return refused(request, "This is not a page.")
    if not (has_role(request.user, task.role) or page.permissions_for_user(request.user).can_edit()):
        return refused(request, "You see reviews of the sections you write for, and of the step you read.")
    reason = why_not(request.user, reading)
    approve, send_back = ApproveForm(prefix="approve"), SendBackForm(prefix="back")
    if request.method == "POST":
        if reason:
            return refused(request, reason)
        sends_back = request.POST.get("decision") == "back"
        form = (
            SendBackForm(request.POST, prefix="back")
            if sends_back
            else ApproveForm(request.POST, prefix="approve")
        )
        if form.is_valid():
            return _decide(request, reading, page, sends_back, form.cleaned_data["comment"])
        approve, send_back = (approve, form) if sends_back else (form, send_back)
    return screen(
        request,
        "review",
        f"{task.name}: {reading.revision.object_str}",
        {
            "reading": reading,
            "page": page,
            "draft": reading.revision.as_object(),
            "task": task,
            "section": name_of_section(page),
            "asked_by": name_of(reading.workflow_state.requested_by),
            "earlier": _earlier(reading),
            "reason": reason,
            "is_done": reading.status != TaskState.STATUS_IN_PROGRESS,
            "can_compare": page.live_revision_id and page.permissions_for_user(request.user).can_edit(),
            "approve": approve,
            "send_back": send_back,
        },
        status=422 if request.method == "POST" else 200,
        icon="check",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def send(request: HttpRequest, page_id: int) -> HttpResponse:
    """Who will read a page and what they check, and the button that sends it to them."""
    page = page_or_404(page_id)
    if not page.permissions_for_user(request.user).can_edit():
        return refused(request, "This page belongs to a section you do not write for.")
    faults: list[str] = []
    if request.method == "POST":
        try:
            send_for_review(page, request.user)
        except ValidationError as refusal:
            faults = list(refusal.messages)
        else:
            tell_who_reads(request, page)
            return redirect("publishing:index")
    return screen(
        request,
        "send",
        "Send for review",
        {
            "page": page,
            "draft": page.get_latest_revision_as_object(),
            "steps": steps_for(page, request.user),
            "faults": faults,
            "being_read": page.workflow_in_progress,
        },
        status=422 if faults else 200,
    )


def tell_who_reads(request: HttpRequest, page: Page) -> None:
    """Say who reads the page now and what they check, once it is on its way."""
    reading = page.current_workflow_task_state
    if reading is None or not isinstance(reading.task.specific, ReviewTask):
        return
    task = reading.task.specific
    people = [name_of(who) for who in readers(task, page, but=[request.user.pk])]
    if not people:
        messages.warning(
            request,
            f"Nobody but you can read the step “{task.name}”. Ask an administrator for a second person in that role.",
        )
        return
    messages.info(
        request, f"{' or '.join(people)} reads it first ({task.name}). They check: {' '.join(task.checks)}"
    )


def _decide(
    request: HttpRequest, reading: Reading, page: Page, sends_back: bool, comment: str
) -> HttpResponse:
    try:
        with transaction.atomic():
            # Two readers of one step who press at the same moment: the second finds it decided.
            locked = Reading.objects.select_for_update().get(pk=reading.pk)
            (locked.reject if sends_back else locked.approve)(user=request.user, comment=comment)
    except PermissionDenied as denied:
        return refused(request, str(denied))
    page = Page.objects.get(pk=page.pk).specific
    if sends_back:
        messages.success(
            request, f"“{page.get_admin_display_title()}” went back to its writer with your comment."
        )
    else:
        messages.success(request, _what_next(page))
    return redirect("publishing:index")


def _what_next(page: Page) -> str:
    reading = page.current_workflow_task_state
    title = page.get_admin_display_title()
    if reading is None:
        schedule = page.scheduled_revision
        if schedule:
            return f"Approved. “{title}” goes live on {schedule.approved_go_live_at:%-d %B %Y}."
        return f"Approved. “{title}” is live."
    people = [name_of(who) for who in readers(reading.task.specific, page)] or [
        "nobody yet: an administrator has to"
    ]
    return f"Approved. Next: {reading.task.name}, read by {' or '.join(people)}."


def _earlier(reading: Reading) -> list[dict[str, Any]]:
    """What readers said before, newest first."""
    done = (
        TaskState.objects.filter(workflow_state=reading.workflow_state, finished_at__isnull=False)
        .exclude(pk=reading.pk)
        .exclude(status=TaskState.STATUS_CANCELLED)
        .select_related("task", "finished_by")
        .order_by("-finished_at")
    )
    return [
        {
            "step": state.task.name,
            "did": "sent it back" if state.status == TaskState.STATUS_REJECTED else "approved",
            "who": name_of(state.finished_by),
            "when": state.finished_at,
            "comment": state.comment,
            "newer": state.revision_id != reading.revision_id,
        }
        for state in done
    ]
