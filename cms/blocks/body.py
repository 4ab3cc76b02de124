"""The body of a page: every block an editor may use."""

from __future__ import annotations

from wagtail import blocks

from cms.blocks.campaign import CallToActionBlock, MessageBlock, StoryLinksBlock
from cms.blocks.evidence import QuoteBlock, StatisticBlock
from cms.blocks.text import HeadingBlock, ParagraphBlock, PictureBlock, QuestionAnswerBlock


class BodyBlock(blocks.StreamBlock):
    """Everything a page can be built from."""

    heading = HeadingBlock()
    paragraph = ParagraphBlock()
    question_answer = QuestionAnswerBlock()
    picture = PictureBlock()
    statistic = StatisticBlock()
    quote = QuoteBlock()
    message = MessageBlock()
    story_links = StoryLinksBlock()
    call_to_action = CallToActionBlock()

    class Meta:
        template = "blocks/body.html"
