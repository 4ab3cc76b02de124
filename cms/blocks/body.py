"""The body of a page: every block an editor may use, by what they mean to do."""

from __future__ import annotations

from wagtail import blocks

from cms.blocks.action import DownloadBlock, PledgeBlock, ShareKitBlock, SupportBlock, WhatsOnBlock
from cms.blocks.campaign import CallToActionBlock, MessageBlock, StoryLinksBlock
from cms.blocks.evidence import QuoteBlock, StatisticBlock
from cms.blocks.figures import FigureBlock, PerceptionBlock, PromiseBlock, StrategyFigureBlock
from cms.blocks.film import FilmBlock
from cms.blocks.media import GalleryBlock, PictureBlock
from cms.blocks.text import ContentNoteBlock, HeadingBlock, ParagraphBlock, QuestionAnswerBlock, StepsBlock


class BodyBlock(blocks.StreamBlock):
    """Everything a page can be built from."""

    heading = HeadingBlock()
    paragraph = ParagraphBlock()
    steps = StepsBlock()
    question_answer = QuestionAnswerBlock()
    content_note = ContentNoteBlock()

    picture = PictureBlock()
    gallery = GalleryBlock()
    film = FilmBlock()

    figure = FigureBlock()
    perception = PerceptionBlock()
    strategy_figure = StrategyFigureBlock()
    statistic = StatisticBlock()
    quote = QuoteBlock()
    promise = PromiseBlock()

    message = MessageBlock()
    story_links = StoryLinksBlock()
    call_to_action = CallToActionBlock()
    pledge = PledgeBlock()
    share_kit = ShareKitBlock()
    support = SupportBlock()
    whats_on = WhatsOnBlock()
    download = DownloadBlock()

    class Meta:
        template = "blocks/body.html"
