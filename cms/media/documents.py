"""A document for download, made anew: no author, no earlier versions, no attachments, no programs."""

from __future__ import annotations

import csv
from dataclasses import dataclass

from cms.media.refusal import Refused

MOST_BYTES = 10 * 1024 * 1024
EXTENSIONS = ("pdf", "csv", "txt")

_MARKUP = ("<!doctype", "<html", "<head", "<body", "<script", "<svg", "<?xml", "<iframe")


@dataclass(frozen=True)
class CleanDocument:
    """The bytes of a document with nothing in them but what a reader sees, and the ending its file name takes."""

    data: bytes
    suffix: str


def clean_document(data: bytes, *, extension: str) -> CleanDocument:
    """Take the content of a PDF, a CSV table or a text and leave the rest of the file behind.

    The content decides what a file is; ``extension`` (without its dot) only tells a table from a text. Everything else
    raises Refused with a sentence for the editor: office files carry who wrote and changed them in too many places.
    """
    if len(data) > MOST_BYTES:
        raise Refused(
            f"This file has {len(data) / 1024 / 1024:.0f} MB. The most is 10 MB: make it smaller and try again."
        )
    if b"%PDF-" in data[:1024]:
        from cms.media.pdf import clean_pdf

        return CleanDocument(clean_pdf(data), ".pdf")
    text = _text(data)
    if extension == "csv":
        _refuse_formulas(text)
        return CleanDocument(text.encode(), ".csv")
    if extension == "txt":
        return CleanDocument(text.encode(), ".txt")
    raise Refused("This file is not what its name says. PDF, CSV and plain text are taken.")


def _text(data: bytes) -> str:
    """The words of a plain text, or why it is none."""
    if not data:
        raise Refused("This file is empty.")
    if data[:4] in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0"):
        raise Refused(
            "Word, Excel and OpenDocument files tell who wrote and changed them. Save it as a PDF (a table as CSV) and "
            "upload that."
        )
    if data.startswith((b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"RIFF")):
        raise Refused("This is a picture. Upload it under Images.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = data.decode("cp1252")
        except UnicodeDecodeError as unreadable:
            raise Refused(
                "This is neither a PDF nor plain text. PDF, CSV and plain text are taken."
            ) from unreadable
    if any(ord(letter) < 32 and letter not in "\t\r\n\f" for letter in text):
        raise Refused("This is neither a PDF nor plain text. PDF, CSV and plain text are taken.")
    if any(mark in text[:4096].lower() for mark in _MARKUP):
        raise Refused(
            "This is a web page or a drawing and not plain text. PDF, CSV and plain text are taken."
        )
    return text


def _refuse_formulas(text: str) -> None:
    """A cell that a spreadsheet would run as a formula is refused, by its place."""
    try:
        rows = list(csv.reader(text.splitlines()))
    except csv.Error as broken:
        raise Refused("This table cannot be read. Save it as CSV again and upload the new file.") from broken
    for line, row in enumerate(rows, start=1):
        for column, cell in enumerate(row, start=1):
            told = cell.strip()
            if told.startswith(("=", "@")) or (told.startswith(("+", "-")) and not _is_number(told)):
                raise Refused(
                    f"Line {line}, column {column} begins with “{told[0]}”: a spreadsheet would run it as a formula. "
                    "Write it in another way."
                )


def _is_number(told: str) -> bool:
    """Whether a cell is a number, a share, or a lone dash for nothing."""
    rest = told[1:].replace(",", "").removesuffix("%").strip()
    return not rest or rest.replace(".", "", 1).isdigit()
