"""Incidents and drills: where, which page stands for them, and who did which step when.

Nothing here says what happened: that stands on the page the public reads, written and reviewed like every other.
"""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q

from engagement.support.areas import AREAS

HOLD = "incidents.hold_incidents"
EVERYWHERE = "the whole region"
GOAL = timedelta(minutes=10)
"""From the first press to a page the public reads."""


def _person() -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )


class Incident(models.Model):
    """One incident, or one drill of it, with its steps. A drill takes the same road and shows the public nothing."""

    class State(models.TextChoices):
        BEGUN = "begun", "Being prepared"
        DECLARED = "declared", "Waits for a second person"
        HELD = "held", "Holds"
        ENDING = "ending", "Holds, its end waits for a second person"
        OVER = "over", "Over"
        DROPPED = "dropped", "Dropped before it was released"

    drill = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.BEGUN)
    area = models.CharField(
        max_length=9, blank=True, choices=AREAS.items(), help_text="Empty: the whole region"
    )
    page = models.ForeignKey(
        "wagtailcore.Page", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    begun_at = models.DateTimeField()
    declared_by = _person()
    declared_role = models.CharField(max_length=60, blank=True)
    declared_at = models.DateTimeField(null=True, blank=True)
    released_by = _person()
    released_role = models.CharField(max_length=60, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)
    end_asked_by = _person()
    ended_by = _person()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        default_permissions = ()
        permissions = [("hold_incidents", "Can declare incidents, release those of others, and hold drills")]
        ordering = ["-begun_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["area"],
                condition=Q(drill=False, state__in=["declared", "held", "ending"]),
                name="one_incident_at_a_time_in_an_area",
            )
        ]

    def __str__(self) -> str:
        return f"{'Drill' if self.drill else 'Incident'}: {self.place}"

    @property
    def place(self) -> str:
        """Where, in words."""
        return AREAS.get(self.area, EVERYWHERE)

    @property
    def took(self) -> timedelta | None:
        """From the first press to the release; None before it."""
        return self.released_at - self.begun_at if self.released_at else None

    @property
    def preparing_took(self) -> timedelta | None:
        """From the first press until somebody had chosen place and page."""
        return self.declared_at - self.begun_at if self.declared_at else None

    @property
    def second_person_took(self) -> timedelta | None:
        """From there until the second person had released it."""
        return self.released_at - self.declared_at if self.released_at and self.declared_at else None

    @property
    def in_time(self) -> bool:
        """Whether it was released within ten minutes of the first press."""
        return self.took is not None and self.took <= GOAL
