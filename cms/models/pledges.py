"""How often a pledge was made: a number a month, and nothing of anybody who made it."""

from __future__ import annotations

from django.db import models


class PledgeCount(models.Model):
    """Presses of one pledge's button in one month. ``pledge`` is the key of its block, the same in every language."""

    pledge = models.UUIDField()
    month = models.DateField(help_text="Its first day")
    n = models.PositiveIntegerField(default=0, db_default=0)

    class Meta:
        verbose_name = "count of pledges"
        verbose_name_plural = "counts of pledges"
        constraints = [
            models.UniqueConstraint(fields=["pledge", "month"], name="one_count_a_pledge_and_month")
        ]

    def __str__(self) -> str:
        return f"{self.pledge}, {self.month:%B %Y}"
