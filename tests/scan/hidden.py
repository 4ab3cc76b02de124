"""Names what is hidden in a picture or document: the tool by which uploads are searched after they were stored.

Written apart from the code that cleans them: it looks for the marks of metadata in the bytes, and asks Pillow and
pikepdf what they find.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from io import BytesIO

from PIL import Image
from PIL.ExifTags import IFD

MARKS = {
    "Exif": (b"Exif\x00\x00", b"eXIf", b"EXIF"),
    "XMP": (b"http://ns.adobe.com/xap", b"<x:xmpmeta", b"<?xpacket", b"XML:com.adobe.xmp", b"XMP "),
    "IPTC": (b"8BIM", b"Photoshop 3.0"),
    "colour profile": (b"ICC_PROFILE", b"iCCP", b"ICCP"),
    "text": (b"tEXt", b"iTXt", b"zTXt"),
    "program": (b"<script", b"/JavaScript", b"/JS", b"<html"),
    "attachment": (b"/EmbeddedFile", b"/Filespec"),
}


HARMLESS = {
    "jfif", "jfif_version", "jfif_unit", "jfif_density", "progressive", "progression",
    "loop", "transparency", "background", "timestamp", "duration",
}  # fmt: skip
"""What Pillow notes of every file of these formats."""


def hidden(data: bytes, words: Iterable[str] = ()) -> list[str]:
    """Everything in a file that its reader does not see; ``words`` are further texts to search for, such as a name."""
    words = tuple(words)
    return sorted(
        {*_marks(data), *_words(data, words), *_told_by_pillow(data), *_told_by_pikepdf(data, words)}
    )


def _marks(data: bytes) -> set[str]:
    return {name for name, marks in MARKS.items() if any(mark in data for mark in marks)}


def _words(data: bytes, words: Iterable[str]) -> set[str]:
    spellings = ("utf-8", "utf-16-le", "utf-16-be")
    return {f"“{word}”" for word in words if any(word.encode(spelling) in data for spelling in spellings)}


def _told_by_pillow(data: bytes) -> set[str]:
    try:
        with Image.open(BytesIO(data)) as image:
            image.load()
            notes = image.getexif()
            found = {f"note {tag}" for tag in notes} | {
                f"info {name}" for name in image.info if name not in HARMLESS
            }
            return found | {"GPS"} if notes.get_ifd(IFD.GPSInfo) else found
    except OSError:
        return set()


def _told_by_pikepdf(data: bytes, words: Iterable[str]) -> set[str]:
    """The same search inside a PDF, whose parts lie compressed in the file."""
    if not data.startswith(b"%PDF-"):
        return set()
    import pikepdf

    found: set[str] = set()
    with pikepdf.open(BytesIO(data)) as pdf:
        if dict(pdf.docinfo):
            found.add("document information")
        for item in pdf.objects:
            pieces = [item.unparse(resolved=True)]
            if isinstance(item, pikepdf.Stream):
                pieces.append(item.read_raw_bytes())
                with suppress(pikepdf.PdfError):
                    pieces.append(item.read_bytes())
            for piece in pieces:
                found |= _marks(piece) | _words(piece, words)
    return found
