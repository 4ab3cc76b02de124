"""Blocks that lead somewhere: a pledge, cards to share, help, what is on, a file."""

from __future__ import annotations

from typing import Any

from django.utils.timezone import localdate, now
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock

from cms.blocks.choices import SurfaceBlock
from cms.blocks.figures import LiveChoiceBlock, once
from cms.shapes import AREA_CHOICES


class PledgeBlock(blocks.StructBlock):
    """Something to promise with one press of a button, by nobody in particular."""

    pledge = blocks.CharBlock(
        max_length=120,
        help_text="What somebody promises, as they would say it: “I wait for my mates.” For other words make a new "
        "pledge: this one keeps its count",
    )
    more = blocks.CharBlock(
        max_length=200, required=False, default="", help_text="How to do it, in a sentence"
    )
    label = blocks.CharBlock(max_length=30, default="I'm in", help_text="Words on the button")
    surface = SurfaceBlock(default="pink")

    class Meta:
        icon = "pick"
        group = "Action"
        template = "blocks/pledge.html"
        description = "A promise people make with one press; only the number is kept"
        preview_value = {
            "pledge": "I wait for my mates.",
            "more": "Two minutes at the bus stop. That is all.",
            "label": "I'm in",
            "surface": "pink",
        }

    def get_context(self, value: Any, parent_context: Any = None) -> Any:
        from cms.campaign.pledges import counted, number

        context = super().get_context(value, parent_context=parent_context)
        parent = parent_context or {}
        page, key = parent.get("page"), parent.get("id")
        context["number"] = number()
        context["address"] = ""
        if page is not None and getattr(page, "pk", None) and key:
            context["address"] = f"/pledge/{page.pk}/{key}/"
            context["count"] = once(parent_context, f"pledge {key}", lambda: counted(key))
        context["key"] = key
        return context


class ShareKitBlock(blocks.StructBlock):
    """The messages of a page as pictures that anybody may share."""

    heading = blocks.CharBlock(max_length=80, default="Take it with you")
    text = blocks.CharBlock(
        max_length=200,
        required=False,
        default="",
        help_text="What to do with them. Never ask anybody to tag a person",
    )

    class Meta:
        icon = "download"
        group = "Action"
        template = "blocks/share_kit.html"
        description = "Every message of this page as pictures in three sizes, with captions, to download"
        preview_value = {
            "heading": "Take it with you",
            "text": "Post one. Print one. Send one to a mate.",
        }

    def get_context(self, value: Any, parent_context: Any = None) -> Any:
        from cms.campaign.kit import kits_of

        context = super().get_context(value, parent_context=parent_context)
        page = (parent_context or {}).get("page")
        context["kits"] = kits_of(page) if page is not None and getattr(page, "pk", None) else []
        return context


class SupportBlock(blocks.StructBlock):
    """Who to call, from the checked list, in the middle of a page."""

    heading = blocks.CharBlock(max_length=80, default="If this is close to home")
    area = LiveChoiceBlock(
        choices=AREA_CHOICES,
        required=False,
        help_text="With the lines of one area; empty: those for everybody",
    )

    class Meta:
        icon = "help"
        group = "Action"
        template = "blocks/support.html"
        description = "Support lines from the checked list, where a page is about something hard"
        preview_value = {"heading": "If this is close to home", "area": ""}

    def get_context(self, value: Any, parent_context: Any = None) -> Any:
        from engagement.support.selectors import support_lines

        context = super().get_context(value, parent_context=parent_context)
        context["lines"] = support_lines(value["area"] or None)
        return context


class WhatsOnBlock(blocks.StructBlock):
    """The next events, by themselves."""

    heading = blocks.CharBlock(max_length=80, default="What is on")
    area = LiveChoiceBlock(choices=AREA_CHOICES, required=False, help_text="Of one area; empty: everywhere")
    most = blocks.IntegerBlock(min_value=1, max_value=6, default=3, help_text="How many, at most")

    class Meta:
        icon = "calendar"
        group = "Action"
        template = "blocks/whats_on.html"
        description = "The next events; those that are over leave by themselves"
        preview_value = {"heading": "What is on", "area": "", "most": 3}

    def get_context(self, value: Any, parent_context: Any = None) -> Any:
        from cms.models import EventPage, EventsPage

        context = super().get_context(value, parent_context=parent_context)
        coming = EventPage.objects.live().filter(starts_at__gte=now(), cancelled=False).order_by("starts_at")
        page = (parent_context or {}).get("page")
        if page is not None and getattr(page, "locale_id", None):
            coming = coming.filter(locale_id=page.locale_id)
        if value["area"]:
            coming = coming.filter(area__in=("", value["area"]))
        context["events"] = list(coming[: value["most"] or 3])
        context["all_events"] = EventsPage.objects.live().first()
        context["today"] = localdate()
        return context


class DownloadBlock(blocks.StructBlock):
    """A file to take away, with its kind and size said before."""

    document = DocumentChooserBlock(help_text="PDF, CSV or plain text")
    label = blocks.CharBlock(max_length=80, help_text="What it is: “Poster for a notice board”")
    about = blocks.CharBlock(
        max_length=200, required=False, default="", help_text="What is in it, and in which language"
    )

    class Meta:
        icon = "doc-full-inverse"
        group = "Action"
        template = "blocks/download.html"
        description = "A file to download, with its kind and size"
        preview_value = {
            "document": None,
            "label": "Poster for a notice board",
            "about": "One page, prints in black and white.",
        }

    def get_preview_context(self, value: Any, parent_context: Any = None) -> Any:
        return {**super().get_preview_context(value, parent_context), "stand_in": True}

    def get_context(self, value: Any, parent_context: Any = None) -> Any:
        context = super().get_context(value, parent_context=parent_context)
        document = value["document"]
        public = document is not None and not document.collection.get_view_restrictions().exists()
        context["document"] = document if public else None
        return context
