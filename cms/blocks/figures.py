"""Blocks whose figures are chosen from what is published, so that nobody types one."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.timezone import localdate
from wagtail import blocks

from cms.blocks.choices import SurfaceBlock
from cms.campaign import strategy

PLACE = "{figure}"
SENTENCE_HELP = (
    "One sentence with {figure} where the figure goes, for example “{figure} feel safe near home by day”. "
    "No other number in it"
)


class LiveChoiceBlock(blocks.ChoiceBlock):
    """A choice from what is stored now. Search finds nothing by it: what it stands for may end."""

    def get_searchable_content(self, value: Any) -> list[str]:
        return []


def published_figures() -> list[tuple[str, Any]]:
    """Every figure a page may quote today."""
    from cms.campaign.figures import Published

    return list(Published().choices(today=localdate()))


def promises() -> list[tuple[str, str]]:
    """Every promise made in public."""
    from engagement.delivery.selectors import commitments

    return [(told.commitment.slug, told.commitment.we_did) for told in commitments(localdate())]


def once(parent_context: dict[str, Any] | None, name: str, make: Callable[[], Any]) -> Any:
    """Something read once for all blocks of an answer."""
    request = (parent_context or {}).get("request")
    if request is None:
        return make()
    kept = request.__dict__.setdefault("_read_for_blocks", {})
    if name not in kept:
        kept[name] = make()
    return kept[name]


def quoted_in(key: str, parent_context: dict[str, Any] | None) -> Any:
    """How a figure stands today; an invented one in the preview of a block."""
    from cms.campaign.figures import Choice, Published, Quoted
    from cms.results.present import Cell

    if (parent_context or {}).get("stand_in") and not key:
        choice = Choice("example", "SAFEDAY", "very_safe", 71)
        return Quoted(choice, "holds", Cell(71, 68, 74, 70), "How safe do you feel near home by day?", "Safe")
    return once(parent_context, "published", Published).quoted(key, today=localdate())


def _with_notice(context: dict[str, Any], parent_context: dict[str, Any] | None) -> dict[str, Any]:
    """Say in a draft why a figure is not shown; the public reads nothing of it."""
    context["tells_why"] = getattr((parent_context or {}).get("request"), "is_preview", False)
    return context


def refuse_other_numbers(sentence: str) -> None:
    """Raise ValidationError unless a sentence holds the place of its figure once, and no number of its own."""
    if sentence.count(PLACE) != 1:
        raise ValidationError("Write {figure} once, where the figure goes. The site puts it in.")
    if re.search(r"\d", sentence):
        raise ValidationError("No other number here: the only figure is the published one.")


class FigureBlock(blocks.StructBlock):
    """A sentence around one published figure."""

    figure = LiveChoiceBlock(
        choices=published_figures,
        help_text="From published results. When it changes or grows too old, the page stops showing it",
    )
    sentence = blocks.CharBlock(max_length=160, help_text=SENTENCE_HELP)
    caution = blocks.CharBlock(
        max_length=200,
        required=False,
        default="",
        help_text="What the figure cannot tell, for example who was not asked",
    )
    surface = SurfaceBlock(default="mint")

    class Meta:
        icon = "order"
        group = "Evidence"
        template = "blocks/figure.html"
        description = "A published survey figure in a sentence; it leaves the page when it no longer holds"
        preview_value = {
            "figure": "",
            "sentence": "{figure} feel safe near home by day.",
            "caution": "",
            "surface": "mint",
        }

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        try:
            refuse_other_numbers(cleaned["sentence"])
        except ValidationError as wrong:
            raise blocks.StructBlockValidationError(block_errors={"sentence": wrong}) from wrong
        return cleaned

    def get_preview_context(self, value: Any, parent_context: Any = None) -> Any:
        return {**super().get_preview_context(value, parent_context), "stand_in": True}

    def get_context(self, value: Any, parent_context: Any = None) -> Any:
        context = super().get_context(value, parent_context=parent_context)
        context["quoted"] = quoted_in(value["figure"], parent_context)
        context["before"], _, context["after"] = value["sentence"].partition(PLACE)
        return _with_notice(context, parent_context)


class PerceptionBlock(blocks.StructBlock):
    """What people think beside what is recorded, each with its source, and what neither can tell."""

    heading = blocks.CharBlock(
        max_length=80, help_text="For example “What it feels like, and what is recorded”"
    )
    figure = LiveChoiceBlock(
        choices=published_figures, help_text="What people told us, from published results"
    )
    sentence = blocks.CharBlock(max_length=160, help_text=SENTENCE_HELP)
    from_strategy = LiveChoiceBlock(
        choices=strategy.choices,
        required=False,
        help_text="The official figure, if it stands in the strategy. Otherwise leave this empty and fill in the "
        "five fields below",
    )
    official_figure = blocks.CharBlock(
        max_length=16,
        required=False,
        default="",
        help_text="As it is printed, for example “10.6%”. Never worked out anew",
    )
    official_says = blocks.CharBlock(
        max_length=160, required=False, default="", help_text="What it counts, in one sentence"
    )
    official_source = blocks.CharBlock(
        max_length=160, required=False, default="", help_text="Who counted, and where it stands"
    )
    official_period = blocks.CharBlock(
        max_length=60,
        required=False,
        default="",
        help_text="From when to when, for example “April 2025 to March 2026”",
    )
    official_geography = blocks.CharBlock(
        max_length=60, required=False, default="", help_text="Where, for example “West Midlands police area”"
    )
    official_link = blocks.URLBlock(required=False, default="", help_text="Where a reader can check it")

    OFFICIAL = (
        "official_figure",
        "official_says",
        "official_source",
        "official_period",
        "official_geography",
    )

    class Meta:
        icon = "view"
        group = "Evidence"
        template = "blocks/perception.html"
        description = "A published view beside an official figure, with the caution that belongs to the pair"
        preview_value = {
            "heading": "What it feels like, and what is recorded",
            "figure": "",
            "sentence": "{figure} feel safe near home by day.",
            "from_strategy": "youth-violence-recorded",
        }

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        wrong: dict[str, ValidationError] = {}
        try:
            refuse_other_numbers(cleaned["sentence"])
        except ValidationError as refused:
            wrong["sentence"] = refused
        missing = [name for name in self.OFFICIAL if not cleaned[name]]
        if cleaned["from_strategy"] and len(missing) < len(self.OFFICIAL):
            wrong["from_strategy"] = ValidationError(
                "Choose a figure of the strategy or fill in the fields below, one of the two."
            )
        elif not cleaned["from_strategy"]:
            wrong |= {
                name: ValidationError(
                    "An official figure needs its words, its source, its period and its place."
                )
                for name in missing
            }
        if wrong:
            raise blocks.StructBlockValidationError(block_errors=wrong)
        return cleaned

    def get_preview_context(self, value: Any, parent_context: Any = None) -> Any:
        return {**super().get_preview_context(value, parent_context), "stand_in": True}

    def get_context(self, value: Any, parent_context: Any = None) -> Any:
        context = super().get_context(value, parent_context=parent_context)
        context["quoted"] = quoted_in(value["figure"], parent_context)
        context["before"], _, context["after"] = value["sentence"].partition(PLACE)
        context["printed"] = strategy.printed().get(value["from_strategy"] or "")
        return _with_notice(context, parent_context)


class StrategyFigureBlock(blocks.StructBlock):
    """One figure of the strategy, as printed and with its page."""

    figure = LiveChoiceBlock(choices=strategy.choices, help_text="As printed in the strategy")
    caution = blocks.CharBlock(
        max_length=200,
        required=False,
        default="",
        help_text="What the figure cannot tell, for example what is not recorded",
    )
    surface = SurfaceBlock(default="lilac")

    class Meta:
        icon = "doc-full"
        group = "Evidence"
        template = "blocks/strategy_figure.html"
        description = "A figure of the strategy, as printed, with its page"
        preview_value = {"figure": "under-25", "caution": "", "surface": "lilac"}

    def get_context(self, value: Any, parent_context: Any = None) -> Any:
        context = super().get_context(value, parent_context=parent_context)
        context["printed"] = strategy.printed().get(value["figure"] or "")
        return context


class PromiseBlock(blocks.StructBlock):
    """One promise made in answer to what people said, with its clock."""

    promise = LiveChoiceBlock(choices=promises, help_text="Its state and its days follow by themselves")

    class Meta:
        icon = "tick-inverse"
        group = "Evidence"
        template = "blocks/promise.html"
        description = "“You said, we did”: one promise, with its next step and whether it is late"
        preview_value = {"promise": ""}

    def get_preview_value(self) -> Any:
        first = next(iter(promises()), ("", ""))
        return self.normalize({"promise": first[0]})

    def get_preview_context(self, value: Any, parent_context: Any = None) -> Any:
        return {**super().get_preview_context(value, parent_context), "stand_in": True}

    def get_context(self, value: Any, parent_context: Any = None) -> Any:
        from cms.selectors import promises_with_figures

        context = super().get_context(value, parent_context=parent_context)
        found = once(parent_context, "promises", lambda: promises_with_figures(today=localdate()))
        context["told"] = next(
            (told for told in found if told.promise.commitment.slug == value["promise"]), None
        )
        return context
