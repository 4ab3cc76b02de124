"""What a survey's languages and its Easy Read words add to the Wagtail admin."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.urls import path, reverse
from wagtail import hooks
from wagtail.admin.widgets.button import Button

from surveys.authoring.easy_screen import easy_read_view
from surveys.authoring.language_screen import languages_view, translation_file
from surveys.models import SurveyPage


@hooks.register("register_admin_urls")
def language_addresses() -> list[Any]:
    """The screens for wording a survey a second time."""
    return [
        path("surveys/<int:page_id>/easy-read/", easy_read_view, name="survey_easy_read"),
        path("surveys/<int:page_id>/languages/", languages_view, name="survey_languages"),
        path(
            "surveys/<int:page_id>/languages/<slug:code>/<slug:kind>/",
            translation_file,
            name="survey_translation_file",
        ),
    ]


@hooks.register("register_page_header_buttons")
@hooks.register("register_page_listing_more_buttons")
def language_buttons(page: Any, user: Any, *args: Any, **kwargs: Any) -> Iterator[Button]:
    """In the menu of a survey: its languages, and Easy Read."""
    page = page.specific_deferred
    is_source = isinstance(page, SurveyPage) and page.locale.language_code == settings.LANGUAGE_CODE
    if is_source and page.permissions_for_user(user).can_edit():
        yield Button("Languages", reverse("survey_languages", args=[page.pk]), icon_name="globe", priority=62)
        yield Button(
            "Easy Read", reverse("survey_easy_read", args=[page.pk]), icon_name="openquote", priority=64
        )
