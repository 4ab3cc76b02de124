"""The plan as it stood on a day, kept for good."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models


def digest_of(content: Mapping[str, Any]) -> str:
    """SHA-256 of a plan's content, equal for equal content in whatever order its keys were written."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


class PlanSnapshot(models.Model):
    """A year's plan as the public saw it, so that a later one can be laid beside it. Added once, never changed."""

    year = models.PositiveSmallIntegerField(unique=True)
    taken_on = models.DateField()
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    is_example = models.BooleanField(default=False)

    class Meta:
        ordering = ["-year"]

    def __str__(self) -> str:
        return f"Delivery plan of {self.year}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add; what was kept is never rewritten."""
        if self.pk:
            raise ValidationError("The plan of a year is kept as it was.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """Refused: a year that looks bad stays."""
        raise ValidationError("The plan of a year is kept as it was.")

    @property
    def is_intact(self) -> bool:
        """Whether the content is what was kept."""
        return digest_of(self.content) == self.digest
