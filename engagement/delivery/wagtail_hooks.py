"""The delivery plan in the admin: whoever writes it finds it in the menu, whoever confirms it on their first screen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.text import slugify
from django.utils.timezone import localdate
from wagtail import hooks
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    HelpPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
)
from wagtail.admin.ui.components import Component
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from engagement.delivery import screens
from engagement.delivery.editor import ChangeAction, PlanIndex, WriteAction
from engagement.delivery.forms import ActionForm
from engagement.delivery.models import Action, Commitment, PlanChange
from engagement.delivery.plan import state_of
from engagement.delivery.services import refuse_what_nobody_can_check
from engagement.delivery.status import STATES
from engagement.delivery.two_persons import may_look, waiting, waiting_for, why_not


def _state_in_words(action: Action) -> str:
    state = STATES[state_of(action, localdate())]
    return f"{state}. A change waits." if waiting_for(action) else state


class CommitmentForm(WagtailAdminModelForm):
    """Refuses, beside the field, a promise nobody could check; makes its address from its words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["slug"].required = False
        self.fields["slug"].help_text = "Its address on the page of promises. Empty: made from the promise."

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not cleaned.get("slug"):
            cleaned["slug"] = slugify(cleaned.get("we_did", ""))[:50].strip("-")
        return cleaned

    def _post_clean(self) -> None:
        super()._post_clean()
        try:
            refuse_what_nobody_can_check(self.instance)
        except ValidationError as refused:
            self.add_error(None, refused)


class CommitmentViewSet(ModelViewSet):
    """Add, change and take back promises."""

    model = Commitment
    menu_label = "You said, we did"
    icon = "tasks"
    menu_order = 160
    add_to_admin_menu = True
    list_display = ["we_did", "owner", "stage", "due_on"]
    list_filter = ["stage"]
    search_fields = ["we_did", "you_said", "owner"]
    edit_handler = ObjectList(
        [
            FieldPanel("you_said"),
            FieldPanel("we_did"),
            MultiFieldPanel(
                [FieldPanel("owner"), FieldPanel("area"), FieldPanel("milestone"), FieldPanel("due_on")],
                heading="Who does what by when",
            ),
            MultiFieldPanel(
                [FieldPanel("stage"), FieldPanel("done_on"), FieldPanel("evidence")], heading="How it stands"
            ),
            FieldPanel("action"),
            MultiFieldPanel(
                [FieldPanel("figure"), FieldPanel("question"), FieldPanel("theme"), FieldPanel("slug")],
                heading="What it answers",
            ),
        ],
        base_form_class=CommitmentForm,
    )


class NothingIsDeleted(ModelPermissionPolicy):
    """Whoever holds the right writes; nobody deletes, whatever they hold."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action != "delete" and super().user_has_permission(user, action)


register_permission_policy(Action, NothingIsDeleted(Action), exact_class=True)


class ActionViewSet(ModelViewSet):
    """Write the delivery plan. What is saved waits for a second person; nothing is deleted, what ends early is stopped
    with its reason."""

    model = Action
    menu_label = "Delivery plan"
    icon = "calendar-check"
    menu_order = 158
    add_to_admin_menu = True
    copy_view_enabled = False
    index_view_class = PlanIndex
    add_view_class = WriteAction
    edit_view_class = ChangeAction
    create_template_name = edit_template_name = "delivery/editor.html"
    list_display = [
        "says",
        "priority",
        "owner",
        Column("state", label="How it stands", accessor=_state_in_words),
    ]
    list_filter = ["priority", "area"]
    search_fields = ["says", "owner"]
    edit_handler = ObjectList(
        [
            HelpPanel(
                "<p>Everybody can read this plan. Each milestone shows by itself whether it is on time: nobody "
                "sets a colour. Thirty days before its day it asks for progress; after its day it is amber, and "
                "thirty days later red, with a reason asked for.</p>"
                "<p><b>It takes two people.</b> What you save waits until somebody else has confirmed it: an "
                "administrator or a safeguarding lead who wrote no part of it. Progress and “done” wait as well, since "
                "everybody reads them. Until then the public reads what it read before.</p>"
                "<p><b>Good:</b> “Two halls in Sandwell are open on Sundays, by 31 March.” <b>Not so good:</b> "
                "“Explore options for provision going forward.”</p>",
                heading="What the delivery plan is for",
            ),
            FieldPanel("priority"),
            FieldPanel("says"),
            FieldRowPanel([FieldPanel("strategy_words"), FieldPanel("strategy_page")]),
            FieldRowPanel([FieldPanel("owner"), FieldPanel("area")]),
            InlinePanel(
                "milestones",
                [
                    FieldPanel("says"),
                    FieldRowPanel([FieldPanel("due_on"), FieldPanel("why_changed")]),
                    FieldRowPanel([FieldPanel("progress"), FieldPanel("progress_on")]),
                    FieldRowPanel(
                        [FieldPanel("done_on"), FieldPanel("evidence"), FieldPanel("evidence_link")]
                    ),
                    FieldPanel("why_late"),
                    FieldRowPanel([FieldPanel("stopped_on"), FieldPanel("stopped_why")]),
                ],
                heading="Milestones",
                label="Milestone",
                min_num=1,
            ),
            InlinePanel(
                "measures",
                [
                    FieldPanel("says"),
                    FieldRowPanel([FieldPanel("unit"), FieldPanel("better")]),
                    FieldRowPanel(
                        [FieldPanel("baseline"), FieldPanel("baseline_on"), FieldPanel("baseline_source")]
                    ),
                    FieldRowPanel([FieldPanel("target"), FieldPanel("target_by"), FieldPanel("why_changed")]),
                    FieldPanel("estimate"),
                    FieldRowPanel([FieldPanel("value"), FieldPanel("value_on"), FieldPanel("value_source")]),
                    FieldPanel("caution"),
                    FieldRowPanel([FieldPanel("stopped_on"), FieldPanel("stopped_why")]),
                ],
                heading="Measures",
                label="Measure",
            ),
            MultiFieldPanel(
                [FieldPanel("stopped_on"), FieldPanel("stopped_why")], heading="If it is stopped altogether"
            ),
            MultiFieldPanel([FieldPanel("slug"), FieldPanel("is_example")], heading="Its place on the page"),
        ],
        base_form_class=ActionForm,
    )

    def get_urlpatterns(self) -> list[URLPattern]:
        """One address more: writing on at an action that waits to be put into the plan."""
        return [*super().get_urlpatterns(), path("new/<int:change_id>/", self.add_view, name="write_on")]


@hooks.register("register_admin_viewset")
def delivery_plan() -> list[ModelViewSet]:
    """The plan and the promises, below the pages."""
    return [ActionViewSet("delivery-plan"), CommitmentViewSet("commitments")]


# --- The second person -----------------------------------------------------------------------------------------------

urls = (
    [
        path("", screens.index, name="index"),
        path("<int:change_id>/", screens.change, name="change"),
        path("<int:change_id>/confirm/", screens.confirm_change, name="confirm"),
        path("<int:change_id>/turn-down/", screens.turn_change_down, name="turn_down"),
    ],
    "plan_changes",
)


@hooks.register("register_admin_urls")
def change_urls() -> list[URLPattern | URLResolver]:
    """Everything below /admin/plan-changes/."""
    return [path("plan-changes/", include(urls, namespace="plan_changes"))]


class ChangesItem(MenuItem):
    """Shown to whoever writes the plan, and to whoever confirms."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_look(request.user)


@hooks.register("register_reports_menu_item")
def changes_menu() -> MenuItem:
    """Below the roles that wait."""
    address = reverse("plan_changes:index")
    return ChangesItem(screens.TITLE, address, name="plan-changes", icon_name="calendar-check", order=46)


@hooks.register("construct_homepage_panels")
def first_screen(request: HttpRequest, panels: list[Any]) -> None:
    """Changes that wait for this very person stand on their first screen."""
    if may_look(request.user):
        found = [change for change in waiting() if not why_not(request.user, change)]
        if found:
            panels.append(ChangesPanel(found))


class ChangesPanel(Component):
    """How many changes somebody could confirm, and where."""

    name = "plan_changes"
    template_name = "delivery/panel.html"
    # Below whatever may be about danger, and the pages to read.
    order = 95

    def __init__(self, found: list[PlanChange]) -> None:
        self.found = found

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        return {"found": self.found}


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    """Who wrote, confirmed and turned down changes: in the history of the action, and in the audit."""
    for act, label, message in (
        ("delivery.propose", "Change of the plan written, to be confirmed by another", "Wrote a change"),
        ("delivery.confirm", "Change of the plan confirmed", "Confirmed a change that somebody else wrote"),
        ("delivery.turn-down", "Change of the plan turned down or taken back", "Dropped a change"),
    ):
        actions.register_action(act, label, message)
