"""The place of accounts in Wagtail: who may do what and roles that wait, under Reports."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.models import PageQuerySet
from wagtail.permissions import page_permission_policy

from engagement.accounts import screens
from engagement.accounts.models import RoleAsked
from engagement.accounts.two_persons import may_look, waiting, why_not

urls = (
    [
        path("", screens.who_may, name="index"),
        path("<int:user_id>/sign-out/", screens.sign_out_another, name="sign_out"),
        path("<int:user_id>/second-step/", screens.renew_second_step, name="second_step"),
        path("waiting/", screens.roles_that_wait, name="waiting"),
        path("waiting/<int:asked_id>/confirm/", screens.confirm_role, name="confirm"),
        path("waiting/<int:asked_id>/turn-down/", screens.turn_role_down, name="turn_down"),
    ],
    "who_may",
)


@hooks.register("register_admin_urls")
def people_urls() -> list[URLPattern | URLResolver]:
    """Everything below /admin/people/."""
    return [path("people/", include(urls, namespace="who_may"))]


@hooks.register("construct_page_chooser_queryset")
def no_unfinished_pages_of_others(pages: PageQuerySet, request: HttpRequest) -> PageQuerySet:
    """Whoever links to a page may choose what the public sees, and their own drafts; never another section's."""
    own = page_permission_policy.instances_user_has_any_permission_for(
        request.user, {"add", "change", "publish", "lock", "unlock"}
    )
    return pages.filter(Q(live=True) | Q(pk__in=own.values("pk")))


class WhoMayItem(MenuItem):
    """Shown to whoever may change accounts."""

    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(screens.CHANGE)


@hooks.register("register_reports_menu_item")
def who_may_menu() -> MenuItem:
    """First among the reports, above what staff did."""
    return WhoMayItem(
        "Who may do what", reverse("who_may:index"), name="who-may", icon_name="group", order=40
    )


class WaitingItem(MenuItem):
    """Shown to whoever may confirm roles."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_look(request.user)


@hooks.register("register_reports_menu_item")
def waiting_menu() -> MenuItem:
    """Below who may do what."""
    return WaitingItem(
        "Roles that wait", reverse("who_may:waiting"), name="roles-that-wait", icon_name="group", order=45
    )


@hooks.register("construct_homepage_panels")
def first_screen(request: HttpRequest, panels: list[Any]) -> None:
    """Roles that wait for this very person stand on their first screen."""
    if may_look(request.user):
        found = [asked for asked in waiting() if not why_not(request.user, asked)]
        if found:
            panels.append(WaitingPanel(found))


class WaitingPanel(Component):
    """How many roles somebody could confirm, and where."""

    name = "roles_that_wait"
    template_name = "accounts/waiting_panel.html"
    order = 80

    def __init__(self, found: list[RoleAsked]) -> None:
        self.found = found

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        return {"found": self.found}
