"""Blocks that show pictures."""

from __future__ import annotations

from typing import Any

from wagtail import blocks
from wagtail.images import get_image_model
from wagtail.images.blocks import ImageBlock


def _newest_pictures(most: int) -> list[Any]:
    """Pictures without people, to show a block with before anybody has chosen one."""
    found = list(get_image_model().objects.filter(people="nobody").order_by("-pk")[:most])
    for image in found:
        image.contextual_alt_text, image.decorative = image.default_alt_text, image.is_decorative
    return found


class PictureBlock(blocks.StructBlock):
    """A picture that says what it shows to those who cannot see it."""

    image = ImageBlock(help_text="Say what the picture shows, or mark it as decorative")
    caption = blocks.CharBlock(
        max_length=160, required=False, default="", help_text="Who or what, and who made the picture"
    )

    class Meta:
        icon = "image"
        group = "Media"
        template = "blocks/picture.html"
        description = "A picture; a text for people who cannot see it is required unless it is decorative"
        preview_value = {"image": None, "caption": "Painted by a youth group. Everybody in it said yes."}

    def get_preview_value(self) -> Any:
        value = super().get_preview_value()
        value["image"] = next(iter(_newest_pictures(1)), None)
        return value

    def get_preview_context(self, value: Any, parent_context: Any = None) -> Any:
        """Where nobody has uploaded a picture yet, a drawing stands in for it."""
        return {**super().get_preview_context(value, parent_context), "stand_in": True}


class GalleryBlock(blocks.StructBlock):
    """Some pictures beside each other, each with its own words."""

    heading = blocks.CharBlock(max_length=80, required=False, default="")
    pictures = blocks.ListBlock(PictureBlock(), min_num=2, max_num=8)

    class Meta:
        icon = "image"
        group = "Media"
        template = "blocks/gallery.html"
        description = "Two to eight pictures beside each other"
        preview_value = {
            "heading": "The wall by the canal",
            "pictures": [
                {"image": None, "caption": "Before"},
                {"image": None, "caption": "Painted by a youth group in one weekend"},
            ],
        }

    def get_preview_value(self) -> Any:
        value = super().get_preview_value()
        for picture, image in zip(value["pictures"], _newest_pictures(2), strict=False):
            picture["image"] = image
        return value

    def get_preview_context(self, value: Any, parent_context: Any = None) -> Any:
        return {**super().get_preview_context(value, parent_context), "stand_in": True}
