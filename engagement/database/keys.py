"""Keys that tell nothing: neither when a row came nor how many came before it."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import Any

from django.conf import settings
from django.db import models


def random_key() -> int:
    """A fresh key of 62 random bits, never zero."""
    return secrets.randbelow(2**62 - 1) + 1


def key_from(purpose: str, *said: str, secret: str = "") -> int:
    """62 bits that only this installation can make from these words, never zero: the same words, the same key."""
    key = f"{purpose} {secret or settings.SECRET_KEY}".encode()
    digest = hmac.digest(key, "\n".join(said).encode("utf-8", "surrogatepass"), hashlib.sha256)
    return (int.from_bytes(digest[:8], "big") >> 2) or 1


def keys_from(purpose: str, *said: str) -> list[int]:
    """The same key under the secret in use and under those it replaced (SECRET_KEY_FALLBACKS)."""
    return [
        key_from(purpose, *said, secret=secret)
        for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    ]


class RandomKeyField(models.BigIntegerField):
    """A random primary key that is also SQLite's rowid.

    SQLite keeps a hidden, ascending rowid beside any key whose column type is not exactly ``integer``: the rowid
    would give away the order of arrival. With this type the key *is* the rowid. Keys exceed 2**53, so they are
    written as strings in JSON and JavaScript.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("primary_key", True)
        kwargs.setdefault("default", random_key)
        kwargs.setdefault("editable", False)
        super().__init__(*args, **kwargs)

    def db_type(self, connection: Any) -> str:
        return "integer" if connection.vendor == "sqlite" else "bigint"

    def rel_db_type(self, connection: Any) -> str:
        return self.db_type(connection)
