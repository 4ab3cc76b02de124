"""The delivery plan in the admin: whoever may change promises finds them in the menu."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.text import slugify
from wagtail import hooks
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList
from wagtail.admin.viewsets.model import ModelViewSet

from engagement.delivery.models import Commitment
from engagement.delivery.services import refuse_what_nobody_can_check


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
            MultiFieldPanel(
                [FieldPanel("figure"), FieldPanel("question"), FieldPanel("theme"), FieldPanel("slug")],
                heading="What it answers",
            ),
        ],
        base_form_class=CommitmentForm,
    )


@hooks.register("register_admin_viewset")
def delivery_plan() -> CommitmentViewSet:
    """The promises, below the pages."""
    return CommitmentViewSet("commitments")
