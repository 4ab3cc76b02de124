"""What people read in comments: which comments they are asked to code, and what each of them decided.

A comment's place in the sample follows from its random key and the survey's seed, never from when it came: no batch, no
day and no order of coding is stored beside it. Who coded on which day is in the list of what staff did, without saying
which comments.
"""

from __future__ import annotations

from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.db.models import Q

from surveys.models.answers import Comment
from surveys.models.keys import RandomKeyField


class CodingPlan(models.Model):
    """How the comments of a survey are sampled: every comment has the same chance, whenever it came.

    ``seed`` gives each comment its permanent random number; those below ``share`` measure, and of these ``twice`` are
    coded by two people.
    """

    survey = models.OneToOneField(
        "surveys.SurveyPage", primary_key=True, on_delete=models.CASCADE, related_name="coding_plan"
    )
    seed = models.BigIntegerField()
    share = models.FloatField(help_text="The probability with which a comment is in the measuring sample")
    twice = models.FloatField(help_text="The part of the measuring sample that two people code")
    chosen = models.BooleanField(
        default=False, help_text="Somebody chose the share; it no longer follows the number of comments"
    )
    considered = models.PositiveIntegerField(
        default=0, help_text="How many comments there were at the last draw"
    )

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(share__gt=0, share__lte=1), name="a_share_of_comments_is_coded"
            )
        ]

    def __str__(self) -> str:
        return f"how comments of survey {self.survey_id} are coded"


class CodingSample(models.Model):
    """That people are asked to code a comment, and what for. A comment measures or teaches, never both."""

    class Purpose(models.TextChoices):
        MEASURE = "measure", "To measure"
        TEACH = "teach", "To teach the machine"

    comment = models.OneToOneField(
        Comment, primary_key=True, on_delete=models.CASCADE, related_name="coding_sample"
    )
    purpose = models.CharField(max_length=7, choices=Purpose.choices)
    probability = models.FloatField(
        null=True, help_text="The chance with which it was drawn; empty: chosen to teach, not drawn"
    )
    twice = models.BooleanField(default=False, help_text="Two people code it, each without seeing the other")

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(purpose="measure", probability__gt=0, probability__lte=1)
                | Q(purpose="teach", probability=None),
                name="what_measures_has_a_probability",
            )
        ]

    def __str__(self) -> str:
        return "a comment to code"


class CodingTurn(models.Model):
    """The comment that a coder has in front of them, so that no two are given the same place; one a coder."""

    coder = models.OneToOneField(
        settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.CASCADE, related_name="+"
    )
    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="+")

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return "a comment that is being coded"


class NeverChanged(Exception):
    """A person's decision about a comment was about to be changed or deleted."""


class Codings(models.QuerySet["HumanCoding"]):
    """Reads, and nothing that writes over what somebody decided."""

    def update(self, **changes: Any) -> NoReturn:
        raise NeverChanged("What a person decided about a comment is never changed.")

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise NeverChanged("What a person decided about a comment is never changed.")

    def delete(self) -> NoReturn:
        raise NeverChanged("What a person decided about a comment goes with the comment, and not before.")


class HumanCoding(models.Model):
    """What one person decided about one comment. It is never changed, and goes only with its comment.

    The coder is named by the account's key and not by a foreign key, as in the list of what staff did: deleting an
    account leaves the decision, and two coders stay two.
    """

    class Role(models.TextChoices):
        FIRST = "first", "First coder"
        SECOND = "second", "Second coder"
        ADJUDICATION = "adjudication", "Adjudication"

    class Judgement(models.TextChoices):
        CODED = "coded", "Themes were coded, or none applies"
        CANNOT_TELL = "cannot_tell", "Cannot tell what it is about"
        UNREADABLE = "unreadable", "Cannot be read"

    id = RandomKeyField()
    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="codings")
    coder = models.BigIntegerField("account", null=True)
    role = models.CharField(max_length=12, choices=Role.choices)
    together = models.BooleanField(
        default=False, help_text="Adjudicated by one of the two coders, after both talked"
    )
    purpose = models.CharField(max_length=7, choices=CodingSample.Purpose.choices)
    judgement = models.CharField(max_length=11, choices=Judgement.choices, default=Judgement.CODED)
    themes = models.JSONField(default=list, help_text="Theme codes in the order of the codebook")
    stances = models.JSONField(
        default=dict, help_text="Theme code to praise, complaint or neutral, where it was judged"
    )
    codebook = models.CharField(max_length=40, help_text="The version of the codebook it was coded by")
    model = models.CharField(
        max_length=40, help_text="The version of the tagger in use then; never shown before"
    )

    objects = Codings.as_manager()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["comment", "role"], name="one_coding_per_comment_and_role"),
            models.UniqueConstraint(
                fields=["comment", "coder"],
                condition=Q(role__in=("first", "second")),
                name="nobody_codes_a_comment_twice",
            ),
            models.CheckConstraint(
                condition=Q(together=False) | Q(role="adjudication"), name="only_adjudication_is_together"
            ),
        ]

    def __str__(self) -> str:
        return "a coding"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise NeverChanged("What a person decided about a comment is never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise NeverChanged("What a person decided about a comment goes with the comment, and not before.")
