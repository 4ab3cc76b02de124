"""The pictures people choose from: small, from our own site, and only while they may be shown."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from wagtail.images import get_image_model

SIZE = "fill-320x240|format-webp|webpquality-55"
"""Some ten kilobytes a picture, fetched only when its question is on the screen."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Picture:
    """Where a browser finds a picture, and the room to keep for it."""

    src: str
    width: int
    height: int


def picture_keys(definitions: Iterable[Mapping[str, Any]]) -> set[int]:
    """The pictures that questions of these definitions show."""
    return {
        option["picture"]
        for definition in definitions
        for section in definition["sections"]
        for question in section["questions"]
        if question["type"] == "picture"
        for option in question["options"]
        if option.get("picture")
    }


def pictures_of(definitions: Iterable[Mapping[str, Any]]) -> dict[int, Picture]:
    """The pictures of these definitions by key; asks the database only where there are any.

    A picture that is gone, broken, or whose people no longer agree to be seen is left out: the question works without.
    """
    keys = picture_keys(definitions)
    if not keys:
        return {}
    found = {}
    for image in get_image_model().objects.filter(pk__in=keys).prefetch_renditions(SIZE):
        may_be_shown = getattr(image, "may_be_shown", None)
        if may_be_shown is not None and not may_be_shown():
            continue
        try:
            made = image.get_rendition(SIZE)
            found[image.pk] = Picture(made.url, made.width, made.height)
        except Exception:
            logger.exception("A picture of a survey could not be made small.")
    return found
