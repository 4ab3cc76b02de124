"""Support lines: who to call, checked by a named person on a date."""

from __future__ import annotations

from django.db import models

from engagement.support.areas import AREAS


class SupportLine(models.Model):
    """A helpline or service shown beside surveys, stories and errors."""

    class Need(models.TextChoices):
        DANGER = "danger", "In danger now"
        REPORT = "report", "Tell about a crime without giving a name"
        TALK = "talk", "Talk to somebody"
        LOCAL = "local", "Help near you"

    name = models.CharField(max_length=80)
    need = models.CharField(max_length=10, choices=Need.choices)
    phone = models.CharField(max_length=30, blank=True)
    text_to = models.CharField(max_length=60, blank=True, help_text="For example: text SHOUT to 85258")
    website = models.URLField(blank=True)
    says = models.CharField(max_length=160, help_text="One plain sentence: for whom, when, at what cost")
    area = models.CharField(
        max_length=9,
        blank=True,
        choices=tuple(AREAS.items()),
        help_text="Shown to people there alone; empty means everywhere",
    )
    topics = models.JSONField(
        default=list,
        blank=True,
        help_text="Shown right after an answer about one of these. None: shown after any hard answer",
    )
    owner = models.CharField(max_length=80, help_text="Who checks this line")
    source = models.CharField(max_length=200, help_text="Where its details were read")
    reviewed_on = models.DateField(help_text="When its details were last checked")
    order = models.PositiveSmallIntegerField(default=0)
    is_example = models.BooleanField(default=False, editable=False)
    """Invented, for the example site alone."""

    class Meta:
        ordering = ["order", "name"]

    def __str__(self) -> str:
        return self.name
