"""Sealing what is stored of people outside the surveys, so that a copy of the database shows nobody's address.

AES-256-GCM under a key made from SECRET_KEY (HKDF with SHA-256, RFC 5869), bound to the row it lies in and padded so
that its length tells little. It is worth nothing against somebody who has the database and the secret key both.
"""

from __future__ import annotations

import json
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

STEP = 256
"""Sealed values grow in steps of so many bytes."""
_IV = 12


class CannotOpen(ValueError):
    """What is stored was sealed under another secret key, or changed since, or moved from another row."""


@lru_cache(maxsize=8)
def _cipher(purpose: str, secret: str) -> AESGCM:
    info = f"engagement {purpose}".encode()
    return AESGCM(HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(secret.encode()))


def seal(purpose: str, told: Any, *, bound: int) -> str:
    """Seal anything that can be written as JSON; ``bound`` is the key of the row it is stored in."""
    plain = json.dumps(told, ensure_ascii=False).encode("utf-8", "surrogatepass")
    padded = plain + b" " * (-len(plain) % STEP)
    iv = os.urandom(_IV)
    return urlsafe_b64encode(
        iv + _cipher(purpose, settings.SECRET_KEY).encrypt(iv, padded, str(bound).encode())
    ).decode()


def unseal(purpose: str, sealed: str, *, bound: int) -> Any:
    """What ``seal`` closed, also under a secret key that has since been replaced (SECRET_KEY_FALLBACKS).

    Raises:
        CannotOpen: it was not sealed here, for this row.
    """
    raw = urlsafe_b64decode(sealed.encode())
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        try:
            plain = _cipher(purpose, secret).decrypt(raw[:_IV], raw[_IV:], str(bound).encode())
        except (InvalidTag, ValueError):
            continue
        return json.loads(plain)
    raise CannotOpen("What is stored here does not open with this installation's secret key.")
