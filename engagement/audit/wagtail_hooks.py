"""The audit's place in Wagtail: under Reports, for administrators."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from engagement.audit import views

urls = (
    [path("", views.index, name="index"), path("file/", views.download, name="download")],
    "audit",
)


@hooks.register("register_admin_urls")
def audit_urls() -> list[URLPattern | URLResolver]:
    """Everything below /admin/staff-acts/."""
    return [path("staff-acts/", include(urls, namespace="audit"))]


class AuditMenuItem(MenuItem):
    """Shown to whoever may read it."""

    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(views.READ)


@hooks.register("register_reports_menu_item")
def audit_menu() -> MenuItem:
    """First among the reports."""
    return AuditMenuItem(
        "What staff did", reverse("audit:index"), name="staff-acts", icon_name="history", order=50
    )
