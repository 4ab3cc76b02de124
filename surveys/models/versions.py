"""What was asked, frozen. Rows here are inserted when a survey is published and never changed."""

from __future__ import annotations

from django.db import models


class Frozen(Exception):
    """Somebody tried to change what has been published. Publish a new version instead."""


class InsertOnly(models.Model):
    """A row that can be written once and read for ever."""

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise Frozen(f"{self} is frozen. Publish a new version instead of changing it.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise Frozen(f"{self} is frozen. It can only go with its survey.")


class SurveyVersion(InsertOnly):
    """The questions, options and routing of a survey as they were when it was published."""

    class Kind(models.TextChoices):
        FIRST = "first", "First version"
        WORDING = "wording", "Wording fix"
        MEANING = "meaning", "Change of meaning"

    survey = models.ForeignKey("surveys.SurveyPage", on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.FIRST)
    definition = models.JSONField(
        help_text="Questions, options and routing by code and by block id; no wording"
    )
    crosswalk = models.JSONField(
        default=list, help_text="For each question: what it was in the version before, and what became of it"
    )
    digest = models.CharField(max_length=64)
    revision_id = models.IntegerField(null=True, help_text="The page revision this was frozen from")
    frozen_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["survey_id", "number"]
        constraints = [models.UniqueConstraint(fields=["survey", "number"], name="one_version_per_number")]

    def __str__(self) -> str:
        return f"version {self.number} of survey {self.survey_id}"


class VersionText(InsertOnly):
    """The wording of one version in one language. A row for each time it was published; the newest counts."""

    version = models.ForeignKey(SurveyVersion, on_delete=models.PROTECT, related_name="texts")
    language = models.CharField(max_length=10)
    texts = models.JSONField(help_text="Wording by key, such as q:SAFEDAY")
    digest = models.CharField(max_length=64)
    revision_id = models.IntegerField(null=True, help_text="The page revision this was frozen from")
    reviewed_by = models.CharField(max_length=120, blank=True)
    reviewed_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["version_id", "language", "id"]

    def __str__(self) -> str:
        return f"{self.language} wording of {self.version}"
