"""Storing a finished answer: exactly once, durably, and nothing that could tell who sent it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, transaction

from surveys.authoring.answers import Read
from surveys.collection.nonce import Ticket
from surveys.models import Intake, Nonce


def payload_of(
    read: Read, *, version: int, language: str, channel: str = "", arm: int = 0, flags: Sequence[str] = ()
) -> dict[str, Any]:
    """What is stored of a finished response until it is mixed: these keys and no others."""
    return {
        "version": version,
        "language": language,
        "arm": arm,
        "channel": channel,
        "flags": list(flags),
        "demographics": read.demographics,
        "answers": read.answers,
        "comments": read.comments,
    }


def accept_response(
    *,
    survey: int,
    version: int,
    language: str,
    read: Read,
    nonce: Ticket,
    channel: str = "",
    arm: int = 0,
    flags: Sequence[str] = (),
) -> bool:
    """Store one finished response and its form's number in one transaction.

    Returns whether it was stored now: False means the same form had been sent before, and what came then is kept.
    Errors of the database pass through, and nothing is stored in part.
    """
    payload = payload_of(read, version=version, language=language, channel=channel, arm=arm, flags=flags)
    try:
        with transaction.atomic():
            Nonce(id=nonce.key, expires_on=nonce.expires_on).save(force_insert=True)
            Intake(survey_id=survey, payload=payload).save(force_insert=True)
    except IntegrityError:
        if Nonce.objects.filter(id=nonce.key).exists():
            return False
        raise
    return True
