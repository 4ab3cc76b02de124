"""The look of the admin: this product's colours, and nothing that leads to Wagtail's own news."""

from __future__ import annotations

from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.html import format_html
from wagtail import hooks
from wagtail.admin.menu import MenuItem


@hooks.register("insert_global_admin_css", order=-1)
def own_look() -> str:
    """Colours, mark and dashboard; first, so that the screens' own stylesheets come after it."""
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin.css"))


@hooks.register("construct_help_menu")
def without_news(request: HttpRequest, items: list[MenuItem]) -> None:
    """Take out what leads to another company's pages: release news and its badge, the general guide."""
    items[:] = [
        item
        for item in items
        if not item.name.startswith("whats-new-in-wagtail") and item.name != "editor-guide"
    ]
