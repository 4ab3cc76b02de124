"""The staff's screens of this app in Wagtail."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from engagement.membership.selectors import groups_of
from engagement.membership.views import queue
from engagement.publishing.roles import has_role

urls = (
    [
        path("", queue.queue, name="queue"),
        path("<int:request_id>/answer/", queue.answer, name="answer"),
        path("members/<int:member_id>/remove/", queue.remove, name="remove"),
        path("mail/", queue.mail, name="mail"),
        path("mail/send-again/", queue.send_again, name="send_again"),
    ],
    "joining",
)


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern | URLResolver]:
    """Everything below /admin/joining/."""
    return [path("joining/", include(urls, namespace="joining"))]


class ReadersMenuItem(MenuItem):
    """For those who read the requests of a group."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(groups_of(request.user))


class AdministratorsMenuItem(MenuItem):
    """For administrators."""

    def is_shown(self, request: HttpRequest) -> bool:
        return has_role(request.user, "admin")


@hooks.register("register_admin_menu_item")
def queue_menu() -> MenuItem:
    """Below the pages."""
    return ReadersMenuItem(
        "Requests to join", reverse("joining:queue"), name="joining", icon_name="group", order=170
    )


@hooks.register("register_reports_menu_item")
def mail_menu() -> MenuItem:
    """Where people look for lists."""
    return AdministratorsMenuItem(
        "Mail that waits", reverse("joining:mail"), name="mail-that-waits", icon_name="mail", order=150
    )
