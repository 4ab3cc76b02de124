"""Support lines in the admin: checked by a named person, with the day it was checked."""

from __future__ import annotations

from django import forms
from wagtail import hooks
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList
from wagtail.admin.viewsets.model import ModelViewSet

from engagement.support.models import SupportLine
from engagement.support.topics import TOPIC_CHOICES


class SupportLineForm(WagtailAdminModelForm):
    """Subjects as boxes to tick."""

    topics = forms.MultipleChoiceField(
        choices=TOPIC_CHOICES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label="Subjects",
        help_text="Shown right after an answer about one of these. None ticked: after any hard answer that has no line "
        "of its own.",
    )


class SupportLineViewSet(ModelViewSet):
    """Add, check and change helplines."""

    model = SupportLine
    menu_label = "Support lines"
    icon = "help"
    menu_order = 170
    add_to_admin_menu = True
    list_display = ["name", "need", "owner", "reviewed_on"]
    list_filter = ["need"]
    search_fields = ["name", "says"]
    edit_panels = [
        FieldPanel("name"),
        FieldPanel("need"),
        FieldPanel("says"),
        MultiFieldPanel(
            [FieldPanel("phone"), FieldPanel("text_to"), FieldPanel("website")], heading="How to reach them"
        ),
        MultiFieldPanel(
            [FieldPanel("owner"), FieldPanel("source"), FieldPanel("reviewed_on")],
            heading="Who checked it, and when",
        ),
        MultiFieldPanel([FieldPanel("area"), FieldPanel("order")], heading="Where it stands"),
        FieldPanel("topics"),
    ]
    edit_handler = ObjectList(edit_panels, base_form_class=SupportLineForm)


@hooks.register("register_admin_viewset")
def support_lines() -> SupportLineViewSet:
    """The helplines, below the promises."""
    return SupportLineViewSet("support-lines")
