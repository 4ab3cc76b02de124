"""The front door."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.timezone import localdate
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page

from cms.models.base import BasePage, help_panel


class HomePage(BasePage):
    """The front door: one sentence, one thing to do, and what is happening now."""

    template = "pages/home.html"
    page_description = "The front door: one sentence, one thing to do, and what is happening now"
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = [
        "surveys.SurveyPage",
        "cms.CampaignPage",
        "cms.YouthAssemblyPage",
        "cms.FaithAlliancePage",
        "cms.AreasPage",
        "cms.EventsPage",
        "cms.NewsIndexPage",
        "cms.ResultsIndexPage",
        "cms.PromisesPage",
        "cms.ToolkitsPage",
        "cms.SupportPage",
        "cms.ReassurancePage",
        "cms.StandardPage",
    ]

    headline = models.CharField(max_length=70, help_text="Up to eight words, the biggest on the site")
    reassurance = models.CharField(
        max_length=120, blank=True, help_text="Under the button: how long it takes and what is not asked"
    )
    second_link = models.ForeignKey(
        "wagtailcore.Page",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Second button",
    )
    second_label = models.CharField(max_length=40, blank=True, help_text="Words on the second button")

    content_panels = [
        help_panel(
            "<p>Visitors decide here in five seconds. Keep one sentence, one button and true figures.</p>"
            "<p><b>Good:</b> “Most of us look out for each other.” <b>Not so good:</b> “Violence is "
            "rising.”</p>"
        ),
        *Page.content_panels,
        FieldPanel("headline"),
        FieldPanel("standfirst"),
        FieldPanel("reassurance"),
        FieldPanel("second_link"),
        FieldPanel("second_label"),
        FieldPanel("body"),
    ]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from cms.selectors import happening_now

        context = super().get_context(request, *args, **kwargs)
        context["now"] = happening_now(self, today=localdate())
        return context
