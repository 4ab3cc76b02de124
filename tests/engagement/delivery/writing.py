"""The editor of the plan as somebody uses it: the form is opened, filled in and sent."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client
from django.utils.timezone import localdate
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from engagement.delivery.models import Action, PlanChange
from engagement.delivery.two_persons import confirm
from engagement.delivery.written import mark

NEW = "/admin/delivery-plan/new/"


def form(action: Action | None = None, *, remove: bool = False, says: str = "", **step: str) -> dict:
    first = {
        "says": "Two halls are open",
        "due_on": str(localdate() + timedelta(days=90)),
        **{name: "" for name in ("progress", "progress_on", "done_on", "evidence", "evidence_link")},
        **{name: "" for name in ("why_changed", "why_late", "stopped_on", "stopped_why")},
        **step,
    }
    known = 0
    if action is not None:
        first["id"] = str(action.milestones.get().pk)
        known = 1
    if remove:
        first["DELETE"] = "on"
    steps = [first] if not remove else [first, {**first, "id": "", "DELETE": "", "says": "Another"}]
    return nested_form_data(
        {
            "priority": "2",
            "says": says or "Open a hall in each area on Sundays",
            "strategy_words": "",
            "strategy_page": "",
            "owner": "Activities group",
            "area": "",
            "stopped_on": "",
            "stopped_why": "",
            "slug": action.slug if action else "",
            "milestones": inline_formset(steps, initial=known),
            "measures": inline_formset([]),
        }
    )


def address_of(action: Action | None = None, change: PlanChange | None = None) -> str:
    if action is not None:
        return f"/admin/delivery-plan/edit/{action.pk}/"
    return f"{NEW}{change.pk}/" if change else NEW


def mark_in(page: HttpResponse) -> str:
    found = re.search(r'name="opened_with" value="(\w+)"', page.content.decode())
    assert found, "The form does not say what it was opened with."
    return found[1]


def save(
    client: Client, action: Action | None = None, *, change: PlanChange | None = None, **told: Any
) -> HttpResponse:
    """Open the form, fill it in, send it."""
    where = address_of(action, change)
    return client.post(where, {**form(action, **told), "opened_with": mark_in(client.get(where))})


def saved(client: Client, action: Action | None = None, **told: Any) -> PlanChange:
    """What waits after it was sent."""
    answer = save(client, action, **told)
    assert answer.status_code == 302, answer.content.decode()
    return PlanChange.objects.filter(state="waiting").latest("pk")


def agree(change: PlanChange, by: User) -> Action:
    """Look at a change as it is now, and confirm it."""
    change = PlanChange.objects.get(pk=change.pk)
    return confirm(change.pk, by, seen=mark(change.action, change))


def confirmed(change: PlanChange, by: Client) -> Action:
    return agree(change, by.user)
