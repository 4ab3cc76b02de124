"""What the site says when something serious has happened, written in calm times."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page

from cms.models.base import BasePage, help_panel
from cms.shapes import AREA_CHOICES
from engagement.incidents.selectors import stands_for


class ReassurancePage(BasePage):
    """A prepared page. Live means that both readers approved it; visitors find it only while an incident shows it."""

    template = "pages/reassurance.html"
    page_description = (
        "Prepared words for when something serious has happened. Nobody finds it until it is needed"
    )
    parent_page_types = ["cms.HomePage"]
    subpage_types: list[str] = []
    shows_exit = True
    # Who came to read it is nobody's business, not even as a sum.
    is_counted = False

    area = models.CharField(
        max_length=9, blank=True, choices=AREA_CHOICES, help_text="Empty: the page suits every area"
    )

    content_panels = [
        help_panel(
            "<p>Written before anything happens, so that it can stand within minutes. It says what is true of any such "
            "day: that people are looking after each other, who helps, where news will be. No guess, no detail, nobody "
            "named.</p>"
            "<p><b>Good:</b> “Something serious has happened, and many of us are shaken. You do not have to be alone "
            "with it.” <b>Not so good:</b> “There is no cause for alarm.”</p>"
        ),
        *Page.content_panels,
        FieldPanel("area"),
        FieldPanel("standfirst"),
        FieldPanel("body"),
    ]

    def may_be_shown(self) -> bool:
        """Whether an incident shows this page to visitors now."""
        return stands_for(self)

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not getattr(request, "is_preview", False) and not self.may_be_shown():
            raise Http404("This page is not shown now.")
        return super().serve(request, *args, **kwargs)

    def get_sitemap_urls(self, request: HttpRequest | None = None) -> list[dict[str, Any]]:
        return super().get_sitemap_urls(request) if self.may_be_shown() else []
