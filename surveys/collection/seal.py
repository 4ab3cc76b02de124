"""Sealing what travels through a visitor's form, so that the server keeps nothing and believes only itself."""

from __future__ import annotations

import binascii
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

_IV = 12
_TAG = 16


class Tampered(ValueError):
    """What came back in the form is not what was sealed here."""


@lru_cache(maxsize=32)
def key_for(purpose: str, secret: str) -> bytes:
    """The 32-byte key of one purpose, derived from the installation's secret (HKDF with SHA-256, RFC 5869)."""
    derive = HKDF(algorithm=SHA256(), length=32, salt=b"surveys.collection", info=purpose.encode())
    return derive.derive(secret.encode())


@lru_cache(maxsize=32)
def _cipher(purpose: str, secret: str) -> AESGCM:
    return AESGCM(key_for(purpose, secret))


def encode(data: bytes) -> str:
    """Bytes as text that is safe in an attribute and in a form: base64url without padding."""
    return urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def decode(text: str) -> bytes:
    """The bytes of ``encode``'s text.

    Raises:
        Tampered: the text is not base64url.
    """
    try:
        raw = text.encode("ascii")
        return urlsafe_b64decode(raw + b"=" * (-len(raw) % 4))
    except (UnicodeEncodeError, binascii.Error) as error:
        raise Tampered("The sealed text is not base64url.") from error


def seal(purpose: str, data: bytes, *, bound: bytes = b"") -> str:
    """Encrypt and sign data (AES-GCM). ``bound`` must be the same again when it is opened."""
    iv = os.urandom(_IV)
    return encode(iv + _cipher(purpose, settings.SECRET_KEY).encrypt(iv, data, bound))


def unseal(purpose: str, sealed: str, *, bound: bytes = b"") -> bytes:
    """Open what ``seal`` closed, also under a secret key that has since been replaced (SECRET_KEY_FALLBACKS).

    Raises:
        Tampered: it was changed, cut, sealed for another purpose or survey, or sealed elsewhere.
    """
    raw = decode(sealed)
    if len(raw) < _IV + _TAG:
        raise Tampered("The sealed text is too short.")
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        try:
            return _cipher(purpose, secret).decrypt(raw[:_IV], raw[_IV:], bound)
        except InvalidTag:
            continue
    raise Tampered("The sealed text was not sealed here.")
