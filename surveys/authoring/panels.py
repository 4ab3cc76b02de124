"""A part of the survey's edit form that is shown only where it means something."""

from __future__ import annotations

from django.conf import settings
from wagtail.admin.panels import FieldPanel


class ChangeKindsPanel(FieldPanel):
    """Wording fix or change of meaning, question by question: asked once there is something live to change."""

    def __init__(self, field_name: str, **kwargs) -> None:
        kwargs.setdefault("heading", "What kind of change is this?")
        kwargs.setdefault(
            "help_text",
            "Needed to publish a change to a question of a live survey. In doubt it is a change of meaning.",
        )
        super().__init__(field_name, **kwargs)

    class BoundPanel(FieldPanel.BoundPanel):
        def is_shown(self) -> bool:
            page = self.instance
            live = page.pk and page.live and page.locale.language_code == settings.LANGUAGE_CODE
            return bool(live) and super().is_shown()
