"""Support lines in templates."""

from __future__ import annotations

from urllib.parse import urlsplit

from django import template

from engagement.support import national, selectors
from engagement.support.models import SupportLine

register = template.Library()


@register.simple_tag
def support_lines(area: str | None = None) -> list[SupportLine]:
    """``{% support_lines as lines %}``: who to call, from the database."""
    return selectors.support_lines(area)


@register.simple_tag
def national_support_lines() -> list[SupportLine]:
    """The same without a database: for error pages."""
    return list(national.national_lines())


@register.filter
def by_need(lines: list[SupportLine]) -> list[tuple[str, list[SupportLine]]]:
    """Lines under the need they answer."""
    return selectors.lines_by_need(lines)


@register.filter
def domain(address: str) -> str:
    """The name a website is known by: ``https://www.fearless.org`` is ``fearless.org``."""
    return urlsplit(address).hostname.removeprefix("www.") if urlsplit(address).hostname else address


@register.filter
def dial(phone: str) -> str:
    """A number as a ``tel:`` link wants it: digits alone."""
    return "".join(character for character in phone if character.isdigit() or character == "+")
