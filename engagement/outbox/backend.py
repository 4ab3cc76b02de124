"""Django's own way of sending mail, led into the outbox: whatever sends to staff gains its patience."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction

from engagement.outbox.letters import PLAIN
from engagement.outbox.services import put_by


class OutboxBackend(BaseEmailBackend):
    """Puts each mail by, one for each address, to go within minutes; all of one call or none.

    Nothing here talks to a mail server, so no act of staff waits for one or fails with it. A mail with a file attached
    is refused: no mail of this product has one.
    """

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        with transaction.atomic():
            for message in email_messages:
                self._put_by(message)
        return len(email_messages)

    def _put_by(self, message: EmailMessage) -> None:
        if message.attachments:
            raise ValueError("The outbox takes no files. Put a link into the mail.")
        html = next(
            (content for content, kind in getattr(message, "alternatives", []) if kind == "text/html"), ""
        )
        told = {
            "subject": str(message.subject),
            "text": str(message.body),
            "html": str(html),
            "headers": {name: str(value) for name, value in message.extra_headers.items()},
            "sender": message.from_email,
        }
        for address in message.recipients():
            put_by(PLAIN, address, told, prompt=True)
