"""The delivery plan in the admin: whoever may change promises finds them in the menu."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.timezone import localdate
from wagtail import hooks
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    HelpPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
)
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.model import ModelViewSet

from engagement.delivery.forms import ActionForm
from engagement.delivery.models import Action, Commitment
from engagement.delivery.plan import state_of
from engagement.delivery.services import refuse_what_nobody_can_check
from engagement.delivery.status import STATES


def _state_in_words(action: Action) -> str:
    return STATES[state_of(action, localdate())]


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


class ActionViewSet(ModelViewSet):
    """Write the delivery plan. Nothing in it is deleted: what ends early is stopped, with its reason."""

    model = Action
    menu_label = "Delivery plan"
    icon = "calendar-check"
    menu_order = 158
    add_to_admin_menu = True
    copy_view_enabled = False
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


@hooks.register("register_admin_viewset")
def delivery_plan() -> list[ModelViewSet]:
    """The plan and the promises, below the pages."""
    return [ActionViewSet("delivery-plan"), CommitmentViewSet("commitments")]
