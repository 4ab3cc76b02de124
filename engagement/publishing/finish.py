"""Where Wagtail finds what to do when a review is done. It is asked for before any model exists."""

from __future__ import annotations

from typing import Any


def finish(state: Any, user: Any = None) -> None:
    """Publish what both readers approved."""
    from engagement.publishing.services import publish_after_both_readings

    publish_after_both_readings(state, user=user)
