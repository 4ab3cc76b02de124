"""The register of what left the workbench: which file, by whom, for what, and when it is to be deleted."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class Export(models.Model):
    """One file somebody took away. Never its content: who, what, how many answers it rests on, why, until when."""

    class What(models.TextChoices):
        TABLES = "tables", "Weighted tables"
        MODELLED = "modelled", "Modelled figures of small groups"
        ROWS = "rows", "Answers, one line a person"
        COMMENTS = "comments", "Comments, shuffled"
        CODINGS = "codings", "What people coded, without the comments"
        CODED = "coded", "What people coded, with the comments"

    class Purpose(models.TextChoices):
        BOARD = "board", "A paper for the Strategic Board"
        ANALYSIS = "analysis", "Analysis in other software"
        CHECK = "check", "Checking a published figure"
        PARTNER = "partner", "A partner organisation, under an agreement"
        INSPECTION = "inspection", "An inspection, audit or request by law"

    survey = models.ForeignKey("surveys.SurveyPage", on_delete=models.CASCADE, related_name="exports")
    what = models.CharField(max_length=10, choices=What.choices)
    by = models.CharField(max_length=120, blank=True, help_text="Breakdown or groups shown, comma-separated")
    form = models.CharField("format", max_length=4)
    n = models.PositiveIntegerField("answers it rests on")
    purpose = models.CharField(max_length=12, choices=Purpose.choices)
    reason = models.CharField(max_length=200)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    name = models.CharField("who", max_length=150, help_text="Kept when the account is deleted")
    taken_on = models.DateField()
    delete_by = models.DateField()
    deleted_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-taken_on", "-pk"]
        default_permissions = ()
        verbose_name = "file taken away"
        verbose_name_plural = "files taken away"
        constraints = [
            models.CheckConstraint(
                condition=Q(delete_by__gt=F("taken_on")), name="a_file_is_deleted_after_it_was_taken"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_what_display()} of survey {self.survey_id}, {self.taken_on}"
