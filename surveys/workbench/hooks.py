"""The workbench's place in Wagtail: its addresses, its menu, its stylesheet, its entries in the log."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.html import format_html
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from surveys.workbench import acts
from surveys.workbench.access import COSIGN, USE, holds
from surveys.workbench.dashboard import ToDoPanel


@hooks.register("register_admin_urls")
def workbench_urls() -> list[URLPattern | URLResolver]:
    """Everything below /admin/insights/."""
    return [path("insights/", include("surveys.workbench.urls", namespace="workbench"))]


class InsightsMenuItem(MenuItem):
    """Shown to those whose role lets them in, and to nobody because they are a superuser."""

    def is_shown(self, request: HttpRequest) -> bool:
        return holds(request.user, USE) or holds(request.user, COSIGN)


class CodebookMenuItem(MenuItem):
    """Shown to those who read comments."""

    def is_shown(self, request: HttpRequest) -> bool:
        return holds(request.user, USE)


@hooks.register("register_admin_menu_item")
def insights_menu() -> MenuItem:
    """Right below the pages: the analysts' place of work."""
    return InsightsMenuItem(
        "Insights", reverse("workbench:index"), name="insights", icon_name="table", order=150
    )


@hooks.register("register_admin_menu_item")
def codebook_menu() -> MenuItem:
    """What the themes mean, for all surveys together."""
    return CodebookMenuItem(
        "Codebook", reverse("workbench:codebooks"), name="codebook", icon_name="list-ul", order=151
    )


@hooks.register("construct_homepage_panels")
def what_to_do(request: HttpRequest, panels: list[Any]) -> None:
    """What this person has to do, before everything else on their first screen."""
    panel = ToDoPanel(request)
    if panel.is_useful:
        panels.append(panel)


@hooks.register("insert_global_admin_css")
def workbench_style() -> str:
    """The screens of the workbench and its charts."""
    return format_html('<link rel="stylesheet" href="{}">', static("css/workbench.css"))


@hooks.register("register_log_actions")
def workbench_actions(actions: Any) -> None:
    """Who took figures out or signed them: never what they said."""
    acts.register(actions)
