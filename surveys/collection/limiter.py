"""Noticing that very many answers come from one place, without knowing the place. Nothing here is ever written."""

from __future__ import annotations

import hmac
import ipaddress
import os
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings

WINDOW_SECONDS = 600
SENDS = 600
"""A school or a mobile network shares one address, and a school hour is some 200 sends in ten minutes."""
MOST_KEYS = 100_000


def _network(address: str) -> bytes:
    """The network of an address: the first 24 bits of IPv4, 56 of IPv6. Unreadable addresses share one."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return b""
    return parsed.packed[:3] if parsed.version == 4 else parsed.packed[:7]


class Limiter:
    """Counts final sends by network for ten minutes, under a salt that lives in memory as long.

    An address is turned into 32 bits of a keyed hash at once; when the window ends, salt and counts are forgotten
    together, so that not even a copy of the memory tells who came before.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic, sends: int | None = None) -> None:
        self._clock = clock
        self._sends = sends
        self._lock = threading.Lock()
        self._forget()

    def _forget(self) -> None:
        self._salt = os.urandom(32)
        self._since = self._clock()
        self._counts: dict[bytes, int] = {}

    def is_over(self, environ: Mapping[str, Any]) -> bool:
        """Count one send; whether its network has now sent more than 600 times (or ``sends``) within the window."""
        address = str(environ.get(getattr(settings, "CLIENT_ADDRESS", "REMOTE_ADDR"), ""))
        with self._lock:
            if self._clock() - self._since >= WINDOW_SECONDS:
                self._forget()
            key = hmac.digest(self._salt, _network(address), "sha256")[:4]
            count = self._counts.get(key, 0) + 1
            if count > 1 or len(self._counts) < MOST_KEYS:
                self._counts[key] = count
            return count > (SENDS if self._sends is None else self._sends)


limiter = Limiter()
