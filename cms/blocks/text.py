"""Blocks that say something in words or show a picture."""

from __future__ import annotations

from typing import Any

from wagtail import blocks
from wagtail.images import get_image_model
from wagtail.images.blocks import ImageBlock

PLAIN_FEATURES = ["bold", "italic", "link", "ol", "ul"]


class HeadingBlock(blocks.CharBlock):
    """A heading inside a page."""

    class Meta:
        icon = "title"
        group = "Text"
        template = "blocks/heading.html"
        description = "A heading that tells what comes next"
        preview_value = "What happens after you send it"


class ParagraphBlock(blocks.RichTextBlock):
    """Running text with links and lists, and nothing that would break the design."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"features": PLAIN_FEATURES, **kwargs})

    class Meta:
        icon = "pilcrow"
        group = "Text"
        template = "blocks/paragraph.html"
        description = "Plain words: short sentences, one thought each"
        preview_value = "<p>We read every answer. Then we tell you what we will do about it, and by when.</p>"


class QuestionAnswerBlock(blocks.StructBlock):
    """A question people ask, and its answer, folded until somebody opens it."""

    question = blocks.CharBlock(max_length=120, help_text="As a person would ask it")
    answer = blocks.RichTextBlock(features=PLAIN_FEATURES)

    class Meta:
        icon = "help"
        group = "Text"
        template = "blocks/question_answer.html"
        description = "A question people ask, with its answer"
        preview_value = {
            "question": "Who can see what I write?",
            "answer": "<p>People who are trained to read it. They do not know who you are.</p>",
        }


class PictureBlock(blocks.StructBlock):
    """A picture that says what it shows to those who cannot see it."""

    image = ImageBlock(help_text="Say what the picture shows, or mark it as decorative")
    caption = blocks.CharBlock(
        max_length=160, required=False, help_text="Who or what, and who made the picture"
    )

    class Meta:
        icon = "image"
        group = "Text"
        template = "blocks/picture.html"
        description = "A picture; a text for people who cannot see it is required unless it is decorative"
        preview_value = {"image": None, "caption": "Painted by a youth group. Everybody in it said yes."}

    def get_preview_value(self) -> Any:
        value = super().get_preview_value()
        newest = get_image_model().objects.filter(people="nobody").order_by("-pk").first()
        if newest:
            newest.contextual_alt_text, newest.decorative = newest.default_alt_text, newest.is_decorative
            value["image"] = newest
        return value

    def get_preview_context(self, value: Any, parent_context: Any = None) -> Any:
        """Where nobody has uploaded a picture yet, a drawing stands in for it."""
        return {**super().get_preview_context(value, parent_context), "stand_in": True}
