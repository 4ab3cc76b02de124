"""How a survey is weighted, where somebody chose, and the official tables that were taken in for it."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from surveys.models.versions import Frozen


class PopulationTable(models.Model):
    """The figures of one official table for residents of the seven authorities, as they were read from its file.

    Never changed: another file is another table.
    """

    sha256 = models.CharField(max_length=64, unique=True, help_text="Checksum of the file as it was uploaded")
    name = models.CharField(max_length=160, help_text="Name of the file")
    format = models.CharField(max_length=40)
    geography = models.CharField(max_length=120)
    date = models.CharField(max_length=10, help_text="Day the figures are of, as an ISO date")
    ages = models.CharField(max_length=20, help_text="Whom the figures count, such as “13 and over”")
    variables = models.JSONField(help_text="The demographics it crosses")
    figures = models.JSONField(help_text="For each combination its codes and the number of residents")
    total = models.PositiveIntegerField()
    notes = models.JSONField(default=list, help_text="What was left out on the way")
    compared = models.CharField(
        max_length=300, blank=True, help_text="How it differs from the figures built in"
    )
    taken_in_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    who = models.CharField(max_length=150, help_text="Kept when the account is deleted")
    taken_in_on = models.DateField()

    class Meta:
        ordering = ["-date", "name"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.name} ({self.date})"

    def save(self, *args: object, **kwargs: object) -> None:
        """Save a new table. Raises Frozen for one that is kept already."""
        if self.pk:
            raise Frozen(f"“{self}” is kept as it was read, and is not changed.")
        super().save(*args, **kwargs)  # type: ignore[arg-type]


class WeightingPlan(models.Model):
    """The weighting an analyst chose for a survey. Without one the standard plan holds."""

    class Missing(models.TextChoices):
        SOFT = "soft", "Count in part in each group, in the shares of people like them"
        OWN_SHARE = "own_share", "Keep the share of the answers they have, as a group of their own"
        IMPUTE = "impute", "Fill in by chance from people like them, ten times over (multiple imputation)"
        COMPLETE = "complete", "Leave out of every weighted figure"

    survey = models.OneToOneField(
        "surveys.SurveyPage", primary_key=True, on_delete=models.CASCADE, related_name="weighting_plan"
    )
    margins = models.JSONField(
        help_text="For each margin its variables, how softly it is met (0: exactly) and the table it takes its "
        "figures from (empty: the Census figures built in)"
    )
    missing = models.CharField("who did not say", max_length=10, choices=Missing.choices)
    cap = models.FloatField(help_text="Largest weight over the mean")
    keep_cap = models.BooleanField(help_text="Keep the limit and leave a gap where the targets need more")
    chosen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    who = models.CharField(max_length=150, help_text="Kept when the account is deleted")
    chosen_on = models.DateField()
    reason = models.CharField(max_length=200)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"weighting of survey {self.survey_id}"
