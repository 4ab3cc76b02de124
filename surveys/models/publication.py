"""Results as they were published: protected figures, frozen, signed by two people."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import models

from surveys.models.versions import Frozen


class Tampered(Exception):
    """A published snapshot is not the one that was signed. It must not be shown until somebody has looked into it."""


def digest_of(snapshot: Mapping[str, Any]) -> str:
    """SHA-256 of a snapshot, equal for equal content in whatever order its keys were written."""
    text = json.dumps(snapshot, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


class PublishedResultQuerySet(models.QuerySet):
    """Results, with what was published out of reach of bulk changes."""

    def published(self) -> PublishedResultQuerySet:
        """Results two people have signed, newest first."""
        return self.filter(state=PublishedResult.State.PUBLISHED).order_by("-cosigned_at")

    def update(self, **kwargs: Any) -> int:
        self._refuse_published()
        return super().update(**kwargs)

    update.alters_data = True

    def delete(self) -> tuple[int, dict[str, int]]:
        self._refuse_published()
        return super().delete()

    delete.alters_data = True
    delete.queryset_only = True

    def _refuse_published(self) -> None:
        if self.order_by().filter(state=PublishedResult.State.PUBLISHED).exists():
            raise Frozen("Published results are frozen: they can be neither changed nor removed.")


class PublishedResult(models.Model):
    """The published findings of one survey. Holds what ``protect()`` let through and nothing else."""

    class State(models.TextChoices):
        PROPOSED = "proposed", "Waiting for a second signature"
        PUBLISHED = "published", "Published"
        DECLINED = "declined", "Sent back"

    slug = models.SlugField(max_length=80, unique=True)
    survey = models.ForeignKey(
        "surveys.SurveyPage", on_delete=models.PROTECT, related_name="published_results"
    )
    title = models.CharField(max_length=160)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    snapshot = models.JSONField(help_text="Protected tables, method statement, sources, versions and digests")
    digest = models.CharField(max_length=64)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(auto_now_add=True)
    cosigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    cosigned_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True, help_text="Why it was sent back")

    objects = PublishedResultQuerySet.as_manager()

    class Meta:
        ordering = ["-proposed_at"]
        permissions = [
            ("propose_results", "Can propose results for publication"),
            ("cosign_results", "Can co-sign results somebody else proposed"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(cosigned_by__isnull=True) | ~models.Q(cosigned_by=models.F("proposed_by")),
                name="nobody_cosigns_their_own_results",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="published")
                | models.Q(cosigned_by__isnull=False, cosigned_at__isnull=False),
                name="published_results_have_two_signatures",
            ),
            models.UniqueConstraint(
                fields=["survey"],
                condition=models.Q(state__in=["proposed", "published"]),
                name="one_result_a_survey",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, unless the result has been published: from then on nothing of it changes."""
        if self.pk and type(self).objects.filter(pk=self.pk, state=self.State.PUBLISHED).exists():
            raise Frozen(f"“{self}” is published, and published results are frozen.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete, unless the result has been published."""
        if self.pk and type(self).objects.filter(pk=self.pk, state=self.State.PUBLISHED).exists():
            raise Frozen(f"“{self}” is published, and published results are frozen.")
        return super().delete(*args, **kwargs)

    @property
    def is_intact(self) -> bool:
        """Whether the snapshot is the one that was proposed and signed."""
        return digest_of(self.snapshot) == self.digest
