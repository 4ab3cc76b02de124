"""The campaign and its stories."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.timezone import localdate
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page

from cms.campaign.kit import kits_of
from cms.incidents import RestsDuringIncidents, awake
from cms.models.base import BasePage, help_panel
from cms.models.consent import Consented
from cms.shapes import AREA_CHOICES
from engagement.incidents.selectors import held


class CampaignPage(RestsDuringIncidents, BasePage):
    """The counter-narrative: messages, evidence and the stories below it."""

    template = "pages/campaign.html"
    page_description = "The campaign: messages, evidence, and stories told by young people"
    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.StoryPage"]

    content_panels = [
        help_panel(
            "<p>Say what is true, not what is feared. Let young people name things. Put a source "
            "beside every figure.</p>"
            "<p><b>Good:</b> “Nobody walks alone if somebody walks with them.” "
            "<b>Not so good:</b> “Stop the wave of violence.”</p>"
        ),
        *BasePage.content_panels,
    ]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from cms.campaign.reach import reach_of

        context = super().get_context(request, *args, **kwargs)
        context["stories"] = awake(
            story
            for story in StoryPage.objects.child_of(self).live().order_by("-first_published_at")
            if story.is_agreed_to()
        )
        context["reach"] = reach_of(self, today=localdate())
        return context


class StoryPage(RestsDuringIncidents, Consented, BasePage):
    """A story told under a chosen name, shown only while its teller agrees."""

    template = "pages/story.html"
    page_description = "One young person's story, under a name they chose, with a record of their consent"
    parent_page_types = ["cms.CampaignPage"]
    subpage_types: list[str] = []
    shows_exit = True
    hidden_from = "review_on"

    class GivenBy(models.TextChoices):
        TELLER = "teller", "The person who tells it, aged 16 or over"
        BOTH = "both", "The person who tells it and a parent or carer"
        INVENTED = "invented", "Nobody: this story is invented"

    alias = models.CharField(max_length=40, help_text="The name they chose, never their own")
    age = models.CharField(max_length=10, blank=True, help_text="Optional, for example '16' or 'nearly 18'")
    area = models.CharField(
        max_length=9, blank=True, choices=AREA_CHOICES, help_text="Never with the age: leave one empty"
    )
    content_note = models.CharField(
        max_length=160, blank=True, help_text="What could be hard to read, said before the story begins"
    )
    consent_given_by = models.CharField("consent given by", max_length=10, choices=GivenBy.choices)
    consent_covers_sharing = models.BooleanField(
        "also agreed to sharing",
        default=False,
        help_text="Tick when the form says that pictures with the title may be shared in networks. Copies others "
        "made cannot be called back: tell the teller so",
    )

    content_panels = [
        help_panel(
            "<p>A story belongs to the person who tells it. They see it before it goes live, and can "
            "take it back.</p>"
            "<p><b>Good:</b> one moment, told by the person. <b>Not so good:</b> places, schools, "
            "dates, other people's "
            "names.</p>"
        ),
        *Page.content_panels,
        FieldPanel("alias"),
        FieldPanel("age"),
        FieldPanel("area"),
        FieldPanel("standfirst"),
        FieldPanel("content_note"),
        FieldPanel("body"),
        MultiFieldPanel(
            [
                FieldPanel("consent_given_by"),
                FieldPanel("consent_covers_sharing"),
                *(FieldPanel(name) for name in Consented.RECORD[:-1]),
                FieldPanel(
                    Consented.RECORD[-1],
                    help_text="Saving a day here takes the page down at once, in every language. Within five minutes "
                    "its words, drafts and cards are deleted for good",
                ),
            ],
            heading="Consent",
        ),
    ]

    @property
    def is_withdrawn(self) -> bool:
        """Whether its teller took the story back: then nobody is shown even a draft of it."""
        return self.is_taken_back()

    def may_be_shown(self, today: date | None = None) -> bool:
        """Whether the teller's consent holds today: given, not withdrawn, not due to be asked for again.

        Nor is a story shown while an incident puts it aside.
        """
        return self.is_agreed_to(today) and not self.rests(held())

    def is_agreed_to(self, today: date | None = None) -> bool:
        """Whether the teller's consent holds today, whatever else puts the story aside."""
        if self.consent_given_by == self.GivenBy.INVENTED:
            return not self.is_taken_back(today)
        return self.consent_holds(today)

    def save_revision(self, *args: Any, **kwargs: Any) -> Any:
        """Keep a draft; one that says the story was taken back takes it from the public, whoever saves it."""
        from cms.campaign.withdrawal import leave_the_public

        revision = super().save_revision(*args, **kwargs)
        if self.consent_withdrawn_on:
            leave_the_public(self, kwargs.get("user"))
        return revision

    def faults(self) -> list[str]:
        """What is missing before anybody need read this draft, the teller's consent included."""
        if self.consent_given_by == self.GivenBy.INVENTED:
            return super().faults()
        return [*super().faults(), *self.missing_consent().values()]

    def clean(self) -> None:
        super().clean()
        if self.age and self.area:
            raise ValidationError(
                {"area": "An age and an area together can give somebody away: keep one of the two."}
            )
        if self.consent_given_by == self.GivenBy.INVENTED and not self.is_example:
            raise ValidationError(
                {
                    "consent_given_by": "An invented story has to say so: tick “invented example” "
                    "under Promote."
                }
            )

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        # One that an incident puts aside says so itself.
        if not self.rests(held()) and not self.may_be_shown():
            raise Http404("This story is not shown any more.")
        return super().serve(request, *args, **kwargs)

    def get_sitemap_urls(self, request: HttpRequest | None = None) -> list[dict[str, Any]]:
        return super().get_sitemap_urls(request) if self.may_be_shown() else []

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        siblings = StoryPage.objects.sibling_of(self, inclusive=False).live()
        context["more_stories"] = awake(story for story in siblings if story.is_agreed_to())[:2]
        context["kits"] = kits_of(self)
        return context
