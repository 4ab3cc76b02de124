"""What networks and messengers show beside a link to a page."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django import template
from django.utils.translation import get_language
from wagtail.models import Page

from cms.campaign.drawing import LINK
from cms.campaign.kit import social_card as card_of

register = template.Library()


@register.inclusion_tag("components/social_card.html", takes_context=True)
def social_card(context: template.Context, page: Any) -> dict[str, Any]:
    """``{% social_card page %}``: title, words and our own drawn picture; nothing for what is no live page."""
    if not isinstance(page, Page) or not page.pk or not page.live:
        return {}
    address = page.get_full_url(context.get("request")) or ""
    parts = urlsplit(address)
    return {
        "page": page,
        "address": address,
        "picture": f"{parts.scheme}://{parts.netloc}{card_of(page).path}{LINK.name}.png",
        "size": LINK,
        "says": page.search_description or getattr(page, "standfirst", ""),
        "language": get_language(),
    }
