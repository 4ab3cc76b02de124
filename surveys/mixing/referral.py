"""At each fixed hour: what may tell of danger among answers that go on waiting is sealed for the safeguarding lead."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from surveys.mixing.rewrite import storage
from surveys.mixing.tables import queue_tables
from surveys.mixing.turns import take_turns
from surveys.models import Intake, OwedVacuum, Referral, SurveyPage
from surveys.safeguarding.keys import key_in_use
from surveys.safeguarding.services import alarms, queue, sealed

BATCH = 500


def refer(survey: SurveyPage) -> int:
    """Seal and queue, once, the comments of waiting answers that may tell of danger; return how many.

    The answers stay in the intake, each marked as read whatever was found, so that a mark tells nothing. Without a key
    nothing can be sealed: what may tell of danger then stays unmarked and is read again at the next hour.
    """
    key, today = key_in_use(), timezone.localdate()
    read: dict[int, list[Referral]] = {}
    for pk, payload in Intake.objects.filter(survey=survey, referred=False).values_list("pk", "payload"):
        found = alarms(_comments(payload))
        if key is not None:
            read[pk] = sealed(found, key, today=today)
        elif not found:
            read[pk] = []
    if not read:
        return 0
    return take_turns(
        lambda: _queue(read), refusal=f"{survey.title}: nothing passed to the safeguarding lead"
    )


@transaction.atomic
def _queue(read: dict[int, list[Referral]]) -> int:
    storage().hold_writers()
    keys = list(read)
    # Only what is still there and unread: a mix, or another reading, may have had its turn first.
    ours: list[int] = []
    for start in range(0, len(keys), BATCH):
        batch = Intake.objects.filter(pk__in=keys[start : start + BATCH], referred=False)
        ours += batch.values_list("pk", flat=True)
        batch.update(referred=True)
    referrals = [referral for pk in ours for referral in read[pk]]
    if referrals:
        queue(referrals)
        storage().rewrite_tables(queue_tables())
        OwedVacuum.objects.create()
    return len(referrals)


def _comments(payload: object) -> list[object]:
    """What somebody wrote, also in an answer that cannot be mixed as it stands."""
    comments = payload.get("comments") if isinstance(payload, dict) else None
    return list(comments.values()) if isinstance(comments, dict) else []
