"""What the mix still owes the files of the database."""

from __future__ import annotations

from django.db import models

from surveys.models.keys import RandomKeyField


class OwedVacuum(models.Model):
    """A mix whose old rows still lie in the database files.

    Written in the transaction of the mix and removed once the files are clean, so that a crash between the two is made
    good by the next run. Which survey was mixed is not said: cleaning serves all of them.
    """

    id = RandomKeyField()

    class Meta:
        verbose_name = "vacuum owed after a mix"
        verbose_name_plural = "vacuums owed after a mix"

    def __str__(self) -> str:
        return "a vacuum owed after a mix"


class SeenClosed(models.Model):
    """Since when a survey that was closed by hand is known to be closed. Nothing about its answers."""

    survey = models.OneToOneField(
        "surveys.SurveyPage", primary_key=True, on_delete=models.CASCADE, related_name="seen_closed"
    )
    since = models.DateTimeField()

    class Meta:
        verbose_name_plural = "surveys seen closed"

    def __str__(self) -> str:
        return f"survey {self.survey_id}, seen closed"
