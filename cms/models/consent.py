"""A record that somebody agreed to be shown: when, where the form lies, until when it holds."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.utils.timezone import localdate

LONGEST = 731
"""Days from consent to asking again: young people change their minds and their faces."""


class Consented(models.Model):
    """Something shown only while the people in it agree."""

    consent_given_on = models.DateField("consent given on", null=True, blank=True)
    consent_kept_at = models.CharField(
        "signed form kept at",
        max_length=120,
        blank=True,
        help_text="The number of the folder or file. No names here",
    )
    review_on = models.DateField(
        "ask again on",
        null=True,
        blank=True,
        help_text="From this day it is hidden until they agree again. Two years at most",
    )
    consent_withdrawn_on = models.DateField(
        "consent taken back on",
        null=True,
        blank=True,
        help_text="From this day it is gone from the site. One person is enough",
    )

    RECORD: ClassVar = ("consent_given_on", "consent_kept_at", "review_on", "consent_withdrawn_on")
    """The fields of the record, in the order they are filled in."""

    class Meta:
        abstract = True

    @staticmethod
    def holding(today: date) -> models.Q:
        """The condition in the database that a consent holds on a day."""
        return models.Q(consent_given_on__lte=today, review_on__gt=today) & (
            models.Q(consent_withdrawn_on__isnull=True) | models.Q(consent_withdrawn_on__gt=today)
        )

    def is_taken_back(self, today: date | None = None) -> bool:
        """Whether somebody said no after having said yes."""
        return self.consent_withdrawn_on is not None and self.consent_withdrawn_on <= (today or localdate())

    def consent_holds(self, today: date | None = None) -> bool:
        """Whether they agreed, have not taken it back, and need not be asked again yet."""
        today = today or localdate()
        return bool(
            not self.is_taken_back(today)
            and self.consent_given_on
            and self.consent_given_on <= today
            and self.review_on
            and today < self.review_on
        )

    def missing_consent(self) -> dict[str, str]:
        """What is missing or wrong in the record, a sentence by field; empty when it is complete."""
        wrong = {}
        if not self.consent_given_on:
            wrong["consent_given_on"] = "Say when they agreed. Without consent nobody is shown."
        elif self.consent_given_on > localdate():
            wrong["consent_given_on"] = "This day has not come yet."
        if not self.consent_kept_at.strip():
            wrong["consent_kept_at"] = "Say where the signed form lies, so that somebody else can find it."
        if not self.review_on:
            wrong["review_on"] = "Say when to ask them again."
        elif self.consent_given_on and not 0 < (self.review_on - self.consent_given_on).days <= LONGEST:
            wrong["review_on"] = "Ask them again after the day they agreed and within two years of it."
        return wrong
