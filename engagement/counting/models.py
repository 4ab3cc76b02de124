"""How often a page was shown, or something of it taken away, on a day."""

from __future__ import annotations

from django.db import models
from wagtail.models import Page


class PageCount(models.Model):
    """A sum for one page and day: volume without times, written hourly from memory.

    Nothing of who asked is in it, and no row says more than “so often”. The sum goes with its page.
    """

    class Kind(models.TextChoices):
        VIEW = "view", "Shown"
        DOWNLOAD = "download", "Taken away as a file"

    # The public process writes this table: the database itself ties it to no other.
    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+", db_constraint=False)
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.VIEW)
    date = models.DateField()
    n = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["date"]
        constraints = [
            models.UniqueConstraint(fields=["page", "kind", "date"], name="one_count_per_page_kind_and_day")
        ]

    def __str__(self) -> str:
        return f"page {self.page_id}, {self.kind}, {self.date}: {self.n}"
