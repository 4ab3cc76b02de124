"""The place of incidents in Wagtail: in the menu, and on the first screen of whoever is needed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.timezone import localdate
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component

from engagement.incidents import screens
from engagement.incidents.models import Incident
from engagement.incidents.selectors import drill_is_due, may_hold, under_way

urls = (
    [
        path("", screens.index, name="index"),
        path("begin/", screens.begin, name="begin"),
        path("duty/", screens.duty, name="duty"),
        path("<int:incident_id>/", screens.incident, name="incident"),
        path("<int:incident_id>/<slug:step>/", screens.step, name="step"),
    ],
    "incidents",
)


@hooks.register("register_admin_urls")
def incident_urls() -> list[URLPattern | URLResolver]:
    """Everything below /admin/incidents/."""
    return [path("incidents/", include(urls, namespace="incidents"))]


class IncidentsItem(MenuItem):
    """Shown to whoever may declare and release."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_hold(request.user)


@hooks.register("register_admin_menu_item")
def incidents_menu() -> MenuItem:
    """Below the support lines."""
    return IncidentsItem(
        "Incidents", reverse("incidents:index"), name="incidents", icon_name="warning", order=175
    )


@hooks.register("construct_homepage_panels")
def first_screen(request: HttpRequest, panels: list[Any]) -> None:
    """What waits or holds stands above everything else; a drill that is due below it."""
    if may_hold(request.user):
        found = list(under_way())
        due = drill_is_due(localdate())
        if found or due:
            panels.append(IncidentPanel(found, due=due))


class IncidentPanel(Component):
    """Incidents and drills that wait or hold, and whether a drill is due."""

    name = "incidents"
    template_name = "incidents/panel.html"
    order = 10

    def __init__(self, found: list[Incident], *, due: bool) -> None:
        self.found, self.due = found, due

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        return {"found": self.found, "due": self.due}
