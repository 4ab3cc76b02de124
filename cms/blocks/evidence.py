"""Blocks that say how we know."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from wagtail import blocks

from cms.blocks.choices import SurfaceBlock


class StatisticBlock(blocks.StructBlock):
    """One number that corrects a common belief, with its source."""

    figure = blocks.CharBlock(max_length=12, help_text="Short, for example '9 in 10'")
    says = blocks.CharBlock(max_length=160, help_text="What the number means, in one sentence")
    source = blocks.CharBlock(max_length=160, help_text="Who counted, when, and on which page")
    source_link = blocks.URLBlock(required=False, default="", help_text="Where a reader can check it")
    caution = blocks.CharBlock(
        max_length=200,
        required=False,
        default="",
        help_text="What the number cannot tell, for example who was not asked",
    )
    surface = SurfaceBlock(default="sun")

    class Meta:
        icon = "order"
        group = "Evidence"
        template = "blocks/statistic.html"
        description = "One number with its source"
        preview_value = {
            "figure": "1 in 3",
            "says": "people here are under 25. This is a young place.",
            "source": "Census 2021",
            "source_link": "",
            "caution": "",
            "surface": "sun",
        }


class QuoteBlock(blocks.StructBlock):
    """What somebody said, by the name they chose and with their consent."""

    words = blocks.TextBlock(
        max_length=400, help_text="Their words. No places, schools or dates that give them away"
    )
    alias = blocks.CharBlock(max_length=60, help_text="The name they chose, never their own")
    about = blocks.CharBlock(
        max_length=80, required=False, default="", help_text="At most one thing about them, for example '17'"
    )
    invented = blocks.BooleanBlock(required=False, help_text="Tick for an example that nobody said")
    consent_on_file = blocks.BooleanBlock(
        required=False, help_text="Tick when they signed that we may show this"
    )

    class Meta:
        icon = "openquote"
        group = "Evidence"
        template = "blocks/quote.html"
        description = "Somebody's words, with their consent"
        preview_value = {
            "words": "I thought I was the only one who hated the walk home. Then my whole form said the same.",
            "alias": "Juno",
            "about": "16",
            "invented": True,
            "consent_on_file": False,
        }

    def clean(self, value):
        cleaned = super().clean(value)
        if cleaned["invented"] == cleaned["consent_on_file"]:
            raise blocks.StructBlockValidationError(
                block_errors={
                    "consent_on_file": ValidationError(
                        "Either somebody said this and agreed to show it, or it is invented: tick one of the two."
                    )
                }
            )
        return cleaned
