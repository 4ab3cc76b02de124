"""Changes of the plan that one person wrote and the public does not see until another has confirmed them."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from engagement.delivery.models.plan import Action

CONFIRM = "delivery.confirm_changes"


def _person() -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )


class PlanChange(models.Model):
    """An action with its milestones and measures as somebody wants it, beside what the public read when it was written.

    Everybody who wrote a part of it is kept: none of them confirms it.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Waits for a second person"
        CONFIRMED = "confirmed", "Confirmed"
        TURNED_DOWN = "turned-down", "Turned down or withdrawn"

    action = models.ForeignKey(
        Action, null=True, blank=True, on_delete=models.CASCADE, related_name="changes"
    )
    content = models.JSONField(encoder=DjangoJSONEncoder)
    before = models.JSONField(encoder=DjangoJSONEncoder, null=True)
    asked_by = _person()
    asked_at = models.DateTimeField(default=timezone.now)
    writers = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")
    state = models.CharField(max_length=11, choices=State.choices, default=State.WAITING)
    decided_by = _person()
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        default_permissions = ()
        permissions = [
            ("confirm_changes", "Can confirm changes of the delivery plan that somebody else wrote")
        ]
        ordering = ["asked_at", "pk"]
        verbose_name = "change of the delivery plan"
        verbose_name_plural = "changes of the delivery plan"
        constraints = [
            models.UniqueConstraint(
                fields=["action"], condition=Q(state="waiting"), name="one_waiting_change_an_action"
            ),
            models.CheckConstraint(
                condition=~Q(state="confirmed") | ~Q(decided_by=F("asked_by")),
                name="a_plan_change_takes_two_people",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", decided_at=None)
                | Q(~Q(state="waiting"), decided_at__isnull=False),
                name="a_decided_plan_change_has_its_day",
            ),
        ]

    def __str__(self) -> str:
        return str(self.content.get("says", ""))

    @property
    def is_new(self) -> bool:
        """Whether it puts an action into the plan that was not there."""
        return self.before is None

    @property
    def is_waiting(self) -> bool:
        """Whether nobody has decided yet."""
        return self.state == self.State.WAITING

    def written(self) -> Action:
        """The action as it would be, with its milestones and measures. Saved nowhere."""
        return as_action(self.content)


def as_action(content: dict[str, Any]) -> Action:
    """An action from what was kept of it. What is already in the plan keeps its keys, what is new has none."""
    return Action.from_serializable_data(content, check_fks=False)
