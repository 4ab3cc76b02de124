"""Choices that blocks share."""

from __future__ import annotations

from wagtail import blocks

SURFACES = [("sun", "Sun"), ("mint", "Mint"), ("lilac", "Lilac"), ("pink", "Pink"), ("violet", "Violet")]


class SurfaceBlock(blocks.ChoiceBlock):
    """The colour a block stands on. Each has text that reads well on it, by day and by night."""

    choices = SURFACES

    class Meta:
        icon = "palette"
        description = "The colour it stands on"
        default = "sun"
