"""Writes of what was promised and planned."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from engagement.delivery.models import Action, Commitment, Measure, Milestone


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
    action: Action | None = None,
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
        "action": action,
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


@transaction.atomic
def plan_action(
    *,
    slug: str,
    priority: int,
    says: str,
    owner: str,
    milestones: Sequence[Mapping[str, Any]],
    measures: Sequence[Mapping[str, Any]] = (),
    **more: Any,
) -> Action:
    """Put an action into the plan, with its milestones and measures. Raises ValidationError, and stores nothing, for
    one nobody could check: without a milestone, or with a step or a number that does not hold."""
    if not milestones:
        raise ValidationError("An action needs at least one milestone: a step and its day.")
    action = Action(slug=slug, priority=priority, says=says, owner=owner, **more)
    action.full_clean()
    action.save()
    for told in milestones:
        _put(Milestone(action=action, **told))
    for told in measures:
        _put(Measure(action=action, **told))
    return action


@transaction.atomic
def put_as_written(action: Action) -> Action:
    """Put an action into the plan as it was written, with its parts; earlier aims are kept as when a form saves them.

    Raises ValidationError, and stores nothing: what was written does not hold any more, or would take something away
    that the public has read.
    """
    parts = {"milestones": list(action.milestones.all()), "measures": list(action.measures.all())}
    if not parts["milestones"]:
        raise ValidationError("An action needs at least one milestone: a step and its day.")
    for model, name in ((Milestone, "milestones"), (Measure, "measures")):
        stored = (
            set(model.objects.filter(action=action.pk).values_list("pk", flat=True)) if action.pk else set()
        )
        if stored != {part.pk for part in parts[name] if part.pk}:
            raise ValidationError(
                "What has been read in public is not taken away. Say that it was stopped, and why."
            )
    action.full_clean()
    for part in (*parts["milestones"], *parts["measures"]):
        part.full_clean(exclude=["action"])
    action.save()
    return action


def _put(part: Milestone | Measure) -> None:
    part.full_clean()
    part.save()
