"""Words of a comment that may be shown in public: proposed by one reader, signed by another, taken back by either."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from surveys.models.keys import RandomKeyField


class Quote(models.Model):
    """One quote. Nothing in the row leads to the answer it came from, or to anything about who wrote it.

    ``of_comment`` and ``of_person`` are keyed digests: they tell that a comment is quoted once, and a person once in a
    survey, and lead nowhere without the server's own key. The words go when the quote is sent back or taken back.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", "Waiting for a second reader"
        SIGNED = "signed", "Signed by two readers"
        DECLINED = "declined", "Sent back"
        TAKEN_BACK = "taken_back", "Taken back"

    LIVING = (State.PROPOSED, State.SIGNED)

    id = RandomKeyField()
    survey = models.ForeignKey("surveys.SurveyPage", on_delete=models.CASCADE, related_name="quotes")
    theme = models.SlugField(max_length=40)
    text = models.CharField(max_length=600, blank=True)
    language = models.CharField(max_length=10, default="en")
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    of_comment = models.CharField(max_length=32)
    of_person = models.CharField(max_length=32)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    note = models.CharField(max_length=300, blank=True, help_text="Why it was sent back or taken back")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(signed_by__isnull=True) | ~Q(signed_by=models.F("proposed_by")),
                name="nobody_signs_their_own_quote",
            ),
            models.CheckConstraint(
                condition=~Q(state="signed") | Q(signed_by__isnull=False),
                name="signed_quotes_have_two_readers",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["proposed", "signed"]) | Q(text=""),
                name="quotes_sent_back_hold_no_words",
            ),
            models.UniqueConstraint(
                fields=["survey", "of_person"],
                condition=Q(state__in=["proposed", "signed"]),
                name="one_quote_a_person",
            ),
        ]

    def __str__(self) -> str:
        return "a quote"
