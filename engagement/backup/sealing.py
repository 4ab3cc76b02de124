"""Encryption of backups to a public key, in the age format (age-encryption.org/v1), as a stream in either direction.

The private key is never on the server, so that whoever takes the server, or the backups, reads none of them. The
format is a standard one: where this program is lost, the ``age`` tool opens the file and ``tar`` lists it.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import pyrage


class WrongKey(Exception):
    """The backup was made for another key."""


class Damaged(Exception):
    """The backup is not whole, or has been changed."""


class BadKey(Exception):
    """What was given as a key is none; the message says what was expected."""


def new_key() -> tuple[str, str]:
    """A fresh pair: the public key for the server, and the private one for a safe."""
    identity = pyrage.x25519.Identity.generate()
    return str(identity.to_public()), str(identity)


def recipients(given: Sequence[str]) -> list[Any]:
    """Public keys as given, ``age1...`` each. Raises ``BadKey``."""
    if not given:
        raise BadKey(
            "No public key to encrypt to. Make a pair with manage.py backup --new-key, keep the private half away from"
            " the server, and set BACKUP_RECIPIENTS to the public one."
        )
    found = []
    for text in given:
        try:
            found.append(pyrage.x25519.Recipient.from_str(text))
        except pyrage.RecipientError:
            hint = (
                " That looks like a private key: keep it away from the server."
                if "SECRET" in text.upper()
                else ""
            )
            raise BadKey(f"“{text[:12]}…” is not a public key. One begins with age1.{hint}") from None
    return found


def identities(file: Path) -> list[Any]:
    """The private keys in a file, one a line; lines that begin with # are notes. Raises ``BadKey``."""
    try:
        lines = file.read_text(encoding="ascii").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadKey(f"The private key cannot be read from {file}: {type(error).__name__}.") from None
    found = []
    for line in filter(None, map(str.strip, lines)):
        if not line.startswith("#"):
            try:
                found.append(pyrage.x25519.Identity.from_str(line))
            except pyrage.IdentityError:
                raise BadKey(
                    f"A line of {file} is not a private key. One begins with AGE-SECRET-KEY-1."
                ) from None
    if not found:
        raise BadKey(f"{file} holds no private key.")
    return found


class _Told:
    """A file whose own trouble is remembered: the library wraps it into a text."""

    def __init__(self, file: BinaryIO) -> None:
        self.file = file
        self.trouble: OSError | None = None

    def write(self, data: bytes) -> int:
        try:
            return self.file.write(data)
        except OSError as error:
            self.trouble = error
            raise

    def flush(self) -> None:
        self.file.flush()


@contextmanager
def sealed_into(target: BinaryIO, to: Sequence[Any]) -> Iterator[BinaryIO]:
    """A file to write to; what is written lies encrypted in ``target`` when the block has ended well.

    After an exception ``target`` is not whole and must be thrown away. Trouble with ``target`` itself (a full disk)
    is raised as the OSError it was.
    """
    reading, writing = os.pipe()
    told, failed = _Told(target), []

    def encrypt() -> None:
        with os.fdopen(reading, "rb") as source:
            try:
                pyrage.encrypt_io(source, told, list(to))
            except BaseException as error:
                failed.append(error)

    thread = threading.Thread(target=encrypt, name="encrypt")
    thread.start()
    try:
        with os.fdopen(writing, "wb") as into:
            yield into
    except BrokenPipeError:
        thread.join()
        if not failed:
            raise
    finally:
        thread.join()
    if failed:
        raise told.trouble or failed[0]


@contextmanager
def opened(source: BinaryIO, keys: Sequence[Any]) -> Iterator[BinaryIO]:
    """A file to read the plain stream from. Raises ``WrongKey`` or ``Damaged``.

    Every piece is authenticated before it can be read, but that the *last* piece is there is known at the end alone:
    whoever acts on what is read must read it all first.
    """
    reading, writing = os.pipe()
    failed: list[BaseException] = []

    def decrypt() -> None:
        with os.fdopen(writing, "wb") as into:
            try:
                pyrage.decrypt_io(source, into, list(keys))
                into.flush()
            except BaseException as error:
                failed.append(error)

    thread = threading.Thread(target=decrypt, name="decrypt")
    thread.start()
    trouble: Exception | None = None
    with os.fdopen(reading, "rb") as plain:
        try:
            yield plain
            while plain.read(1 << 20):
                pass
        except Exception as error:
            trouble = error
    thread.join()
    if trouble is not None and not isinstance(trouble, Damaged):
        raise trouble
    if failed:
        if "No matching keys" in str(failed[0]):
            raise WrongKey(
                "This backup was made for another key. Take the private key that belongs to the BACKUP_RECIPIENTS of"
                " its day."
            )
        raise Damaged(
            "This backup is damaged or not whole: it was cut off, or changed after it was made. Nothing was restored."
        )
    if trouble is not None:
        raise trouble
