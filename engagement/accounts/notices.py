"""Mails to staff about accounts: what happened and where to look, never a word of anybody's answers."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from functools import partial
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.urls import reverse

logger = logging.getLogger(__name__)


def tell(people: Iterable[Any], subject: str, text: str) -> None:
    """Send each of these people a mail of their own, once what it is about is stored for good.

    A mail server that is away stops nothing: the audit holds the act whether or not the mail arrives.
    """
    addresses = sorted({person.email for person in people if person.is_active and person.email})
    if addresses:
        transaction.on_commit(partial(_send, addresses, subject, text))


def _send(addresses: list[str], subject: str, text: str) -> None:
    where = settings.WAGTAILADMIN_BASE_URL + reverse("audit:index")
    body = f"{text}\n\nAdministrators see who did what at {where}\n"
    try:
        get_connection().send_messages([EmailMessage(subject, body, to=[address]) for address in addresses])
    except Exception as fault:
        # Whatever a provider's library raises may hold addresses: its type alone is told.
        logger.error("A notice about an account was not sent: %s", type(fault).__name__)
