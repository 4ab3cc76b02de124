"""The words of a page that readers meet, piece by piece: what the reading check counts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

from django.db import models
from modelcluster.models import get_all_child_relations
from wagtail import blocks
from wagtail.fields import StreamField
from wagtail.models import Page

_PIECE_ENDS = re.compile(r"</(?:p|li|h[1-6]|blockquote|td|th)>|<br\s*/?>|<hr\s*/?>", re.IGNORECASE)
_TAG = re.compile(r"<[^>]+>")


def words_of(page: Page) -> list[str]:
    """Every paragraph, list item, heading and label an editor wrote on a page and what belongs to it, in its order."""
    return [piece for piece in _of_model(page) if piece]


def pieces_of_html(source: str) -> list[str]:
    """The paragraphs and list items of rich text, without their marks."""
    parts = (unescape(_TAG.sub("", part)).strip() for part in _PIECE_ENDS.split(source))
    return [part for part in parts if part]


def _of_model(instance: models.Model) -> Iterator[str]:
    for field in instance._meta.concrete_fields:
        if isinstance(field, StreamField):
            yield from _of_block(field.stream_block, getattr(instance, field.name))
        elif _is_text(field):
            yield str(getattr(instance, field.name) or "").strip()
    for relation in get_all_child_relations(type(instance)):
        if relation.related_model._meta.app_label not in ("wagtailcore", "wagtail_localize"):
            for child in getattr(instance, relation.get_accessor_name()).all():
                yield from _of_model(child)


def _is_text(field: models.Field) -> bool:
    return (
        isinstance(field, models.CharField | models.TextField)
        and not isinstance(field, models.SlugField | models.URLField | models.EmailField)
        and not field.choices
        and field.editable
        # Of what every page has, its title alone; and records of consent are for staff.
        and (field.model is not Page or field.name == "title")
        and not field.name.startswith("consent_")
    )


def _of_block(block: blocks.Block, value: Any) -> Iterator[str]:
    if value is None:
        return
    if isinstance(block, blocks.BaseStreamBlock):
        for child in value:
            yield from _of_block(child.block, child.value)
    elif isinstance(block, blocks.ListBlock):
        for item in value:
            yield from _of_block(block.child_block, item)
    elif isinstance(block, blocks.BaseStructBlock):
        for name, child in block.child_blocks.items():
            yield from _of_block(child, value.get(name) if isinstance(value, dict) else None)
    elif isinstance(block, blocks.RichTextBlock):
        yield from pieces_of_html(value.source)
    elif isinstance(block, blocks.CharBlock | blocks.TextBlock):
        yield str(value).strip()
