"""The codebook of themes: every version as it was published, the draft of the next, and the trial of that draft.

Nobody is named in these tables but the member of staff who published a version.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from surveys.models.versions import InsertOnly


class CodebookVersion(InsertOnly):
    """One version of codebook and lexicon together. Rows are added and never changed; tags name the version."""

    number = models.PositiveIntegerField(unique=True)
    version = models.CharField(max_length=20, unique=True, help_text="What tags and codings call it")
    base = models.ForeignKey(
        "self",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="The version it was made from",
    )
    shipped = models.BooleanField(default=False, help_text="Came with the product")
    taken_up = models.BooleanField(
        default=True, help_text="Comments are read with it until a later version is taken up"
    )
    content = models.JSONField(help_text="Themes, rulings, lexicon lines and shared words")
    digest = models.CharField(max_length=64)
    changed = models.TextField(blank=True, help_text="What changed")
    reason = models.TextField(blank=True, help_text="Why")
    effect = models.JSONField(
        default=dict, help_text="What the trial found for each theme: rounded counts, none below ten"
    )
    published_by = models.CharField(max_length=150, blank=True)
    published_on = models.DateField()

    class Meta:
        default_permissions = ()
        ordering = ["-number"]

    def __str__(self) -> str:
        return f"codebook {self.version}"


class CodebookDraft(models.Model):
    """The next version while it is written: one at a time, so that nobody's work is published by somebody else."""

    base = models.ForeignKey(CodebookVersion, on_delete=models.PROTECT, related_name="+")
    content = models.JSONField(help_text="Themes, rulings, lexicon lines and shared words")
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    started_on = models.DateField()
    only = models.BooleanField(default=True, editable=False)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["only"], name="one_codebook_draft"),
            models.CheckConstraint(condition=Q(only=True), name="a_codebook_draft_is_the_only_one"),
        ]

    def __str__(self) -> str:
        return "the draft of the codebook"


class CodebookTrial(models.Model):
    """A reading of every comment with the draft, which writes no tag: only how many tags each theme would gain or lose.

    ``position`` is the key of the last comment read, so that a trial that was interrupted goes on where it stood.
    """

    draft = models.OneToOneField(CodebookDraft, on_delete=models.CASCADE, related_name="trial")
    digest = models.CharField(max_length=64, help_text="Of the content that was tried")
    against = models.CharField(max_length=40, help_text="Codebook and tagger version it is compared with")
    position = models.BigIntegerField(default=0)
    read = models.PositiveIntegerField(default=0)
    comments = models.PositiveIntegerField(default=0)
    found = models.JSONField(default=dict, help_text="Counts by theme, and keys of a few sample comments")
    done = models.BooleanField(default=False)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return "the trial of the codebook's draft"
