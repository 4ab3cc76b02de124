"""Pictures in templates: the only way in which a public page shows an uploaded image."""

from __future__ import annotations

from typing import Any

from django import template
from wagtail.images.models import AbstractRendition
from wagtail.images.shortcuts import get_rendition_or_not_found

from cms.models import SiteImage

register = template.Library()


@register.simple_tag
def picture(image: SiteImage | None, spec: str, **attributes: Any) -> str:
    """``{% picture value.image "width-1200|format-webp" loading="lazy" %}``: an ``<img>`` with its text.

    Nothing at all where there is no image or its people's consent does not hold today.
    """
    found = shown_rendition(image, spec)
    return found.img_tag(attributes) if found else ""


@register.filter
def may_be_shown(image: SiteImage | None) -> bool:
    """``{% if value.image|may_be_shown %}``: for what stands around a picture, such as its caption."""
    return image is not None and image.may_be_shown()


def shown_rendition(image: SiteImage | None, spec: str) -> AbstractRendition | None:
    """The picture in a size and format, or None where it may not be shown: for addresses instead of elements."""
    return get_rendition_or_not_found(image, spec) if may_be_shown(image) else None
