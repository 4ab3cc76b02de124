"""The seven areas, a page each, and the page that leads to them."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.timezone import localdate
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page

from cms.models.base import BasePage, help_panel
from cms.shapes import AREA_CHOICES, AREAS, Area


class AreasPage(BasePage):
    """Seven areas as seven shapes, each a link."""

    template = "pages/areas.html"
    page_description = "The seven areas, as a map of shapes that leads to each area's page"
    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.AreaPage"]
    max_count_per_parent = 1

    content_panels = [
        help_panel(
            "<p>The map draws itself from the pages below this one.</p>"
            "<p><b>Good:</b> “Pick where you live.” <b>Not so good:</b> “Geographical navigation.”</p>"
        ),
        *BasePage.content_panels,
    ]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        pages = {page.area: page for page in AreaPage.objects.child_of(self).live()}
        context["areas"] = [(area, pages[code]) for code, area in AREAS.items() if code in pages]
        return context


class AreaPage(BasePage):
    """One area: who lives there, what people said, what is promised, what is on, who helps."""

    template = "pages/area.html"
    page_description = "One area: its needs assessment, what people there said, promises, events and help"
    parent_page_types = ["cms.AreasPage"]
    subpage_types = ["cms.StandardPage"]

    area = models.CharField(max_length=9, choices=AREA_CHOICES)
    needs_assessment = models.URLField(
        blank=True, help_text="Where the council’s strategic needs assessment can be read"
    )
    needs_assessment_on = models.DateField(
        "assessed on", null=True, blank=True, help_text="The day of the assessment that the address shows"
    )
    content_panels = [
        help_panel(
            "<p>Figures, promises, events, faith groups and helplines come by themselves from where they are "
            "kept. Write only what is done here, by whom, and what comes next.</p>"
            "<p><b>Good:</b> “Two youth workers are at the bus station each Friday.” <b>Not so good:</b> "
            "“Hotspot.”</p>"
        ),
        *Page.content_panels,
        FieldPanel("area"),
        FieldPanel("standfirst"),
        FieldPanel("body"),
        MultiFieldPanel(
            [FieldPanel("needs_assessment"), FieldPanel("needs_assessment_on")], heading="Needs assessment"
        ),
    ]

    @property
    def place(self) -> Area:
        """The area with its shape and colour."""
        return AREAS[self.area]

    def clean(self) -> None:
        super().clean()
        if bool(self.needs_assessment) != bool(self.needs_assessment_on):
            raise ValidationError(
                {"needs_assessment_on": "An assessment needs its day, and a day its address."}
            )
        others = AreaPage.objects.filter(area=self.area, locale_id=self.locale_id).exclude(pk=self.pk)
        if self.area and others.exists():
            raise ValidationError({"area": f"{AREAS[self.area].name} has a page already: change that one."})

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from cms.areas.residents import SOURCE, residents
        from cms.areas.selectors import area_view

        context = super().get_context(request, *args, **kwargs)
        context["view"] = area_view(self.place, today=localdate())
        context["residents"], context["residents_source"] = residents()[self.area], SOURCE
        return context
