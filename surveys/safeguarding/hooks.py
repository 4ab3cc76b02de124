"""The safeguarding queue's place in Wagtail: its addresses, its menu, its entries in the log."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.log_actions import LogFormatter

from surveys.models import Referral
from surveys.safeguarding.keys import key_in_use
from surveys.safeguarding.selectors import OPEN, waiting
from surveys.safeguarding.services import DECIDED, OPENED, PASSED_ON
from surveys.workbench.access import holds


@hooks.register("register_admin_urls")
def safeguarding_urls() -> list[URLPattern | URLResolver]:
    """Everything below /admin/safeguarding/."""
    return [path("safeguarding/", include("surveys.safeguarding.urls", namespace="safeguarding"))]


class SafeguardingMenuItem(MenuItem):
    """Shown to safeguarding leads alone."""

    def is_shown(self, request: HttpRequest) -> bool:
        return holds(request.user, OPEN)


@hooks.register("register_admin_menu_item")
def safeguarding_menu() -> MenuItem:
    """Before everything else: the lead's place of work."""
    return SafeguardingMenuItem(
        "Safeguarding", reverse("safeguarding:queue"), name="safeguarding", icon_name="warning", order=140
    )


class QueuePanel(Component):
    """What waits, on the first screen of a lead."""

    name = "safeguarding_queue"
    template_name = "surveys/safeguarding/dashboard.html"
    order = 90

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        rows = waiting()
        return {
            "has_key": key_in_use() is not None,
            "waiting": len(rows),
            "overdue": sum(row.state == "overdue" for row in rows),
            "urgent": sum(row.referral.urgent for row in rows),
        }


@hooks.register("construct_homepage_panels")
def what_waits(request: HttpRequest, panels: list[Any]) -> None:
    """The safeguarding queue before everything else on a lead's first screen."""
    if holds(request.user, OPEN):
        panels.append(QueuePanel())


@hooks.register("register_log_actions")
def safeguarding_actions(actions: Any) -> None:
    """Who opened or passed on what, and what was decided: never what it said."""

    @actions.register_action(OPENED)
    class Opened(LogFormatter):
        label = "Flagged text opened"

        def format_message(self, log_entry: Any) -> str:
            return "Opened a flagged text"

    @actions.register_action(DECIDED)
    class Decided(LogFormatter):
        label = "Flagged text decided"

        def format_message(self, log_entry: Any) -> str:
            decision = Referral.Decision(log_entry.data.get("decision", Referral.Decision.OTHER))
            return f"Decided: {decision.label}"

    @actions.register_action(PASSED_ON)
    class PassedOn(LogFormatter):
        label = "Comment passed to the safeguarding lead"

        def format_message(self, log_entry: Any) -> str:
            return "Passed a comment on to the safeguarding lead"
