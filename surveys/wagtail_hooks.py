"""What surveys add to the Wagtail admin."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.urls import path, reverse
from django.utils.html import format_html
from wagtail import hooks
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogFormatter

from surveys.authoring import hooks as route_hooks
from surveys.authoring import language_hooks
from surveys.coding import hooks as coding_hooks
from surveys.rehearsal import hooks as rehearsal_hooks
from surveys.safeguarding import hooks as safeguarding_hooks
from surveys.workbench import hooks as workbench_hooks

__all__ = [
    "coding_hooks",
    "language_hooks",
    "rehearsal_hooks",
    "route_hooks",
    "safeguarding_hooks",
    "workbench_hooks",
]

from surveys.authoring.review import sign_off_view
from surveys.authoring.start import start
from surveys.models import SurveyPage


@hooks.register("register_log_actions")
def refused_publications(actions: Any) -> None:
    """A scheduled survey that could not go live leaves its reasons in the page's history."""

    @actions.register_action("surveys.publish.refused")
    class Refused(LogFormatter):
        label = "Scheduled publication refused"

        def format_message(self, log_entry: Any) -> str:
            return "Not published: " + " ".join(log_entry.data.get("reasons", []))


@hooks.register("insert_global_admin_css")
def editor_style() -> str:
    """Codes beside their wording, instead of one field a line."""
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin-surveys.css"))


@hooks.register("register_admin_urls")
def authoring_addresses() -> list[Any]:
    """Screens of the admin that belong to writing surveys."""
    return [
        path("surveys/new/", start, name="survey_start"),
        path("surveys/<int:page_id>/sign-off/", sign_off_view, name="survey_sign_off"),
    ]


@hooks.register("register_page_header_buttons")
@hooks.register("register_page_listing_more_buttons")
def sign_off_button(page: Any, user: Any, *args: Any, **kwargs: Any) -> Any:
    """In the menu of a translated survey: say who reviewed it."""
    page = page.specific_deferred
    translated = isinstance(page, SurveyPage) and page.locale.language_code != settings.LANGUAGE_CODE
    if translated and page.permissions_for_user(user).can_edit():
        yield Button(
            "Sign off translation", reverse("survey_sign_off", args=[page.pk]), icon_name="check", priority=60
        )
