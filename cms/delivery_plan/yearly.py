"""Timed work: keeping the plan of each year, with the estimates that were published by then."""

from __future__ import annotations

from datetime import datetime

from django.utils.timezone import localdate

from cms.delivery_plan.figures import LatestEstimates
from engagement.delivery.models import Action, PlanSnapshot
from engagement.delivery.plan import plan
from engagement.delivery.yearly import keep_year, year_of


def keep_plan(*, now: datetime | None = None) -> int:
    """Keep the plan of the year at hand unless it is kept; how many were kept is returned."""
    today = localdate(now)
    if PlanSnapshot.objects.filter(year=year_of(today)).exists():
        return 0
    is_example = Action.objects.filter(is_example=True).exists()
    kept = keep_year(plan(today, LatestEstimates()), today=today, is_example=is_example)
    return int(kept is not None)
