"""The first thing staff see of reviews: what waits for them, and what came back to them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from wagtail.admin.ui.components import Component

from engagement.publishing.selectors import in_review


class ReviewPanel(Component):
    """Pages to read, pages that came back, own pages on their way; nothing for whoever has none of these."""

    name = "reviews"
    template_name = "publishing/dashboard.html"
    order = 90

    def __init__(self, request: HttpRequest) -> None:
        found = in_review(request.user)
        own = [waiting for waiting in found if waiting.state.requested_by_id == request.user.pk]
        self.yours = [waiting for waiting in found if waiting.is_yours]
        self.came_back = [waiting for waiting in own if waiting.sent_back]
        self.on_their_way = [waiting for waiting in own if not waiting.sent_back]

    @property
    def is_useful(self) -> bool:
        """Whether there is anything to tell."""
        return bool(self.yours or self.came_back or self.on_their_way)

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        return {"yours": self.yours, "came_back": self.came_back, "on_their_way": self.on_their_way}
