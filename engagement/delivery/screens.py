"""Screens of the plan's second person: what waits, what was and what would be, and the decision."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from engagement.accounts.refusals import say_no
from engagement.delivery.comparing import compare
from engagement.delivery.editor import names
from engagement.delivery.models import Action, PlanChange
from engagement.delivery.models.changes import as_action
from engagement.delivery.two_persons import (
    WRITE,
    NotNow,
    confirm,
    confirmers,
    decided_lately,
    is_stale,
    may_confirm,
    may_look,
    turn_down,
    waiting,
    why_not,
    wrote,
)
from engagement.delivery.written import mark

TITLE = "Plan changes that wait"


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every change that waits for a second person, and what became of the last ones."""
    if not may_look(request.user):
        return say_no(request)
    rows = [
        {"change": change, "reason": why_not(request.user, change), "others": names(confirmers(change))}
        for change in waiting()
    ]
    context = {"rows": rows, "decided": decided_lately(), "is_editor": request.user.has_perm(WRITE)}
    return render(request, "delivery/waiting.html", context | _titles(TITLE))


@require_safe
def change(request: HttpRequest, change_id: int) -> HttpResponse:
    """One change: what the public reads, and what it would read."""
    if not may_look(request.user):
        return say_no(request)
    return _one(request, get_object_or_404(PlanChange, pk=change_id))


def _one(
    request: HttpRequest, found: PlanChange, *, refusal: str = "", typed: str = "", status: int = 200
) -> HttpResponse:
    user = request.user
    context = {
        "change": found,
        "compared": compare(_before(found), found.written()),
        "reason": why_not(user, found),
        "seen": mark(found.action, found) if found.is_waiting else "",
        "is_stale": found.is_waiting and is_stale(found),
        "is_mine": wrote(user, found),
        "writers": names(found.writers.order_by("username")),
        "others": names(confirmers(found)),
        "may_turn_down": may_confirm(user) or wrote(user, found),
        "edit_url": _edit_url(found) if user.has_perm(WRITE) else "",
        "refusal": refusal,
        "typed": typed,
    }
    return render(
        request, "delivery/change.html", context | _titles("What would change", TITLE), status=status
    )


def _before(found: PlanChange) -> Action | None:
    """What the public reads now; for what was decided, what it read then."""
    if found.is_waiting and found.action_id is not None:
        return Action.objects.get(pk=found.action_id)
    return as_action(found.before) if found.before else None


def _edit_url(found: PlanChange) -> str:
    if found.action_id is not None:
        return reverse("delivery-plan:edit", args=[found.action_id])
    return reverse("delivery-plan:write_on", args=[found.pk]) if found.is_waiting else ""


@require_POST
def confirm_change(request: HttpRequest, change_id: int) -> HttpResponse:
    """Put a change that others wrote into the plan."""
    seen = request.POST.get("seen", "")
    return _decide(
        request, change_id, lambda: confirm(change_id, request.user, seen=seen), "The public reads it now."
    )


@require_POST
def turn_change_down(request: HttpRequest, change_id: int) -> HttpResponse:
    """Drop a change, or take one's own back, with the reason."""
    reason = request.POST.get("reason", "")
    return _decide(
        request,
        change_id,
        lambda: turn_down(change_id, request.user, reason=reason),
        "It is dropped, and whoever wrote it is told why. The public reads what it read before.",
        typed=reason,
    )


def _decide(request: HttpRequest, key: int, act: Any, done: str, *, typed: str = "") -> HttpResponse:
    if not may_look(request.user):
        return say_no(request)
    try:
        act()
    except PlanChange.DoesNotExist:
        raise Http404 from None
    except (PermissionDenied, NotNow) as refused:
        found = get_object_or_404(PlanChange, pk=key)
        status = 409 if isinstance(refused, NotNow) else 403
        return _one(request, found, refusal=str(refused), typed=typed, status=status)
    messages.success(request, done)
    return redirect("plan_changes:index")


def _titles(title: str, *above: str) -> dict[str, Any]:
    crumbs = [{"url": reverse("plan_changes:index"), "label": label} for label in above]
    return {
        "header_title": title,
        "header_icon": "calendar-check",
        "breadcrumbs_items": [*crumbs, {"url": "", "label": title}],
    }
