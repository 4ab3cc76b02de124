"""Models of themes fitted on this installation's own codings, and what was decided about each."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from surveys.models.codebooks import CodebookVersion


class ThemeModel(models.Model):
    """One model of themes: asked for, fitted in the background, and taken into use or not. Rows are kept.

    ``numbers`` is the file of plain numbers that ``surveys.analysis.themes.model_file`` writes: the words in it are
    those of shipped texts, or of ten people and more.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Being fitted"
        REFUSED = "refused", "Could not be fitted"
        READY = "ready", "Waits for a decision"
        DECLINED = "declined", "Not taken into use"
        IN_USE = "in_use", "In use"
        RETIRED = "retired", "Taken out of use"

    number = models.PositiveIntegerField(unique=True)
    codebook = models.ForeignKey(CodebookVersion, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    format = models.PositiveSmallIntegerField(default=0, help_text="Of the file of numbers")
    numbers = models.BinaryField(null=True)
    digest = models.CharField(max_length=64, blank=True, help_text="Of the file of numbers")
    card = models.JSONField(default=dict, help_text="Rounded counts and agreement, none below ten comments")
    effect = models.JSONField(default=list, help_text="What it would change: rounded counts by theme")
    fault = models.CharField(max_length=300, blank=True, help_text="Why it could not be fitted")
    asked_by = models.CharField(max_length=150, blank=True)
    asked_on = models.DateField()
    decided_by = models.CharField(max_length=150, blank=True)
    decided_on = models.DateField(null=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        default_permissions = ()
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["state"], condition=Q(state="in_use"), name="one_model_in_use"),
            models.UniqueConstraint(
                fields=["state"], condition=Q(state="waiting"), name="one_model_is_fitted_at_a_time"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["ready", "in_use"]) | Q(numbers__isnull=False),
                name="a_model_to_use_has_numbers",
            ),
        ]

    def __str__(self) -> str:
        return f"model {self.number}"
