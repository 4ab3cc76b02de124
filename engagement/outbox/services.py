"""Putting mail by, stopping addresses, and forgetting what is over."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.dispatch import Signal
from django.utils import timezone

from engagement.database.keys import key_from, keys_from, random_key
from engagement.outbox.models import Mail, StoppedAddress
from engagement.outbox.periods import KEEP_FAILED, KEEP_STOPPED
from engagement.outbox.sealing import seal

address_stopped = Signal()
"""Sent with ``address``, inside the transaction: whoever keeps it takes it off their list."""


def put_by(
    kind: str, to: str, told: Mapping[str, Any] | None = None, *, once: str = "", prompt: bool = False
) -> bool:
    """Write a mail into the outbox, in the transaction of whatever it is about. Nothing is sent here.

    ``once`` names what the mail is about: while a mail of that name lies in the outbox (until the night after it was
    sent), a second one is not taken. Returns whether it was taken. Nothing is read, so that the public process needs
    no right to.
    """
    key = key_from("outbox", kind, to.casefold(), once) if once else random_key()
    mail = Mail(
        id=key,
        kind=kind,
        sealed=seal("outbox", {"to": to, "told": dict(told or {})}, bound=key),
        prompt=prompt,
        since=timezone.localdate(),
    )
    try:
        with transaction.atomic():
            mail.save(force_insert=True)
    except IntegrityError:
        return False
    return True


def stop(address: str, why: str) -> None:
    """Send nothing any more to an address that bounces or complains, and take it off every list."""
    with transaction.atomic():
        try:
            with transaction.atomic():
                StoppedAddress(
                    id=key_from("stopped", _plain(address)), why=why, since=timezone.localdate()
                ).save(force_insert=True)
        except IntegrityError:
            # Stopped already; lists are looked through again all the same.
            pass
        address_stopped.send(sender=StoppedAddress, address=address)


def is_stopped(address: str) -> bool:
    """Whether an address is sent nothing any more."""
    return StoppedAddress.objects.filter(pk__in=keys_from("stopped", _plain(address))).values("id").exists()


def try_again() -> int:
    """Let every mail that was given up be tried anew, for two days from today; how many is returned."""
    return Mail.objects.filter(state=Mail.State.FAILED).update(
        state=Mail.State.WAITING, tries=0, rests=0, since=timezone.localdate()
    )


def forget_sent(*, now: datetime | None = None) -> int:
    """Delete what was sent before today, mails given up two weeks ago, and addresses stopped a year ago."""
    today = timezone.localdate(now)
    gone = Mail.objects.filter(state=Mail.State.SENT, since__lt=today).delete()[0]
    gone += Mail.objects.filter(state=Mail.State.FAILED, since__lte=today - KEEP_FAILED).delete()[0]
    return gone + StoppedAddress.objects.filter(since__lte=today - KEEP_STOPPED).delete()[0]


def _plain(address: str) -> str:
    return address.strip().casefold()
