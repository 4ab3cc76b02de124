"""The number in every form that lets it be sent once, and the stamp that tells a machine's haste."""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import struct
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.conf import settings

from surveys.collection.seal import Tampered, decode, encode, key_for, seal, unseal

VALID_HOURS = 24
_RANDOM = 12
_HOUR = struct.Struct(">I")
_SIGNATURE = 16
_ARM_SIGNATURE = 9
_SHAPE = re.compile(rf"[A-Za-z0-9_-]{{{-(-(_RANDOM + _HOUR.size + _SIGNATURE) * 4 // 3)}}}")
_STEP = 10
"""Seconds: the grain of the stamp, coarse enough to say nothing about when somebody wrote."""
FAST_SECONDS = 3


class BadNonce(ValueError):
    """The form's number was not made here, or is missing."""


class ExpiredNonce(ValueError):
    """The form was opened more than a day ago."""


@dataclass(frozen=True)
class Ticket:
    """What is stored of a form that was sent: 60 bits of a hash, and the day it may be forgotten."""

    key: int
    expires_on: date


def _signature(body: bytes, secret: str) -> bytes:
    return hmac.digest(key_for("nonce", secret), body, "sha256")[:_SIGNATURE]


def make_nonce(now: float) -> str:
    """A fresh number for one form: random bytes and the hour, signed. Nothing of it is stored until it is sent."""
    body = os.urandom(_RANDOM) + _HOUR.pack(int(now // 3600))
    return encode(body + _signature(body, settings.SECRET_KEY))


def looks_made_here(text: str) -> bool:
    """Whether a form's number has the shape of ours, so that it may be repeated on the next page of the form."""
    return _SHAPE.fullmatch(text) is not None


def read_nonce(text: str, now: float) -> Ticket:
    """Check a form's number.

    A clock that jumps an hour either way (summer time, a corrected server) refuses nobody.

    Raises:
        BadNonce: not made here.
        ExpiredNonce: made here, more than a day ago.
    """
    try:
        raw = decode(text)
    except Tampered as error:
        raise BadNonce("The form's number is not one of ours.") from error
    body, signature = raw[: _RANDOM + _HOUR.size], raw[_RANDOM + _HOUR.size :]
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    if not any(hmac.compare_digest(signature, _signature(body, secret)) for secret in secrets):
        raise BadNonce("The form's number is not one of ours.")
    (hour,) = _HOUR.unpack(body[_RANDOM:])
    if not -2 <= int(now // 3600) - hour <= VALID_HOURS:
        raise ExpiredNonce("The form was opened more than a day ago.")
    key = (int.from_bytes(hashlib.sha256(raw).digest()[:8]) >> 4) or 1
    return Ticket(key, datetime.fromtimestamp((hour + VALID_HOURS + 1) * 3600, tz=UTC).date())


def seal_arm(arm: int, nonce: str) -> str:
    """The number of a form's order as the form carries it: signed together with the form's own number."""
    signature = hmac.digest(key_for("arm", settings.SECRET_KEY), f"{arm}/{nonce}".encode(), "sha256")
    return f"{arm}.{encode(signature[:_ARM_SIGNATURE])}"


def read_arm(text: str, nonce: str) -> int | None:
    """The order a form was shown in; None if it was not sealed here for this very form."""
    number, _, said = text.partition(".")
    if not (number.isascii() and number.isdecimal() and len(number) < 3):
        return None
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        signature = hmac.digest(
            key_for("arm", secret), f"{number}/{nonce}".encode("utf-8", "replace"), "sha256"
        )
        if hmac.compare_digest(encode(signature[:_ARM_SIGNATURE]).encode(), said.encode("utf-8", "replace")):
            return int(number)
    return None


def make_stamp(now: float) -> str:
    """The sealed time a form was opened, rounded up to ten seconds. It is read when the form comes back, never kept."""
    return seal("stamp", _HOUR.pack(int(now // _STEP) + 1))


def seconds_open(stamp: str, now: float) -> float | None:
    """How long a form was open, to ten seconds and at most: None if its stamp is missing or not ours."""
    try:
        (step,) = _HOUR.unpack(unseal("stamp", stamp))
    except (Tampered, struct.error):
        return None
    return now - (step - 1) * _STEP


def is_fast(seconds: float | None) -> bool:
    """Whether a form came back within three seconds of being opened (or, by the rounding, up to thirteen).

    A form without a stamp of ours counts as fast: browsers always send it back, machines forget it. One that was
    opened in the future does not: a stamp cannot be forged, so our own clock was put back.
    """
    return seconds is None or 0 <= seconds < _STEP + FAST_SECONDS
