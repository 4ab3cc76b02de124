"""Sending what waits: in random order, one mail after the other, tried again for two days, none twice and none lost.

Before a mail is handed over its row says that it is being sent, and afterwards that it was; each is stored for good
before the next step. If this process dies in between, or the connection breaks before the server has answered, nobody
knows whether the mail was taken: it goes again under the same Message-ID, by which mail servers and readers know a
second copy. That is as near to exactly once as SMTP comes (RFC 5321, section 4.5.3.2.6).
"""

from __future__ import annotations

import logging
import secrets
import smtplib
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from engagement.outbox import letters
from engagement.outbox.models import Mail, StoppedAddress
from engagement.outbox.periods import GIVE_UP
from engagement.outbox.sealing import CannotOpen, unseal
from engagement.outbox.services import is_stopped, stop

LONGEST_REST = {False: 8, True: 12}
"""The most batches a mail sits out: eight hours of the hourly batch, one hour of the one every five minutes."""
LONGEST_BATCH = 240.0
"""Seconds: a slow mail server keeps other timed work waiting no longer than this."""
TROUBLE = 2
"""After so many failures in a row the rest of the batch waits: the server is away, not the mail at fault."""

log = logging.getLogger(__name__)


class Refused(Exception):
    """The address itself was refused for good."""


def send_batch(*, now: datetime | None = None) -> int:
    """The hour's batch of mail to the public; how many were sent."""
    return send_waiting(prompt=False, now=now)


def send_prompt(*, now: datetime | None = None) -> int:
    """Mail to staff and members, every few minutes; how many were sent."""
    return send_waiting(prompt=True, now=now)


def send_waiting(
    *, prompt: bool, now: datetime | None = None, clock: Callable[[], float] = time.monotonic
) -> int:
    """Send what waits. To be run by one process at a time, as timed work is."""
    lane = Mail.objects.filter(prompt=prompt)
    # Whoever was sending these died over it.
    lane.filter(state=Mail.State.SENDING).update(state=Mail.State.WAITING)
    waiting = lane.filter(state=Mail.State.WAITING)
    due = list(waiting.filter(rests=0).values_list("pk", flat=True))
    waiting.filter(rests__gt=0).update(rests=F("rests") - 1)
    secrets.SystemRandom().shuffle(due)
    sent = failures = 0
    until = clock() + LONGEST_BATCH
    transport = _Transport()
    try:
        for key in due:
            if failures >= TROUBLE or clock() > until:
                break
            went = _send(key, transport, today=timezone.localdate(now))
            failures = failures + 1 if went is False else 0
            sent += went is True
    finally:
        transport.close()
    return sent


class _Transport:
    """One connection to the mail server for a whole batch, opened anew after trouble."""

    def __init__(self) -> None:
        self._open: Any = None

    def send(self, message: EmailMultiAlternatives) -> None:
        """Hand a mail over. Raises Refused where the address is refused for good, or whatever went wrong."""
        if self._open is None:
            self._open = get_connection(settings.MAIL_TRANSPORT)
            self._open.open()
        try:
            self._open.send_messages([message])
        except smtplib.SMTPRecipientsRefused as refused:
            self.close()
            if all(code >= 500 for code, _ in refused.recipients.values()):
                raise Refused from None
            raise
        except Exception as fault:
            self.close()
            if type(fault).__name__ == "AnymailRecipientsRefused":
                raise Refused from None
            raise

    def close(self) -> None:
        connection, self._open = self._open, None
        if connection is None:
            return
        try:
            connection.close()
        except Exception as fault:
            # What was handed over is handed over, whether or not the goodbye is heard.
            log.info("closing the mail connection: %s", type(fault).__name__)


def _send(key: int, transport: _Transport, *, today: Any) -> bool | None:
    """Whether a mail went: True sent, False not this time, None there was nothing to send."""
    if not Mail.objects.filter(pk=key, state=Mail.State.WAITING).update(
        state=Mail.State.SENDING, tries=F("tries") + 1
    ):
        return None
    mail = Mail.objects.get(pk=key)
    try:
        message = _message(mail)
        if message is None:
            _done(mail)
            return None
        transport.send(message)
    except Refused:
        _refused(mail)
        return None
    except CannotOpen:
        log.error("a mail of kind %s does not open with this secret key", mail.kind)
        _keep(mail, today=today, give_up=True)
        return None
    except Exception as fault:
        # A provider's library may put addresses into what it raises: its type alone is told.
        log.warning("a mail of kind %s was not taken: %s", mail.kind, type(fault).__name__)
        _keep(mail, today=today)
        return False
    _done(mail)
    return True


def _message(mail: Mail) -> EmailMultiAlternatives | None:
    told = unseal("outbox", mail.sealed, bound=mail.pk)
    if not mail.prompt and is_stopped(told["to"]):
        return None
    with transaction.atomic():
        letter = letters.write(mail.kind, told["told"])
    if letter is None:
        return None
    sender = letter.sender or settings.DEFAULT_FROM_EMAIL
    headers = {
        "Auto-Submitted": "auto-generated",
        **letter.headers,
        "Message-ID": message_id(mail),
    }
    message = EmailMultiAlternatives(letter.subject, letter.text, sender, [told["to"]], headers=headers)
    if letter.html:
        message.attach_alternative(letter.html, "text/html")
    return message


def message_id(mail: Mail) -> str:
    """The same for every try of one mail, and nothing else: by it a second copy is known."""
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip(" >") or "localhost"
    return f"<{mail.pk:016x}@{domain}>"


def _done(mail: Mail) -> None:
    Mail.objects.filter(pk=mail.pk).update(state=Mail.State.SENT, sealed="")


def _refused(mail: Mail) -> None:
    address = unseal("outbox", mail.sealed, bound=mail.pk)["to"]
    with transaction.atomic():
        _done(mail)
        # Somebody of staff whose address is wrong is no reason to forget them.
        if not mail.prompt:
            stop(address, StoppedAddress.Why.BOUNCED)


def _keep(mail: Mail, *, today: Any, give_up: bool = False) -> None:
    if give_up or today - mail.since > GIVE_UP:
        Mail.objects.filter(pk=mail.pk).update(state=Mail.State.FAILED)
        log.error("a mail of kind %s was given up", mail.kind)
        return
    longest = min(2 ** (mail.tries - 1), LONGEST_REST[mail.prompt])
    # By chance up to twice as short: what waits and for how long must not tell the hour it was written.
    rests = longest // 2 + secrets.randbelow(longest - longest // 2)
    Mail.objects.filter(pk=mail.pk).update(state=Mail.State.WAITING, rests=rests)
