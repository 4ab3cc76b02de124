"""Sealing a text so that whoever stores it cannot read it, and wrapping the key that opens it.

A sealed box: a fresh X25519 key pair for each text, the shared secret through HKDF-SHA256, AES-256-GCM with the text
padded to steps of 512 bytes and bound to the row it lies in. The private key is kept wrapped: AES-256-GCM under
scrypt of what a person knows.
"""

from __future__ import annotations

import os
import secrets
import unicodedata

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

STEP = 512
"""Sealed texts grow in steps of so many bytes, so that a length tells little."""
SCRYPT_COST = 2**16
"""64 MB and about a fifth of a second a guess."""
SHORTEST = 16
"""The fewest characters of a passphrase: about four words."""
_ALPHABET = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
_ZERO = bytes(12)
_PUBLIC = 32


class CannotOpen(ValueError):
    """A sealed text or a wrapped key that does not open with what was given; its message is for the reader."""


def make_key() -> tuple[bytes, bytes]:
    """A fresh private and public key, 32 bytes each."""
    private = X25519PrivateKey.generate()
    return private.private_bytes_raw(), private.public_key().public_bytes_raw()


def seal(text: str, public: bytes, *, bound: bytes) -> bytes:
    """Seal a text to a public key; ``bound`` must be the same again when it is opened."""
    once = X25519PrivateKey.generate()
    ours = once.public_key().public_bytes_raw()
    shared = once.exchange(X25519PublicKey.from_public_bytes(public))
    # The key is used once, so the nonce need not change.
    return ours + AESGCM(_box_key(shared, ours, public)).encrypt(_ZERO, _padded(text), bound)


def unseal(sealed: bytes, private: bytes, *, bound: bytes) -> str:
    """The text of ``seal``.

    Raises:
        CannotOpen: sealed to another key, changed, or moved from another row.
    """
    own = X25519PrivateKey.from_private_bytes(private)
    theirs = sealed[:_PUBLIC]
    try:
        shared = own.exchange(X25519PublicKey.from_public_bytes(theirs))
        key = _box_key(shared, theirs, own.public_key().public_bytes_raw())
        plain = AESGCM(key).decrypt(_ZERO, sealed[_PUBLIC:], bound)
    except (InvalidTag, ValueError):
        raise CannotOpen(
            "This text does not open with your key: it was sealed to another one, or has been changed since."
        ) from None
    length = int.from_bytes(plain[:4], "big")
    return plain[4 : 4 + length].decode("utf-8", "surrogatepass")


def wrap(private: bytes, secret: str) -> tuple[bytes, bytes]:
    """A private key wrapped under what a person knows: the salt and the wrapped key."""
    salt = os.urandom(16)
    return salt, AESGCM(_wrap_key(secret, salt)).encrypt(_ZERO, private, b"safeguarding key")


def unwrap(wrapped: bytes, salt: bytes, secret: str) -> bytes:
    """The private key of ``wrap``.

    Raises:
        CannotOpen: the passphrase or code is not the one it was wrapped under.
    """
    try:
        return AESGCM(_wrap_key(secret, salt)).decrypt(_ZERO, wrapped, b"safeguarding key")
    except InvalidTag:
        raise CannotOpen(
            "That is not right. Check for capitals and for a missing word, and try again."
        ) from None


def make_code() -> str:
    """A code to write down once: 24 letters and digits in groups, 117 bits, nothing that is easily mistaken."""
    drawn = [secrets.choice(_ALPHABET) for _ in range(24)]
    return "-".join("".join(drawn[start : start + 4]) for start in range(0, 24, 4))


def code_as_typed(typed: str) -> str:
    """A code in the one way it was wrapped, however its groups were typed."""
    plain = "".join(character for character in typed.upper() if character.isalnum())
    return "-".join(plain[start : start + 4] for start in range(0, len(plain), 4))


def _padded(text: str) -> bytes:
    data = text.encode("utf-8", "surrogatepass")
    whole = len(data).to_bytes(4, "big") + data
    return whole + bytes(-len(whole) % STEP)


def _box_key(shared: bytes, once: bytes, public: bytes) -> bytes:
    info = b"surveys.safeguarding box 1" + once + public
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(shared)


def _wrap_key(secret: str, salt: bytes) -> bytes:
    same = " ".join(unicodedata.normalize("NFKC", secret).split())
    return Scrypt(salt=salt, length=32, n=SCRYPT_COST, r=8, p=1).derive(same.encode())
