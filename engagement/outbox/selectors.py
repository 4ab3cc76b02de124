"""Reads of the outbox: sums alone."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Min, Q

from engagement.outbox.models import Mail


def trouble() -> list[dict[str, Any]]:
    """For each kind of mail: how many wait, how many of these were tried before, and how many were given up."""
    waiting, failed = Q(state__in=[Mail.State.WAITING, Mail.State.SENDING]), Q(state=Mail.State.FAILED)
    return list(
        Mail.objects.exclude(state=Mail.State.SENT)
        .values("kind")
        .annotate(
            waiting=Count("pk", filter=waiting),
            tried=Count("pk", filter=waiting & Q(tries__gt=0)),
            failed=Count("pk", filter=failed),
            since=Min("since"),
        )
        .order_by("kind")
    )
