"""The mix: answers that waited become responses that no order, time or key can tie to the moment of sending."""

from __future__ import annotations

import logging
import secrets
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils import timezone

from surveys.mixing.closing import is_over
from surveys.mixing.referral import refer
from surveys.mixing.rewrite import storage
from surveys.mixing.turns import take_turns
from surveys.mixing.unfold import unfold
from surveys.models import Comment, Intake, OwedVacuum, Referral, Response, SurveyPage, SurveyVersion
from surveys.safeguarding.keys import key_in_use
from surveys.safeguarding.services import alarms, queue, sealed

AT_LEAST = 10
"""How many answers of an open survey must wait before they are mixed."""

SMALLEST_CHANNEL = 30
"""Answers through a link of fewer than this are kept without it."""

BATCH = 500
"""Rows a statement, below the limits of either database."""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Unfolded:
    """What one waiting answer becomes.

    ``rows`` is None for an answer that stays: one that cannot be read, or (``held``) one that may tell of danger while
    no key exists to seal it with. ``referrals`` are the sealed originals, none where they were sealed at an earlier
    hour.
    """

    rows: tuple[Response, list[Comment]] | None
    referrals: list[Referral]
    held: bool = False


@dataclass(frozen=True)
class Mixed:
    """What one mix did.

    ``n`` answers were mixed, ``waiting`` stay in the intake, ``unreadable`` of those because they cannot be stored as
    they stand, ``held`` because they may tell of danger and nobody has made a key to seal them with.
    """

    survey: str
    n: int
    waiting: int
    at_least: int
    unreadable: int = 0
    held: int = 0

    def __str__(self) -> str:
        if self.n:
            told = f"{self.survey}: {self.n} mixed."
        elif not self.waiting:
            told = f"{self.survey}: nothing waits."
        else:
            told = f"{self.survey}: nothing mixed. {self.waiting} waiting, and a mix needs at least {self.at_least}."
        if self.unreadable:
            told += f" {self.unreadable} cannot be read and stay where they are; the log names the places."
        if self.held:
            told += (
                " Some answers may tell of danger and stay where they are until a safeguarding lead has set up the"
                " safeguarding queue in the admin."
            )
        return told


def mix(survey: SurveyPage, *, at_least: int = AT_LEAST) -> Mixed:
    """Mix every answer of a survey that waits, if at least so many do.

    In one transaction the answers leave the intake, redacted and shuffled, for new rows under new random keys, and all
    rows of the survey are written anew in the order of their keys. After the commit the old rows are removed from the
    database's files. The original of a comment that may tell of danger goes, sealed, to the safeguarding queue in the
    same transaction. A crash at any moment leaves each answer in exactly one of the two places. Two mixes at once take
    turns. Raises ``StillInUse`` if the files could not be cleaned: the mix stands and the next ``mix_due`` cleans.
    """
    mixed = _move(survey, at_least=at_least)
    if mixed.n:
        transaction.on_commit(clean_files)
    return mixed


def mix_due(*, now: datetime | None = None) -> list[Mixed]:
    """Mix every survey with enough answers waiting; whatever waits, where 15 minutes have passed since the close.

    Of answers that go on waiting, those comments that may tell of danger are sealed for the safeguarding lead.
    """
    return _mix_all(now or timezone.now(), open_too=True)


def mix_closed(*, now: datetime | None = None) -> list[Mixed]:
    """Mix whatever waits of surveys closed for 15 minutes, between the fixed hours of the others."""
    return _mix_all(now or timezone.now(), open_too=False)


def clean_files() -> None:
    """Remove the old rows of every mix so far from the database's files, if any mix still owes it."""
    owed = list(OwedVacuum.objects.values_list("pk", flat=True))
    if owed:
        storage().vacuum()
        OwedVacuum.objects.filter(pk__in=owed).delete()


def _mix_all(now: datetime, *, open_too: bool) -> list[Mixed]:
    waiting = SurveyPage.objects.filter(pk__in=Intake.objects.values("survey"))
    done = []
    for survey in waiting:
        over = is_over(survey, now=now)
        if over or open_too:
            done.append(_move(survey, at_least=1 if over else AT_LEAST))
        if open_too:
            refer(survey)
    transaction.on_commit(clean_files)
    return done


def _redactor() -> Callable[[str], str]:
    # Imported when first needed: its libraries cost time at every start.
    from surveys.analysis.redaction import redact

    return lambda text: redact(text).text


def _move(survey: SurveyPage, *, at_least: int) -> Mixed:
    """Everything of a mix but the cleaning of the files."""
    if at_least < 1:
        raise ValueError("A mix needs at least 1 answer: give at_least a number from 1 up.")
    waiting = Intake.objects.filter(survey=survey)
    count = waiting.count()
    if count < at_least:
        return Mixed(survey.title, 0, count, at_least)
    # Read and redacted before the lock is taken: on SQLite nobody could send an answer meanwhile.
    unfolded = _unfold_all(survey, waiting)
    return take_turns(
        lambda: _swap(survey, unfolded, at_least=at_least), refusal=f"{survey.title}: nothing mixed"
    )


@transaction.atomic
def _swap(survey: SurveyPage, unfolded: dict[int, Unfolded], *, at_least: int) -> Mixed:
    """The transaction of a mix: into the responses, out of the intake, everything written anew."""
    storage().hold_writers()
    # Only what is still there: another mix may have had its turn first.
    there = dict(Intake.objects.filter(survey=survey).values_list("pk", "referred"))
    left = {key: found for key, found in unfolded.items() if key in there}
    moved = {key: found.rows for key, found in left.items() if found.rows is not None}
    held = sum(found.held for found in left.values())
    unreadable = len(left) - len(moved) - held
    if len(moved) < at_least:
        return Mixed(survey.title, 0, len(there), at_least, unreadable, held)
    _forget_small_channels(survey, [response for response, _ in moved.values()])
    _store(list(moved.values()))
    queue([referral for key in moved if not there[key] for referral in left[key].referrals])
    _forget(list(moved))
    storage().rewrite(survey.pk)
    OwedVacuum.objects.create()
    return Mixed(survey.title, len(moved), len(there) - len(moved), at_least, unreadable, held)


def _unfold_all(survey: SurveyPage, waiting: QuerySet[Intake]) -> dict[int, Unfolded]:
    """Read, redact and, where it may tell of danger, seal every waiting answer."""
    redact = _redactor()
    versions = set(SurveyVersion.objects.filter(survey=survey).values_list("pk", flat=True))
    safeguarding, today = key_in_use(), timezone.localdate()
    unfolded = {}
    for key, payload, referred in waiting.values_list("pk", "payload", "referred"):
        try:
            rows = unfold(payload, survey_id=survey.pk, versions=versions, redact=redact)
        except Exception:
            # Told by type and place: the text of the exception may hold what the person wrote.
            log.exception("an answer could not be mixed")
            unfolded[key] = Unfolded(None, [])
            continue
        found = [] if referred else alarms(payload.get("comments", {}).values())
        if found and safeguarding is None:
            unfolded[key] = Unfolded(None, [], held=True)
        else:
            unfolded[key] = Unfolded(rows, sealed(found, safeguarding, today=today) if safeguarding else [])
    return unfolded


def _forget_small_channels(survey: SurveyPage, responses: list[Response]) -> None:
    """Take the channel from answers whose channel has few: whoever was there that day could tell whose they are."""
    stored = Response.objects.filter(survey=survey).values_list("channel").annotate(n=Count("pk")).order_by()
    have = Counter(dict(stored))
    have.update(response.channel for response in responses)
    for response in responses:
        if have[response.channel] < SMALLEST_CHANNEL:
            response.channel = ""


def _store(rows: list[tuple[Response, list[Comment]]]) -> None:
    """Insert responses and comments, each shuffled on its own."""
    shuffle = secrets.SystemRandom().shuffle
    responses = [response for response, _ in rows]
    comments = [comment for _, written in rows for comment in written]
    shuffle(responses)
    shuffle(comments)
    Response.objects.bulk_create(responses, batch_size=BATCH)
    Comment.objects.bulk_create(comments, batch_size=BATCH)


def _forget(keys: list[int]) -> None:
    """Delete the mixed answers from the intake, and refuse the whole mix if one of them is gone already."""
    deleted = 0
    for start in range(0, len(keys), BATCH):
        deleted += Intake.objects.filter(pk__in=keys[start : start + BATCH]).delete()[0]
    if deleted != len(keys):
        raise RuntimeError(
            "Answers left the intake during a mix. Nothing was mixed; the next mix tries again."
        )
