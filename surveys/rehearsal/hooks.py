"""What trying out a draft adds to the Wagtail admin: the map of its routes and the robot's report beside it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import path, reverse
from wagtail import hooks
from wagtail.admin.widgets.button import Button

from surveys.models import SurveyPage
from surveys.rehearsal.screens import routes_view, walk_view


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
