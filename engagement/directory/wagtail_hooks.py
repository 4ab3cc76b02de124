"""The directory in the admin: lists of entries, organisations and places, and what waits."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    HelpPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
)
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup

from engagement.directory import views
from engagement.directory.forms import ServiceForm
from engagement.directory.models import Location, Organisation, Service

urls = (
    [
        path("", views.queue, name="queue"),
        path("said/<int:suggestion_id>/done/", views.suggestion_done, name="suggestion_done"),
        path("sent/<int:proposal_id>/decide/", views.decide, name="decide"),
        path("ask/<uuid:organisation_id>/", views.ask, name="ask"),
        path("files/", views.exchange, name="exchange"),
        path("files/directory.json", views.download, name="download"),
    ],
    "directory",
)


class Services(ModelViewSet):
    """Entries: what it is, for whom, where, when."""

    model = Service
    menu_label = "Entries"
    icon = "list-ul"
    list_display = ["name", "organisation", "kind", "shown", "confirmed_on", "assured_on"]
    list_filter = ["kind", "status", "shown", "open_to"]
    search_fields = ["name", "description", "organisation__name"]
    copy_view_enabled = False
    edit_handler = ObjectList(
        [
            HelpPanel(
                "<p>Somebody decides here whether they dare to go. Say what happens at the door.</p>"
                "<p><b>Good:</b> “Ring the blue bell. Ask for the boxing room.” <b>Not so good:</b> “Referrals via "
                "the usual pathway.”</p>",
                heading="What an entry is for",
            ),
            FieldPanel("organisation"),
            FieldPanel("name"),
            FieldPanel("description"),
            FieldRowPanel([FieldPanel("kind"), FieldPanel("status")]),
            InlinePanel(
                "when_and_where",
                [
                    FieldPanel("location"),
                    FieldPanel("days"),
                    FieldRowPanel([FieldPanel("opens_at"), FieldPanel("closes_at")]),
                    FieldPanel("note"),
                ],
                heading="Where and when",
                label="Place and time",
            ),
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel("minimum_age"), FieldPanel("maximum_age")]),
                    FieldPanel("open_to"),
                    FieldPanel("faith_friendly"),
                    FieldPanel("faith_words"),
                    FieldPanel("languages"),
                ],
                heading="For whom",
            ),
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel("cost"), FieldPanel("cost_words")]),
                    FieldPanel("referral"),
                    FieldPanel("how_to_come"),
                    FieldPanel("access"),
                    FieldPanel("access_words"),
                ],
                heading="Getting in",
            ),
            MultiFieldPanel(
                [FieldPanel("phone"), FieldPanel("email"), FieldPanel("website")],
                heading="How to reach the organisation, never a person",
            ),
            MultiFieldPanel(
                [FieldPanel("assured_on"), FieldPanel("assurance")],
                heading="Safeguarding: fill this in only when you saw the papers yourself",
            ),
            MultiFieldPanel(
                [FieldPanel("shown"), FieldPanel("confirmed_on"), FieldPanel("slug")],
                heading="In the list: after six months marked as not confirmed, after twelve hidden",
            ),
        ],
        base_form_class=ServiceForm,
    )


class Organisations(ModelViewSet):
    """Who offers them, and where they read mail."""

    model = Organisation
    menu_label = "Organisations"
    icon = "group"
    list_display = ["name", "website"]
    search_fields = ["name"]
    copy_view_enabled = False
    edit_handler = ObjectList(
        [
            FieldPanel("name"),
            FieldPanel("description"),
            MultiFieldPanel(
                [FieldPanel("website"), FieldPanel("email"), FieldPanel("phone")], heading="In public"
            ),
            InlinePanel("keepers", [FieldPanel("email")], heading="Address for questions", max_num=1),
        ]
    )


class Locations(ModelViewSet):
    """Where entries are."""

    model = Location
    menu_label = "Places"
    icon = "home"
    list_display = ["name", "neighbourhood", "area"]
    list_filter = ["area"]
    search_fields = ["name", "neighbourhood", "postcode"]
    copy_view_enabled = False
    edit_handler = ObjectList(
        [
            FieldPanel("name"),
            FieldPanel("street"),
            FieldRowPanel([FieldPanel("neighbourhood"), FieldPanel("postcode")]),
            FieldPanel("area"),
            FieldPanel("getting_there"),
        ]
    )


class DirectoryMenuItem(MenuItem):
    """For whoever holds a right of the directory."""

    def __init__(self, label: str, view: str, *, right: str, icon_name: str, order: int) -> None:
        self.right = f"directory.{right}"
        super().__init__(
            label, reverse(f"directory:{view}"), icon_name=icon_name, order=order, name=f"directory-{view}"
        )

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(self.right))


class Directory(ModelViewSetGroup):
    """One menu for all of it."""

    menu_label = "Directory"
    menu_icon = "list-ul"
    menu_order = 155
    items = (Services("services"), Organisations("organisations"), Locations("places"))

    def get_submenu_items(self) -> list[MenuItem]:
        """The lists, below what waits and above the files."""
        return [
            DirectoryMenuItem("What waits", "queue", right="read_suggestions", icon_name="mail", order=0),
            *super().get_submenu_items(),
            DirectoryMenuItem(
                "Files in and out", "exchange", right="exchange_services", icon_name="download", order=99
            ),
        ]


@hooks.register("register_admin_viewset")
def directory() -> Directory:
    """Above the promises."""
    return Directory()


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern | URLResolver]:
    """Everything below /admin/directory/."""
    return [path("directory/", include(urls, namespace="directory"))]
