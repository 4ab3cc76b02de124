"""Writes of page counts beside the hourly one: forgetting."""

from __future__ import annotations

from datetime import datetime

from django.utils.timezone import localdate

from engagement.counting.models import PageCount
from engagement.counting.periods import KEEP_COUNTS


def forget_counts(*, now: datetime | None = None) -> int:
    """Delete page counts that are older than they may be kept; how many rows went is returned."""
    return PageCount.objects.filter(date__lt=localdate(now) - KEEP_COUNTS).delete()[0]
