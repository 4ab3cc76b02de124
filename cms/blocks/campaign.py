"""Blocks that invite: messages, stories, a next step."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.models import Page

from cms.blocks.choices import SurfaceBlock


class MessageBlock(blocks.StructBlock):
    """One message of the campaign, big enough for a wall."""

    message = blocks.CharBlock(max_length=90, help_text="Up to ten words. What is true, not what is feared")
    more = blocks.TextBlock(
        max_length=300, required=False, default="", help_text="One or two sentences behind it"
    )
    surface = SurfaceBlock(default="violet")

    class Meta:
        icon = "comment"
        group = "Action"
        template = "blocks/message.html"
        description = "One message, big enough for a wall"
        preview_value = {
            "message": "Nobody walks alone if somebody walks with them.",
            "more": "Wait for a mate. Text when you get in. Small things, every day.",
            "surface": "violet",
        }


class StoryLinksBlock(blocks.StructBlock):
    """Stories chosen by hand, as cards."""

    heading = blocks.CharBlock(max_length=80)
    stories = blocks.ListBlock(blocks.PageChooserBlock(page_type="cms.StoryPage"), min_num=1, max_num=4)

    class Meta:
        icon = "doc-full-inverse"
        group = "Action"
        template = "blocks/story_links.html"
        description = "Up to four stories as cards"
        preview_value = {"heading": "Told by young people", "stories": []}

    def get_preview_value(self) -> Any:
        from cms.models import StoryPage

        return self.normalize(
            {"heading": "Told by young people", "stories": list(StoryPage.objects.live()[:2])}
        )

    def get_context(self, value, parent_context=None):
        context = super().get_context(value, parent_context=parent_context)
        from cms.incidents import awake

        context["stories"] = awake(
            story for story in value["stories"] if story and story.live and story.is_agreed_to()
        )
        return context


class CallToActionBlock(blocks.StructBlock):
    """A next step: a page of ours or an address elsewhere, never both."""

    heading = blocks.CharBlock(max_length=80)
    text = blocks.CharBlock(max_length=200, required=False, default="")
    label = blocks.CharBlock(max_length=40, help_text="What happens, as a verb: 'Have your say'")
    page = blocks.PageChooserBlock(required=False)
    link = blocks.URLBlock(required=False, default="", help_text="Only for an address outside this site")
    surface = SurfaceBlock(default="mint")

    class Meta:
        icon = "redirect"
        group = "Action"
        template = "blocks/call_to_action.html"
        description = "A next step with one button"
        preview_value = {
            "heading": "Say it your way",
            "text": "It takes seven minutes. You can skip any question.",
            "label": "Have your say",
            "page": None,
            "link": "https://example.org/",
            "surface": "mint",
        }

    def clean(self, value):
        cleaned = super().clean(value)
        if bool(cleaned["page"]) == bool(cleaned["link"]):
            raise blocks.StructBlockValidationError(
                block_errors={
                    "page": ValidationError("Choose a page of this site or give an address, one of the two.")
                }
            )
        return cleaned

    def get_context(self, value, parent_context=None):
        context = super().get_context(value, parent_context=parent_context)
        page: Page | None = value["page"]
        context["href"] = page.url if page and page.live else value["link"]
        context["outside"] = not page
        return context
