"""System checks of the staff settings, each with a sentence that says what to do."""

from __future__ import annotations

from ipaddress import ip_network
from typing import Any

from django.conf import settings
from django.core.checks import Error, register


@register()
def networks_can_be_read(app_configs: Any, **kwargs: Any) -> list[Error]:
    """A network that cannot be read would lock everybody out, or worse, be left out unseen."""
    wrong = []
    for network in settings.STAFF_NETWORKS:
        try:
            ip_network(network)
        except ValueError:
            wrong.append(network)
    return [
        Error(
            f"STAFF_NETWORKS holds {network!r}, which is no network.",
            hint="Write networks as 192.0.2.0/24 or 2001:db8::/32, with commas between them.",
            id="engagement.E008",
        )
        for network in wrong
    ]
