"""Recognisable values planted in what a visitor sends, and every disguise in which they might be kept."""

from __future__ import annotations

import base64
import hashlib
import ipaddress
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import quote

SHORTEST = 6
"""Characters a disguise must have to be searched for: shorter ones occur by chance."""


@dataclass(frozen=True)
class Marker:
    """A value that must not be found, and what it stands for."""

    name: str
    value: str
    disguises: dict[str, bytes] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "disguises", disguises(self.value))

    def found_in(self, data: bytes, lower: bytes | None = None) -> list[str]:
        """The disguises of this marker that occur in some bytes (and ``lower``, the same in lower case, if at hand)."""
        lower = data.lower() if lower is None else lower
        return [how for how, needle in self.disguises.items() if needle in (lower if "hex" in how else data)]


def disguises(value: str) -> dict[str, bytes]:
    """How a value might be written: plain, escaped, hexadecimal, base64, hashed, and for an address as a number."""
    raw = value.encode("utf-8")
    found = {
        "plain": raw,
        "utf-16": value.encode("utf-16-le"),
        "json": json.dumps(value)[1:-1].encode(),
        "url": quote(value, safe="").encode(),
        "hex": raw.hex().encode(),
    }
    for name in ("md5", "sha1", "sha256"):
        digest = hashlib.new(name, raw).digest()
        found[f"{name} hex"] = digest.hex().encode()
        found[f"{name} bytes"] = digest
        found[f"{name} base64"] = base64.b64encode(digest).rstrip(b"=")
        found[f"{name} base64url"] = base64.urlsafe_b64encode(digest).rstrip(b"=")
    for shift in range(3):
        for name, encode in (("base64", base64.b64encode), ("base64url", base64.urlsafe_b64encode)):
            found[f"{name} at {shift}"] = _inner(encode(bytes(shift) + raw), shift, len(raw))
    found |= _of_address(value)
    first_name_of = {needle: how for how, needle in reversed(found.items())}
    return {how: needle for needle, how in first_name_of.items() if len(needle) >= SHORTEST}


def _inner(encoded: bytes, shift: int, length: int) -> bytes:
    """The characters of a base64 text that depend on nothing before or after the value."""
    first = -(-shift * 8 // 6)
    last = (shift + length) * 8 // 6
    return encoded[first:last]


def _of_address(value: str) -> dict[str, bytes]:
    try:
        address = ipaddress.ip_address(value)
    except ValueError:
        return {}
    found = {
        "integer": str(int(address)).encode(),
        "hex integer": f"{int(address):x}".encode(),
        "reversed": address.reverse_pointer.encode(),
        "exploded": address.exploded.encode(),
    }
    if address.version == 6:  # the four bytes of an IPv4 address occur by chance in a file of some megabytes
        found["packed"] = address.packed
    return found


@dataclass(frozen=True)
class Found:
    """A marker that was found: where, which, and in what disguise."""

    place: str
    marker: str
    disguise: str

    def __str__(self) -> str:
        return f"{self.marker} ({self.disguise}) in {self.place}"


def search(place: str, data: bytes, markers: Iterable[Marker]) -> list[Found]:
    """Every marker found in some bytes."""
    lower = data.lower()
    return [Found(place, marker.name, how) for marker in markers for how in marker.found_in(data, lower)]
