"""Publishing's place in Wagtail: addresses, menus, buttons, first screen, log."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static
from django.urls import URLResolver, include, path, reverse
from django.utils.html import format_html
from wagtail import hooks
from wagtail.admin.action_menu import (
    CancelWorkflowMenuItem,
    RestartWorkflowMenuItem,
    WorkflowMenuItem,
)
from wagtail.admin.auth import user_has_any_page_permission
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.home import UserObjectsInWorkflowModerationPanel, WorkflowObjectsToModeratePanel
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogFormatter
from wagtail.models import Page, WorkflowState

from engagement.publishing.conflicts import conflict
from engagement.publishing.dashboard import ReviewPanel
from engagement.publishing.links import open_links
from engagement.publishing.models import ReviewTask
from engagement.publishing.roles import is_reviewer
from engagement.publishing.selectors import name_of
from engagement.publishing.taking_down import TAKEN_DOWN, may_see_all, why_it_is_down
from engagement.publishing.views.review import tell_who_reads


@hooks.register("register_admin_urls")
def addresses() -> list[URLResolver]:
    """Everything below /admin/publishing/."""
    return [path("publishing/", include("engagement.publishing.urls", namespace="publishing"))]


@hooks.register("insert_global_admin_css")
def style() -> str:
    """What the screens of publishing add to the workbench's styles."""
    return format_html('<link rel="stylesheet" href="{}">', static("css/publishing.css"))


class PublishingMenuItem(MenuItem):
    """For whoever writes or reads pages."""

    def is_shown(self, request: HttpRequest) -> bool:
        return is_reviewer(request.user) or user_has_any_page_permission(request.user)


@hooks.register("register_admin_menu_item")
def reading_menu() -> MenuItem:
    """Next to the pages."""
    return PublishingMenuItem(
        "Reviews and dates", reverse("publishing:index"), name="publishing", icon_name="check", order=140
    )


@hooks.register("register_reports_menu_item")
def schedule_menu() -> MenuItem:
    """Where people look for lists."""
    return PublishingMenuItem(
        "What goes live and ends",
        reverse("publishing:schedule"),
        name="schedule",
        icon_name="date",
        order=100,
    )


class LivePagesItem(MenuItem):
    """For whoever may take down pages of every section."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_see_all(request.user)


@hooks.register("register_reports_menu_item")
def live_menu() -> MenuItem:
    """Above the dates."""
    return LivePagesItem(
        "Live pages", reverse("publishing:live"), name="live-pages", icon_name="view", order=90
    )


@hooks.register("construct_homepage_panels")
def first_screen(request: HttpRequest, panels: list[Any]) -> None:
    """What waits for this person, in place of Wagtail's two lists, which would approve without the list of checks."""
    wagtails = (UserObjectsInWorkflowModerationPanel, WorkflowObjectsToModeratePanel)
    panels[:] = [panel for panel in panels if not isinstance(panel, wagtails)]
    panel = ReviewPanel(request)
    if panel.is_useful:
        panels.append(panel)


@hooks.register("before_edit_page")
def before_edit(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Stop a save over a draft its writer has not seen; say above the form why a page came back or is down."""
    stopped = conflict(request, page)
    if stopped is None and request.method == "GET":
        _say_why_it_came_back(request, page)
        _say_why_it_is_down(request, page)
    return stopped


def _say_why_it_is_down(request: HttpRequest, page: Page) -> None:
    who, reason = why_it_is_down(page)
    if who:
        messages.warning(
            request,
            format_html(
                "<b>{} took this page down:</b> “{}” It goes live again after two readings.", who, reason
            ),
        )


def _say_why_it_came_back(request: HttpRequest, page: Page) -> None:
    state = page.current_workflow_state
    if state is None or state.status != WorkflowState.STATUS_NEEDS_CHANGES:
        return
    reading = state.current_task_state
    messages.warning(
        request,
        format_html(
            "<b>{} sent this page back ({}):</b> “{}” Change it, then send it again: it goes straight back to this"
            " step.",
            name_of(reading.finished_by),
            reading.task.name,
            reading.comment,
        ),
    )


@hooks.register("after_create_page")
@hooks.register("after_edit_page")
def after_sending(request: HttpRequest, page: Page) -> None:
    """Whoever sends a page is told who reads it now and what they check."""
    if request.POST.get("action-submit"):
        tell_who_reads(request, page)


@hooks.register("construct_page_action_menu")
def plain_words(items: list[Any], request: HttpRequest, context: dict[str, Any]) -> None:
    """Buttons that say what they do. Deciding is done on the screen with the list of checks."""
    page = context.get("page")
    state = page.current_workflow_state if page else None
    if state is None or not isinstance(_task_of(state), ReviewTask):
        return
    own = request.user.pk in {state.requested_by_id, page.owner_id}
    kept = []
    for item in items:
        if isinstance(item, WorkflowMenuItem | RestartWorkflowMenuItem):
            continue
        if isinstance(item, CancelWorkflowMenuItem):
            if not own:
                continue
            item.label = "Take back from review"
        kept.append(item)
    items[:] = kept


def _task_of(state: WorkflowState) -> Any:
    return state.current_task_state.task.specific if state.current_task_state else None


@hooks.register("register_page_header_buttons")
@hooks.register("register_page_listing_more_buttons")
def page_buttons(page: Page, user: Any, *args: Any, **kwargs: Any) -> Iterator[Button]:
    """In the menu of a page: show a draft to somebody outside, or send it to its readers."""
    rights = page.permissions_for_user(user)
    if page.alias_of_id or not rights.can_edit():
        return
    yield Button(
        _links_label(page), reverse("publishing:links", args=[page.pk]), icon_name="link", priority=61
    )
    if page.has_unpublished_changes and rights.can_submit_for_moderation():
        yield Button(
            "Send for review", reverse("publishing:send", args=[page.pk]), icon_name="check", priority=62
        )


def _links_label(page: Page) -> str:
    still_open = open_links(page).count()
    return f"Links to drafts ({still_open} open)" if still_open else "Links to drafts"


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    """Who made and closed links to drafts, never the link; who took a page down, and why."""

    @actions.register_action("publishing.preview.make")
    class LinkMade(LogFormatter):
        label = "Link to a draft made"

        def format_message(self, log_entry: Any) -> str:
            data = log_entry.data
            return (
                f"Made a link to a draft for {data.get('reader', '')}, open for {data.get('days', '')} days"
            )

    @actions.register_action("publishing.preview.close")
    class LinkClosed(LogFormatter):
        label = "Link to a draft closed"

        def format_message(self, log_entry: Any) -> str:
            return f"Closed the link for {log_entry.data.get('reader', '')}"

    @actions.register_action(TAKEN_DOWN)
    class TakenDown(LogFormatter):
        label = "Page taken down, with a reason"

        def format_message(self, log_entry: Any) -> str:
            return f"Took the page down: {log_entry.data.get('reason', '')}"
