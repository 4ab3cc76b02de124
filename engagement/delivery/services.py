"""Writes of what was promised."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError

from engagement.delivery.models import Commitment


def promise(
    *,
    slug: str,
    you_said: str,
    we_did: str,
    owner: str,
    milestone: str,
    due_on: date,
    stage: str = Commitment.Stage.PROMISED,
    done_on: date | None = None,
    evidence: str = "",
    theme: str = "",
    figure: str = "",
    question: str = "",
    area: str = "",
    is_example: bool = False,
) -> Commitment:
    """Record a promise, or rewrite the one with this slug. Raises ValidationError for one nobody could check."""
    commitment = Commitment.objects.filter(slug=slug).first() or Commitment(slug=slug)
    for name, value in {
        "you_said": you_said,
        "we_did": we_did,
        "owner": owner,
        "milestone": milestone,
        "due_on": due_on,
        "stage": stage,
        "done_on": done_on,
        "evidence": evidence,
        "theme": theme,
        "figure": figure,
        "question": question,
        "area": area,
        "is_example": is_example,
    }.items():
        setattr(commitment, name, value)
    refuse_what_nobody_can_check(commitment)
    commitment.full_clean()
    commitment.save()
    return commitment


def refuse_what_nobody_can_check(commitment: Commitment) -> None:
    """Done needs a day and evidence; stopped needs its reason in the evidence."""
    problems = {}
    if commitment.stage == Commitment.Stage.DONE and commitment.done_on is None:
        problems["done_on"] = "A promise that is kept needs the day it was kept."
    if (
        commitment.stage in {Commitment.Stage.DONE, Commitment.Stage.STOPPED}
        and not commitment.evidence.strip()
    ):
        problems["evidence"] = "Say what shows that it happened, or why it was stopped."
    if problems:
        raise ValidationError(problems)
