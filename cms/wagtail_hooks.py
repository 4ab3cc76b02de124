"""The public site's place in Wagtail: reports, checks and help for whoever writes it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.html import format_html
from wagtail import hooks
from wagtail.admin.auth import user_has_any_page_permission
from wagtail.admin.menu import MenuItem
from wagtail.admin.userbar import ContentCheckerItem

from cms.editors import views
from cms.remarks.views import dealt_with, remarks

urls = (
    [
        path("first-day/", views.first_day, name="first_day"),
        path("pictures-of-people/", views.picture_consents, name="consents"),
        path("reading-ages/", views.reading_ages, name="reading_ages"),
        path("figures-on-pages/", views.figures, name="figures"),
        path("look-again/", views.look_again, name="look_again"),
        path("languages/", views.translated, name="translated"),
        path("page-counts/", views.page_counts, name="page_counts"),
        path("remarks/", remarks, name="remarks"),
        path("remarks/<int:remark_id>/dealt-with/", dealt_with, name="dealt_with"),
        path("reading-check/<int:page_id>/", views.reading_check, name="reading_check"),
    ],
    "editors",
)


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern | URLResolver]:
    """Everything below /admin/editors/."""
    return [path("editors/", include(urls, namespace="editors"))]


class EditorsMenuItem(MenuItem):
    """For whoever writes or reads pages."""

    def is_shown(self, request: HttpRequest) -> bool:
        return user_has_any_page_permission(request.user)


@hooks.register("register_reports_menu_item")
def consents_menu() -> MenuItem:
    """Where people look for lists."""
    return EditorsMenuItem(
        "Pictures of people",
        reverse("editors:consents"),
        name="picture-consents",
        icon_name="image",
        order=120,
    )


@hooks.register("register_reports_menu_item")
def figures_menu() -> MenuItem:
    """Where people look for lists."""
    return EditorsMenuItem(
        "Figures on pages", reverse("editors:figures"), name="figures-on-pages", icon_name="order", order=107
    )


@hooks.register("register_reports_menu_item")
def reading_ages_menu() -> MenuItem:
    """Where people look for lists."""
    return EditorsMenuItem(
        "Reading ages", reverse("editors:reading_ages"), name="reading-ages", icon_name="glasses", order=110
    )


@hooks.register("register_reports_menu_item")
def remarks_menu() -> MenuItem:
    """Where people look for lists."""
    return EditorsMenuItem(
        "What visitors say is wrong",
        reverse("editors:remarks"),
        name="remarks",
        icon_name="warning",
        order=105,
    )


@hooks.register("register_reports_menu_item")
def look_again_menu() -> MenuItem:
    """Where people look for lists."""
    return EditorsMenuItem(
        "Pages to look at again",
        reverse("editors:look_again"),
        name="look-again",
        icon_name="calendar",
        order=106,
    )


@hooks.register("register_reports_menu_item")
def translated_menu() -> MenuItem:
    """Where people look for lists."""
    return EditorsMenuItem(
        "Pages and languages", reverse("editors:translated"), name="translated", icon_name="globe", order=115
    )


@hooks.register("register_reports_menu_item")
def page_counts_menu() -> MenuItem:
    """Where people look for lists."""
    return EditorsMenuItem(
        "How often pages are read",
        reverse("editors:page_counts"),
        name="page-counts",
        icon_name="view",
        order=116,
    )


@hooks.register("register_help_menu_item")
def first_day_menu() -> MenuItem:
    """First under Help."""
    return EditorsMenuItem(
        "Your first day", reverse("editors:first_day"), name="first-day", icon_name="help", order=50
    )


@hooks.register("construct_wagtail_userbar")
def checks_an_editor_can_act_on(request: HttpRequest, items: list[Any], page: Any) -> None:
    """A big line in a block is no heading that somebody forgot to mark: no editor could change it."""
    for item in items:
        if isinstance(item, ContentCheckerItem):
            item.axe_run_only = [rule for rule in item.axe_run_only if rule != "p-as-heading"]


@hooks.register("insert_editor_js")
def reading_check_follows_saving() -> str:
    """The reading age beside the form is made anew whenever a draft was saved by itself."""
    return format_html('<script src="{}" defer></script>', static("js/admin-reading.js"))
