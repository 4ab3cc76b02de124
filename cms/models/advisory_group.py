"""The Community Advisory Group in public: who sits in it by role, and what it looked at. Its papers lie elsewhere."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.timezone import localdate
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.models import Orderable

from cms.models.base import BasePage, help_panel


class AdvisoryGroupPage(BasePage):
    """Roles, summaries of meetings, and how to join."""

    template = "pages/advisory_group.html"
    page_description = (
        "The Community Advisory Group: who is in it by role, summaries of meetings, how to join"
    )
    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.StandardPage"]
    max_count_per_parent = 1

    content_panels = [
        help_panel(
            "<p>Say in public what the group looked at and what came of it. Papers for members alone are not "
            "kept here: they are documents of the members’ collection, opened by a one-time link.</p>"
            "<p><b>Good:</b> “Somebody who runs a food bank.” <b>Not so good:</b> a person’s name, or “Key "
            "stakeholders”.</p>"
        ),
        *BasePage.content_panels,
        InlinePanel("roles", heading="Who is in it, by role and never by name", label="Role"),
        InlinePanel("summaries", heading="What the group looked at", label="Meeting"),
    ]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["roles"] = list(self.roles.all())
        meetings = sorted(self.summaries.all(), key=lambda told: told.met_on, reverse=True)
        context["met"] = [told for told in meetings if told.met_on <= localdate()]
        return context


class AdvisoryRole(Orderable):
    """What one seat of the group brings: a role, never a name."""

    page = ParentalKey(AdvisoryGroupPage, on_delete=models.CASCADE, related_name="roles")
    role = models.CharField(max_length=120, help_text="For example “A parent who lost a child to violence”")
    seats = models.PositiveSmallIntegerField(default=1)

    panels = [FieldPanel("role"), FieldPanel("seats")]

    def __str__(self) -> str:
        return self.role


class MeetingSummary(Orderable):
    """What the group looked at on one day, what it said, and what the Partnership did with it."""

    page = ParentalKey(AdvisoryGroupPage, on_delete=models.CASCADE, related_name="summaries")
    met_on = models.DateField("met on")
    looked_at = models.CharField(max_length=200, help_text="What lay on the table")
    said = models.TextField("what the group said", max_length=800)
    came_of_it = models.TextField(
        "what came of it", max_length=400, blank=True, help_text="Empty: the page says that an answer is owed"
    )

    panels = [
        FieldPanel("met_on"),
        FieldPanel("looked_at"),
        FieldPanel("said"),
        FieldPanel("came_of_it"),
    ]

    def __str__(self) -> str:
        return self.looked_at
