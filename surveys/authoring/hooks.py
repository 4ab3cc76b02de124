"""What writing routes adds to the Wagtail admin: lists in the editor, the map and the robot's report beside a draft."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.templatetags.static import static
from django.urls import path, reverse
from django.utils.html import format_html, json_script
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.admin.widgets.button import Button

from surveys.analysis.demographics import PREFER_NOT_TO_SAY, STANDARD
from surveys.authoring.route_screens import routes_view, walk_view
from surveys.authoring.standard_wording import prefer_not_to_say
from surveys.models import SurveyPage


@hooks.register("insert_editor_js")
def rule_lists() -> SafeString:
    """Questions and answers are chosen from lists; those of the standard questions are not in the form."""
    declined = [PREFER_NOT_TO_SAY, prefer_not_to_say("en")]
    standard = {
        name: [*([category.code, category.label] for category in question.categories), declined]
        for name, question in STANDARD.items()
    }
    names = {name: question.question for name, question in STANDARD.items()}
    told = {
        "standard": {**standard, "area": standard["authority"]},
        "names": {**names, "area": names["authority"]},
        "preferNot": declined,
    }
    return format_html(
        '{}<script src="{}"></script>', json_script(told, "survey-rules"), static("js/admin-rules.js")
    )


@hooks.register("insert_global_admin_css")
def route_style() -> SafeString:
    """The look of the lists and of the map."""
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin-rules.css"))


@hooks.register("register_admin_urls")
def route_addresses() -> list[Any]:
    """The screens beside a draft."""
    return [
        path("surveys/<int:page_id>/routes/", routes_view, name="survey_routes"),
        path("surveys/<int:page_id>/walk/", walk_view, name="survey_walk"),
    ]


@hooks.register("register_page_header_buttons")
@hooks.register("register_page_listing_more_buttons")
def route_buttons(page: Any, user: Any, *args: Any, **kwargs: Any) -> Iterator[Button]:
    """In the menu of a survey: its map, and the robot that walks it."""
    page = page.specific_deferred
    if isinstance(page, SurveyPage) and page.permissions_for_user(user).can_edit():
        yield Button("Routes", reverse("survey_routes", args=[page.pk]), icon_name="redirect", priority=61)
        yield Button("Walk it", reverse("survey_walk", args=[page.pk]), icon_name="resubmit", priority=62)
