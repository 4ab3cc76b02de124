"""You said, we did."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.timezone import localdate

from cms.models.base import BasePage, help_panel


class PromisesPage(BasePage):
    """What people said, what was promised, and whether it happened."""

    template = "pages/promises.html"
    page_description = (
        "You said, we did: promises beside the published figure they answer; late ones show themselves"
    )
    parent_page_types = ["cms.HomePage"]
    subpage_types: list[str] = []
    max_count_per_parent = 1

    content_panels = [
        help_panel(
            "<p>The promises come from the delivery plan. Nobody can hide one that is late: it shows "
            "by itself.</p>"
            "<p><b>Good:</b> say here how promises are chosen and who checks them.</p>"
        ),
        *BasePage.content_panels,
    ]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from cms.selectors import promises_with_figures

        context = super().get_context(request, *args, **kwargs)
        context["promises"] = promises_with_figures(today=localdate())
        context["late"] = sum(told.promise.overdue for told in context["promises"])
        return context
