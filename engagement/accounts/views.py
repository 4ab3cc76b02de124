"""A staff member's own account."""

from __future__ import annotations

from typing import Any

from wagtail.admin.views.account import AccountView, AvatarSettingsPanel


class Account(AccountView):
    """Name, password, notices and language, without a portrait: nobody needs one, and a photograph tells too much."""

    def get_panels(self) -> list[Any]:
        return [panel for panel in super().get_panels() if not isinstance(panel, AvatarSettingsPanel)]
