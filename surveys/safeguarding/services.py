"""What is written about texts that may tell of danger: sealing them, opening them, deciding, forgetting."""

from __future__ import annotations

import logging
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log as note_act

from surveys.models import Comment, Referral, SafeguardingKey
from surveys.safeguarding import sealing
from surveys.safeguarding.keys import bound_to, key_in_use

KEEP_DECIDED = timedelta(days=30)
"""How long the text stays after the decision."""
KEEP_RECORDS = timedelta(days=2 * 365)
"""How long it is remembered what was decided."""
OPENED = "surveys.safeguarding.open"
DECIDED = "surveys.safeguarding.decide"
PASSED_ON = "surveys.safeguarding.pass_on"
COPIED_WORDS = 6
"""From so many words in a row on, a note repeats the text."""

log = logging.getLogger(__name__)


class NotPossible(ValueError):
    """Something the queue cannot do now; its message says why and what to do."""


@dataclass(frozen=True)
class Alarm:
    """A text that a lead has to read, and whether soon."""

    text: str
    urgent: bool


def alarms(texts: Iterable[Any]) -> list[Alarm]:
    """Those of some texts that may tell of danger. What the machine stumbles over is for a person to read."""
    # Imported when first needed: its libraries cost time at every start.
    from surveys.analysis.safeguarding import read

    found = []
    for text in texts:
        if not isinstance(text, str) or not text.strip():
            continue
        try:
            disclosed = read(text)
        except Exception:
            log.exception("a text could not be read for danger")
            found.append(Alarm(text, False))
            continue
        if disclosed.flagged:
            found.append(Alarm(text, disclosed.urgent))
    return found


def sealed(
    found: Iterable[Alarm], key: SafeguardingKey, *, today: date, source: str = Referral.Source.MACHINE
) -> list[Referral]:
    """A referral for each text, sealed and not yet saved: nothing of it tells where the text came from."""
    made = []
    for alarm in found:
        referral = Referral(key=key, source=source, urgent=alarm.urgent, arrived_on=today)
        referral.sealed = sealing.seal(alarm.text, bytes(key.public), bound=bound_to(referral.pk))
        made.append(referral)
    return made


def queue(referrals: list[Referral]) -> None:
    """Put sealed texts into the queue, shuffled, in the transaction of the mix that calls."""
    secrets.SystemRandom().shuffle(referrals)
    Referral.objects.bulk_create(referrals, batch_size=500)


def pass_on(comment: int, survey: Any, *, user: Any) -> None:
    """Pass a redacted comment on to the safeguarding lead, once, sealed.

    Raises:
        NotPossible: it is there already, it is gone, or nobody could open it.
    """
    key = key_in_use()
    if key is None:
        raise NotPossible(
            "No safeguarding lead has set up the queue yet, so nothing can be passed on. Tell them today."
        )
    with transaction.atomic():
        # One statement decides who was first, also while a mix moves the rows.
        ours = Comment.objects.filter(pk=comment, response__survey=survey)
        if not ours.filter(passed_on=False).update(passed_on=True):
            raise NotPossible(
                "Somebody has passed this comment on already."
                if ours.exists()
                else "This comment is not here any more. Nothing was passed on."
            )
        text = ours.values_list("text", flat=True).get()
        found = [Alarm(text, any(alarm.urgent for alarm in alarms([text])))]
        queue(sealed(found, key, today=timezone.localdate(), source=Referral.Source.READER))
        note_act(instance=survey, action=PASSED_ON, user=user)


def open_referral(referral: int, private: bytes, *, user: Any) -> str:
    """The text of a referral. Who opened which is logged, and stored, before the text leaves its seal.

    Raises:
        NotPossible: it is gone.
        CannotOpen: the key does not fit.
    """
    found = _there(referral)
    note_act(instance=found, action=OPENED, user=user)
    return _text_of(found, private)


def reread(referral: int, private: bytes) -> str:
    """The text of a referral that its reader has open already; what was logged then is not logged again.

    Raises:
        NotPossible: it is gone.
        CannotOpen: the key does not fit.
    """
    return _text_of(_there(referral), private)


def decide(
    referral: int, decision: str, note: str, *, user: Any, text: str | None, today: date | None = None
) -> None:
    """Record what a lead has decided. ``text`` is what they read, so that the note does not repeat it.

    Raises:
        NotPossible: no such decision, a colleague was first, or the note copies the text.
    """
    if decision not in Referral.Decision.values:
        raise NotPossible("Choose one of the decisions.")
    note = " ".join(note.split())
    if decision == Referral.Decision.OTHER and not note:
        raise NotPossible("Say in the note what you decided.")
    if len(note) > 300:
        raise NotPossible("The note is too long: 300 characters are enough.")
    if text is not None and copies(note, text):
        raise NotPossible(
            "The note repeats words of the text. The note is kept for two years and the text is not:"
            " say what you did, not what was written."
        )
    with transaction.atomic():
        undecided = Referral.objects.filter(pk=referral, decision="")
        done = undecided.update(
            decision=decision, note=note, decided_on=today or timezone.localdate(), decided_by=user
        )
        found = Referral.objects.filter(pk=referral).select_related("decided_by").first()
        if found is None:
            raise NotPossible("This text is not in the queue any more.")
        if not done:
            raise NotPossible(
                f"{_name(found.decided_by)} has decided this already: {found.get_decision_display()}."
                " Nothing was changed. Talk to them if you see it differently."
            )
        note_act(instance=found, action=DECIDED, user=user, data={"decision": decision})


def copies(note: str, text: str) -> bool:
    """Whether a note repeats six words of a text in a row, or a number of it with six digits or more."""
    said, read = _words(note), _words(text)
    runs = {tuple(read[at : at + COPIED_WORDS]) for at in range(len(read) - COPIED_WORDS + 1)}
    if any(tuple(said[at : at + COPIED_WORDS]) in runs for at in range(len(said) - COPIED_WORDS + 1)):
        return True
    digits = re.sub(r"\D", "", text)
    return any(number in digits for number in re.findall(r"\d{6,}", re.sub(r"(?<=\d)[\s-](?=\d)", "", note)))


def forget_decided(*, today: date | None = None) -> int:
    """Delete the texts decided 30 days ago and records older than two years; how many is returned."""
    today = today or timezone.localdate()
    gone = Referral.objects.filter(decided_on__lte=today - KEEP_DECIDED, sealed__isnull=False).update(
        sealed=None
    )
    gone += Referral.objects.filter(decided_on__lte=today - KEEP_RECORDS).delete()[0]
    return gone


def _there(referral: int) -> Referral:
    found = Referral.objects.filter(pk=referral).first()
    if found is None or found.sealed is None:
        raise NotPossible("This text has been deleted, 30 days after the decision on it.")
    return found


def _text_of(found: Referral, private: bytes) -> str:
    return sealing.unseal(bytes(found.sealed or b""), private, bound=bound_to(found.pk))


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def _name(user: Any) -> str:
    return (user.get_full_name() or user.get_username()) if user else "A colleague"
