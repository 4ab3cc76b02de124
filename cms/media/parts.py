"""The parts a picture file is made of, and which of them a picture needs.

JPEG: ITU T.81, annex B. PNG: W3C PNG specification, third edition, section 5. WebP: RFC 9649. What is not on the list
of needed parts is metadata, a comment, a thumbnail, or something hidden: the list is of what may stay, so that a new
kind of metadata is found without anybody having heard of it.
"""

from __future__ import annotations

from collections.abc import Iterator

PNG_START = b"\x89PNG\r\n\x1a\n"
PNG_NEEDED = {b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"}
WEBP_NEEDED = {b"VP8 ", b"VP8L", b"VP8X", b"ALPH"}
JPEG_NEEDED = {0xD8, 0xD9, 0xDA, 0xDB, 0xC0, 0xC1, 0xC2, 0xC4, 0xDD}
"""Start, end, scan, quantisation, three kinds of frame, Huffman tables, restart interval."""
JFIF = b"JFIF\x00"


class Unreadable(ValueError):
    """The bytes do not follow the format they claim to have."""


def strange_parts(data: bytes) -> list[str]:
    """Names of everything in a JPEG, PNG or WebP file that the picture itself does not need; empty for a bare picture.

    Bytes after the end of the picture are named ``trailing bytes``. Raises Unreadable for any other format and for a
    file whose parts do not add up.
    """
    if data.startswith(b"\xff\xd8"):
        return [_jpeg_name(marker) for marker, part in jpeg_parts(data) if not _jpeg_needs(marker, part)]
    if data.startswith(PNG_START):
        return [name.decode("latin-1") for name, _ in _png_parts(data) if name not in PNG_NEEDED]
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return [name.decode("latin-1") for name, _ in _webp_parts(data) if name not in WEBP_NEEDED]
    raise Unreadable("neither JPEG, PNG nor WebP")


def bare_jpeg(data: bytes) -> bytes:
    """The same JPEG without its metadata, pixel for pixel: for pictures inside a document.

    Adobe's colour marker stays, since without it the colours would change.
    """
    return b"".join(
        part
        for marker, part in jpeg_parts(data)
        if _jpeg_needs(marker, part) or (marker == 0xEE and part[4:9] == b"Adobe")
    )


def jpeg_parts(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Marker and bytes of each segment in order; a scan holds its coded data; marker 0 is what follows the end."""
    yield 0xD8, data[:2]
    at = 2
    while True:
        if at + 2 > len(data) or data[at] != 0xFF:
            raise Unreadable("a JPEG segment does not begin where it should")
        marker = data[at + 1]
        if marker == 0xFF:  # A byte of padding.
            at += 1
            continue
        if marker == 0xD9:
            yield marker, data[at : at + 2]
            if at + 2 < len(data):
                yield 0, data[at + 2 :]
            return
        length = int.from_bytes(data[at + 2 : at + 4], "big")
        end = at + 2 + length
        if length < 2 or end > len(data):
            raise Unreadable("a JPEG segment is longer than the file")
        if marker == 0xDA:
            end = _end_of_scan(data, end)
        yield marker, data[at:end]
        at = end


def _end_of_scan(data: bytes, at: int) -> int:
    """Where the coded data ends: at the first marker that is neither a stuffed byte nor a restart."""
    while True:
        at = data.find(b"\xff", at)
        if at < 0 or at + 1 >= len(data):
            raise Unreadable("the JPEG has no end")
        if data[at + 1] != 0 and not 0xD0 <= data[at + 1] <= 0xD7:
            return at
        at += 2


def _jpeg_needs(marker: int, part: bytes) -> bool:
    # A JFIF header of sixteen bytes holds no thumbnail.
    return marker in JPEG_NEEDED or (marker == 0xE0 and part[4:9] == JFIF and len(part) == 18)


def _jpeg_name(marker: int) -> str:
    if marker == 0:
        return "trailing bytes"
    return f"APP{marker - 0xE0}" if 0xE0 <= marker <= 0xEF else f"segment {marker:02X}"


def _png_parts(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(PNG_START)
    while at < len(data):
        end = at + 12 + int.from_bytes(data[at : at + 4], "big")
        name = data[at + 4 : at + 8]
        if end > len(data):
            raise Unreadable("a PNG chunk is longer than the file")
        yield name, data[at:end]
        at = end
        if name == b"IEND":
            if at < len(data):
                yield b"trailing bytes", data[at:]
            return
    raise Unreadable("the PNG has no end")


def _webp_parts(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    whole = 8 + int.from_bytes(data[4:8], "little")
    if whole > len(data):
        raise Unreadable("the WebP is longer than the file")
    at = 12
    while at < whole:
        size = int.from_bytes(data[at + 4 : at + 8], "little")
        end = at + 8 + size + size % 2
        if end > whole:
            raise Unreadable("a WebP chunk is longer than the file")
        yield data[at : at + 4], data[at:end]
        at = end
    if whole < len(data):
        yield b"trailing bytes", data[whole:]
