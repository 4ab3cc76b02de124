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
