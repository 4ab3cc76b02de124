"""Pages put together from bytes that were rendered, and compressed, once."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable
from dataclasses import dataclass

_HEADER = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
_LAST_BLOCK = b"\x03\x00"
_STORED_LIMIT = 65_535


@dataclass(frozen=True)
class Fixed:
    """Bytes that are the same for everybody, with their compressed form (raw deflate, ended on a byte boundary)."""

    raw: bytes
    deflated: bytes

    @classmethod
    def of(cls, text: str | bytes) -> Fixed:
        """Compress a piece of a page once, at the highest level."""
        raw = text.encode() if isinstance(text, str) else text
        compressor = zlib.compressobj(9, zlib.DEFLATED, -15, 9)
        return cls(raw, compressor.compress(raw) + compressor.flush(zlib.Z_FULL_FLUSH))


Part = Fixed | bytes


def plain(parts: Iterable[Part]) -> bytes:
    """The page as it reads."""
    return b"".join(part if isinstance(part, bytes) else part.raw for part in parts)


def gzipped(parts: Iterable[Part]) -> bytes:
    """The page as one gzip stream: compressed pieces as they are, what changes from visit to visit stored between.

    What changes is not compressed: a number that must not be guessed then never shares a compressed block with
    what a stranger could choose.
    """
    out = [_HEADER]
    check = 0
    size = 0
    for part in parts:
        if isinstance(part, Fixed):
            out.append(part.deflated)
            raw = part.raw
        else:
            raw = part
            for start in range(0, len(raw), _STORED_LIMIT):
                block = raw[start : start + _STORED_LIMIT]
                out.append(struct.pack("<BHH", 0, len(block), len(block) ^ 0xFFFF))
                out.append(block)
        check = zlib.crc32(raw, check)
        size += len(raw)
    out.append(_LAST_BLOCK)
    out.append(struct.pack("<II", check, size & 0xFFFFFFFF))
    return b"".join(out)
