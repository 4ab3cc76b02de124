"""Toolkits for schools and youth work: for whom, how long, how sure anybody can be that they help."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.timezone import localdate
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.models import Page

from cms.models.base import BasePage, help_panel
from cms.toolkits.scales import EVIDENCE, EVIDENCE_CHOICES, PHASES, TOPICS, Rating


class ToolkitsPage(RoutablePageMixin, BasePage):
    """The list of toolkits, narrowed by whom they are for, topic, time and evidence."""

    template = "pages/toolkits.html"
    page_description = "Toolkits for schools and youth work, to narrow by age, topic, time and evidence"
    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.ToolkitPage"]
    max_count_per_parent = 1

    content_panels = [
        help_panel(
            "<p>Each toolkit is a page below this one; the list and what it can be narrowed by make themselves.</p>"
            "<p><b>Good:</b> “Start with your own school’s year.” <b>Not so good:</b> “Resources for stakeholders.”</p>"
        ),
        *BasePage.content_panels,
    ]

    @path("")
    def index(self, request: HttpRequest) -> HttpResponse:
        """Every toolkit that fits what was chosen; a choice that is none is left out."""
        from cms.toolkits.selectors import narrowed

        return self.render(request, context_overrides=narrowed(self, request.GET))


class ToolkitPage(BasePage):
    """One toolkit: for whom, on what, how long it takes, how well it is tested, and its files."""

    template = "pages/toolkit.html"
    page_description = "One toolkit: age, topic, time, how well it is tested, files to download"
    parent_page_types = ["cms.ToolkitsPage"]
    subpage_types: list[str] = []

    for_primary = models.BooleanField(PHASES["primary"], default=False)
    for_secondary = models.BooleanField(PHASES["secondary"], default=False)
    for_post16 = models.BooleanField(PHASES["post16"], default=False)
    for_youth_work = models.BooleanField(PHASES["youth_work"], default=False)
    ages = models.CharField(max_length=40, help_text="For example “9 to 11”")
    topic = models.CharField(max_length=13, choices=list(TOPICS.items()))
    sessions = models.PositiveSmallIntegerField(
        "how many sessions",
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(40)],
    )
    minutes = models.PositiveSmallIntegerField(
        "minutes for one session", validators=[MinValueValidator(5), MaxValueValidator(240)]
    )
    evidence = models.CharField(
        "how well it is tested", max_length=9, choices=EVIDENCE_CHOICES, default="untested"
    )
    evidence_says = models.TextField(
        "what was found", max_length=400, blank=True, help_text="In plain words, with what is not known"
    )
    evidence_source = models.CharField(
        "source", max_length=240, blank=True, help_text="Author, year, title: so that anybody can look it up"
    )
    evidence_link = models.URLField("where the source stands", blank=True)
    rated_on = models.DateField("rated on", null=True, blank=True)

    content_panels = [
        help_panel(
            "<p>A tired teacher reads this at nine at night. Say what happens in the room, minute by minute, and add "
            "the files with the block “Download”. Never write that it works; give it a step of the scale and say what "
            "was found.</p><p><b>Good:</b> “Pupils draw the safe places on a map.” <b>Not so good:</b> “A robust, "
            "evidence-based intervention.”</p>"
        ),
        *Page.content_panels,
        FieldPanel("standfirst"),
        MultiFieldPanel(
            [
                FieldPanel("for_primary"),
                FieldPanel("for_secondary"),
                FieldPanel("for_post16"),
                FieldPanel("for_youth_work"),
                FieldPanel("ages"),
                FieldPanel("topic"),
                FieldRowPanel([FieldPanel("sessions"), FieldPanel("minutes")]),
            ],
            heading="For whom, on what, how long",
        ),
        MultiFieldPanel(
            [
                FieldPanel("evidence"),
                FieldPanel("evidence_says"),
                FieldPanel("evidence_source"),
                FieldPanel("evidence_link"),
                FieldPanel("rated_on"),
            ],
            heading="How well it is tested",
        ),
        FieldPanel("body"),
    ]

    def faults(self) -> list[str]:
        """What is missing before anybody need read this draft: for whom, a rating that can be checked, a keeper."""
        found = super().faults()
        if not self.phases:
            found.append("Say for whom it is: tick at least one kind of place.")
        if self.rating.needs_source and not (self.evidence_says.strip() and self.evidence_source.strip()):
            found.append(
                f"“{self.rating.word}” needs what was found and its source. Without them it is “Untested”."
            )
        if self.rated_on is None:
            found.append("Say on which day it was rated.")
        if not self.kept_by.strip() or self.look_again_on is None:
            found.append("Say who keeps it and when they look at it again (under Promote).")
        return found

    @property
    def phases(self) -> dict[str, str]:
        """Whom it is for, as codes and words."""
        return {code: word for code, word in PHASES.items() if getattr(self, f"for_{code}")}

    @property
    def rating(self) -> Rating:
        """Its step of the public scale."""
        return EVIDENCE[self.evidence]

    def rated_long_ago(self, today: date) -> bool:
        """Whether nobody has looked at the evidence for two years."""
        return self.rated_on is not None and (today - self.rated_on).days > 730

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["scale"] = EVIDENCE.values()
        context["rated_long_ago"] = self.rated_long_ago(localdate())
        return context
