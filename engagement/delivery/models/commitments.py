"""Commitments: "you said, we did"."""

from __future__ import annotations

from django.db import models

from engagement.support.areas import AREAS


class Commitment(models.Model):
    """One promise made in answer to what people said, with its milestone and its evidence."""

    class Stage(models.TextChoices):
        PROMISED = "promised", "Promised"
        UNDERWAY = "underway", "Under way"
        DONE = "done", "Done"
        STOPPED = "stopped", "Stopped, and why"

    slug = models.SlugField(unique=True)
    you_said = models.CharField(max_length=200, help_text="What people told us, in plain words")
    we_did = models.CharField(max_length=300, help_text="What the Partnership promises or has done")
    theme = models.SlugField(max_length=40, blank=True, help_text="Theme of the codebook it answers")
    figure = models.SlugField(max_length=80, blank=True, help_text="Slug of the published result it answers")
    question = models.SlugField(max_length=40, blank=True, help_text="Question of that result")
    area = models.CharField(
        max_length=9, blank=True, choices=AREAS.items(), help_text="Where it happens; empty: the whole region"
    )
    owner = models.CharField(max_length=120)
    stage = models.CharField(max_length=10, choices=Stage.choices, default=Stage.PROMISED)
    milestone = models.CharField(max_length=200)
    due_on = models.DateField()
    done_on = models.DateField(null=True, blank=True)
    evidence = models.TextField(blank=True, help_text="What shows that it happened")
    action = models.ForeignKey(
        "delivery.Action",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="commitments",
        help_text="The action of the delivery plan that keeps it",
    )
    is_example = models.BooleanField(default=False)

    class Meta:
        ordering = ["due_on"]

    def __str__(self) -> str:
        return self.we_did
