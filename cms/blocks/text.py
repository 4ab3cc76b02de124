"""Blocks that say something in words."""

from __future__ import annotations

from typing import Any

from wagtail import blocks

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


class StepsBlock(blocks.StructBlock):
    """What happens one after the other, numbered."""

    heading = blocks.CharBlock(max_length=80)
    steps = blocks.ListBlock(
        blocks.StructBlock(
            [
                ("step", blocks.CharBlock(max_length=80, help_text="What to do, as a verb")),
                ("more", blocks.CharBlock(max_length=200, required=False, default="")),
            ]
        ),
        min_num=2,
        max_num=8,
    )

    class Meta:
        icon = "list-ol"
        group = "Text"
        template = "blocks/steps.html"
        description = "Two to eight steps, numbered by themselves"
        preview_value = {
            "heading": "Walk home together",
            "steps": [
                {"step": "Ask who goes your way", "more": "Somebody always does."},
                {"step": "Wait for each other", "more": ""},
                {"step": "Text when you are in", "more": "One word is enough."},
            ],
        }


class ContentNoteBlock(blocks.StructBlock):
    """Said before something hard, so that nobody meets it unprepared."""

    note = blocks.CharBlock(
        max_length=160, help_text="What comes next and could be hard to read. No details of it here"
    )

    class Meta:
        icon = "warning"
        group = "Text"
        template = "blocks/content_note.html"
        description = "A word before something hard to read, with the way to help"
        preview_value = {"note": "The next part is about a fight. Nobody is badly hurt in it."}
