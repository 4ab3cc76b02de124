"""The reading check in the editor."""

from __future__ import annotations

from typing import Any

from django import template
from wagtail.admin.userbar import Userbar

from cms.editors.reading import reading_of
from cms.readability import LONG_SENTENCE, TARGET_AGES

register = template.Library()


@register.inclusion_tag("editors/reading_check.html")
def reading_check(page: Any) -> dict[str, Any]:
    """``{% reading_check page %}``: reading age and long sentences of a draft as it was last saved."""
    saved = page is not None and page.pk
    return {
        "page": page,
        "saved": saved,
        "english": saved and page.locale.language_code == "en",
        "reading": reading_of(page) if saved else None,
        "youngest": TARGET_AGES[0],
        "oldest": TARGET_AGES[1],
        "long": LONG_SENTENCE,
    }


@register.simple_tag(takes_context=True)
def preview_checks(context: template.Context) -> str:
    """What counts words and finds faults in the preview beside a form; nothing on any page that visitors get.

    Wagtail's own tag asks who is signed in, and the public site never knows: see engagement/privacy/cookies.py. That
    the preview is asked for inside the admin is known all the same.
    """
    request = context.get("request")
    if not getattr(request, "in_preview_panel", False):
        return ""
    return Userbar(object=context.get("page")).render_html(context)
