"""What pages need to know about the review of a language."""

from __future__ import annotations

from django import template
from django.conf import settings
from django.utils.translation import get_language

from engagement.languages import is_reviewed

register = template.Library()


@register.filter
def reviewed(code: str) -> bool:
    """Whether somebody has read the words of a language against the English."""
    return is_reviewed(code)


@register.simple_tag
def help_language() -> str:
    """The language helplines and promises are said in: the page's own once it is reviewed, English until then."""
    current = get_language() or settings.LANGUAGE_CODE
    return current if is_reviewed(current) else settings.LANGUAGE_CODE
