"""What every page of the public site shares."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils.timezone import localdate
from wagtail.admin.panels import FieldPanel, HelpPanel, MultiFieldPanel
from wagtail.search import index

from cms.blocks import BodyBlock
from engagement.publishing.body import BodyField
from engagement.publishing.reviewed import ReviewedPage
from surveys.analysis.promises import complaints


class BasePage(ReviewedPage):
    """A page with a standfirst and a body, framed by the same header and footer as every other."""

    standfirst = models.TextField(
        blank=True,
        max_length=300,
        help_text="One or two sentences under the title: what a reader gets from this page",
    )
    body = BodyField(BodyBlock(), blank=True)
    is_example = models.BooleanField(
        "invented example",
        default=False,
        help_text="Says at the top of the page that its people and stories are invented",
    )

    kept_by = models.CharField(
        max_length=120, blank=True, help_text="Who keeps this page true: a team, not a person"
    )
    look_again_on = models.DateField(
        "look at again on",
        null=True,
        blank=True,
        help_text="From this day the page itself says that it may be out of date",
    )

    shows_exit: ClassVar[bool] = False
    """Whether the page has a button that leaves it at once."""
    is_counted: ClassVar[bool] = True
    """Whether it is counted how often the page is shown, without anything of who reads it."""

    class Meta:
        abstract = True

    search_fields = [*ReviewedPage.search_fields, index.SearchField("standfirst"), index.SearchField("body")]
    content_panels = [*ReviewedPage.content_panels, FieldPanel("standfirst"), FieldPanel("body")]
    promote_panels = [
        *ReviewedPage.promote_panels,
        MultiFieldPanel(
            [FieldPanel("kept_by"), FieldPanel("look_again_on")],
            heading="Who keeps this page true, and until when",
        ),
        FieldPanel("is_example"),
    ]

    @property
    def may_be_out_of_date(self) -> bool:
        """Whether somebody should have looked at this page again by now. Nobody can switch this off."""
        return self.look_again_on is not None and self.look_again_on <= localdate()

    def parts_to_look_at(self) -> list[tuple[str, date]]:
        """What of this page has a day of its own by which somebody looks at it again: its name and the day."""
        return []

    def faults(self) -> list[str]:
        """What is missing before anybody need read this draft: promises nobody can keep and old figures included."""
        from cms.campaign.quoting import stale_figures
        from cms.editors.words import words_of

        return [
            *super().faults(),
            *stale_figures(self, today=localdate()),
            *complaints(("This page", words) for words in words_of(self)),
        ]

    def reasons_against_publishing(self) -> list[str]:
        """Figures that changed, ended or were withdrawn while the draft was read or waited for its day."""
        from cms.campaign.quoting import stale_figures

        return [*super().reasons_against_publishing(), *stale_figures(self, today=localdate())]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from cms.selectors import frame_of

        context = super().get_context(request, *args, **kwargs)
        context["frame"] = frame_of(self)
        return context


def help_panel(text: str) -> HelpPanel:
    """The panel at the top of an editor's form: what this page is for, and what a good one looks like."""
    return HelpPanel(content=text, heading="What this page is for")
