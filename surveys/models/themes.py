"""What the machine read in a comment, with its evidence."""

from __future__ import annotations

from django.db import models

from surveys.models.answers import Comment
from surveys.models.keys import RandomKeyField


class ThemeTag(models.Model):
    """One theme of one comment, as tagged by one version of the codebook."""

    id = RandomKeyField()
    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="tags")
    theme = models.SlugField(max_length=40)
    spans = models.JSONField(help_text="Where in the text the evidence stands: [[start, end], ...]")
    score = models.FloatField()
    codebook = models.CharField(max_length=40, help_text="Codebook and tagger version")
    stance = models.CharField(
        max_length=10,
        blank=True,
        default="",
        db_default="",
        help_text="praise, complaint or neutral; empty: not read",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["comment", "theme"], name="one_tag_per_theme_and_comment")
        ]

    def __str__(self) -> str:
        return self.theme


class ThemeReading(models.Model):
    """That the machine has read a comment, whether or not it found a theme in it."""

    comment = models.OneToOneField(
        Comment, primary_key=True, on_delete=models.CASCADE, related_name="reading"
    )
    codebook = models.CharField(max_length=40, help_text="Codebook and tagger version")
    unsure = models.BooleanField(
        default=False, help_text="The machine could not say; a person should read it"
    )

    def __str__(self) -> str:
        return "a reading"


class PlaceMention(models.Model):
    """A kind of place and an authority that a comment names as unsafe: never the words, a street or a name.

    One row for each pair. ``kind`` is empty where an area alone is named, ``area`` where a kind alone is.
    """

    id = RandomKeyField()
    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="places")
    kind = models.SlugField(max_length=20, blank=True)
    area = models.CharField(max_length=9, blank=True, help_text="Code of the authority")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["comment", "kind", "area"], name="one_mention_per_kind_and_area")
        ]

    def __str__(self) -> str:
        return self.kind or self.area
