"""The Faith Alliance: its strategy, its part after incidents, what it gives away, and members who chose to be named."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.timezone import localdate
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.models import Orderable

from cms.faith.census import RELIGIONS
from cms.models.base import BasePage, help_panel
from cms.shapes import AREA_CHOICES, AREAS
from engagement.language_registry import Language, language_named, languages


class FaithAlliancePage(BasePage):
    """The Alliance's own page."""

    template = "pages/faith_alliance.html"
    page_description = (
        "The Faith Alliance: strategy, what members do after an incident, materials to take away, members "
        "who chose to be named"
    )
    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.StandardPage"]

    content_panels = [
        help_panel(
            "<p>For people of any faith and of none. Name a place of worship only after it has said "
            "yes in writing.</p>"
            "<p><b>Good:</b> “Our doors are open until nine.” <b>Not so good:</b> “Faith-based "
            "interventions.”</p>"
        ),
        *BasePage.content_panels,
        InlinePanel("materials", heading="Materials to take away", label="Material"),
        InlinePanel("members", heading="Members who chose to be named", label="Member"),
    ]

    def parts_to_look_at(self) -> list[tuple[str, date]]:
        """Each material and the day by which somebody reads it again."""
        return [(material.title, material.look_again_on) for material in self.materials.all()]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from cms.faith.coverage import coverage
        from cms.faith.materials import open_materials

        context = super().get_context(request, *args, **kwargs)
        members = sorted(self.members.all(), key=lambda member: (AREAS[member.area].name, member.name))
        context["members_by_area"] = [
            (AREAS[code], list(found)) for code, found in groupby(members, key=lambda member: member.area)
        ]
        context["areas"] = AREAS.values()
        context["materials"] = open_materials(self)
        places = coverage((member.area, member.religion) for member in members)
        asked = request.GET.get("area", "")
        context["places"] = places[1:]
        context["place"] = next((each for each in places[1:] if each.area.code == asked), places[0])
        return context


class FaithAllianceMember(Orderable):
    """A group that asked to be listed, and what it opens its doors for."""

    page = ParentalKey(FaithAlliancePage, on_delete=models.CASCADE, related_name="members")
    name = models.CharField(max_length=120)
    tradition = models.CharField(
        max_length=60, help_text="In its own words, for example 'Sikh' or 'many faiths'"
    )
    religion = models.CharField(
        "where it is counted",
        max_length=14,
        blank=True,
        choices=list(RELIGIONS.items()),
        help_text="Where it stands beside the Census on this page. Leave empty for many faiths, or if it would "
        "rather not be counted",
    )
    area = models.CharField(max_length=9, choices=AREA_CHOICES)
    offers = models.CharField(max_length=200, help_text="What young people and families find there")
    opted_in_on = models.DateField(help_text="The day it agreed to be named here")

    panels = [
        FieldPanel("name"),
        FieldPanel("tradition"),
        FieldPanel("religion"),
        FieldPanel("area"),
        FieldPanel("offers"),
        FieldPanel("opted_in_on"),
    ]

    def __str__(self) -> str:
        return self.name


class AllianceMaterial(Orderable):
    """A file to take away: notes for a talk, a poster, a checklist."""

    page = ParentalKey(FaithAlliancePage, on_delete=models.CASCADE, related_name="materials")
    title = models.CharField(max_length=100, help_text="What it is, in words: “Checklist for the first day”")
    what_for = models.CharField(
        "what it is for", max_length=200, help_text="When somebody takes it out, and what they do with it"
    )
    for_whom = models.CharField(max_length=100, help_text="For example “Whoever has the keys to the hall”")
    language = models.CharField(
        max_length=5,
        default="en",
        choices=[(each.code, each.english) for each in languages()],
        help_text="The language of the file. Each language is a file and a line of its own",
    )
    document = models.ForeignKey(
        "cms.SiteDocument",
        on_delete=models.CASCADE,
        related_name="+",
        help_text="PDF, CSV or plain text. Its kind and size are said beside it",
    )
    look_again_on = models.DateField(
        "look at again on",
        help_text="From this day the page itself says that the file may be out of date",
    )

    panels = [
        FieldPanel("title"),
        FieldPanel("what_for"),
        FieldPanel("for_whom"),
        FieldPanel("language"),
        FieldPanel("document"),
        FieldPanel("look_again_on"),
    ]

    def __str__(self) -> str:
        return self.title

    @property
    def spoken(self) -> Language | None:
        """The language of the file, with its own name and direction."""
        return language_named(self.language)

    @property
    def may_be_out_of_date(self) -> bool:
        """Whether somebody should have read the file again by now. Nobody can switch this off."""
        return self.look_again_on <= localdate()
