"""The short address of a link, and its QR code. Both hold the address and nothing about anybody."""

from __future__ import annotations

from io import BytesIO
from urllib.parse import urlsplit

import segno
from django.conf import settings

from surveys.models import SurveyPage


def short_path(code: str, language: str = settings.LANGUAGE_CODE) -> str:
    """The path of a link: ``/s/k4m7p/``, after the language unless that is English."""
    return f"{_prefix(language)}/s/{code}/"


def open_path(survey: SurveyPage, language: str = settings.LANGUAGE_CODE) -> str:
    """The path for everybody, counted with no link: ``/insights/``, after the language unless that is English."""
    return f"{_prefix(language)}/{survey.slug}/"


def _prefix(language: str) -> str:
    return "" if language == settings.LANGUAGE_CODE else f"/{language}"


def in_letters(address: str) -> str:
    """An address as somebody types it from a poster: no scheme, no slash at the end."""
    found = urlsplit(address)
    return f"{found.netloc}{found.path}".rstrip("/")


def _code_of(address: str) -> segno.QRCode:
    # A quarter of it may be torn off or painted over.
    return segno.make_qr(address, error="q")


def qr_svg(address: str) -> bytes:
    """A QR code as an SVG file, with its quiet zone."""
    out = BytesIO()
    _code_of(address).save(
        out, kind="svg", scale=10, border=4, light="#ffffff", svgclass=None, lineclass=None
    )
    return out.getvalue()


def qr_png(address: str) -> bytes:
    """A QR code as a PNG file, large enough to print at ten centimetres."""
    out = BytesIO()
    _code_of(address).save(out, kind="png", scale=30, border=4)
    return out.getvalue()


def qr_path(address: str) -> tuple[str, int]:
    """The dark squares of a QR code as the path of an SVG, one unit a square, and how many squares a side has."""
    matrix = _code_of(address).matrix
    parts = []
    for y, row in enumerate(matrix):
        x = 0
        while x < len(row):
            if not row[x]:
                x += 1
                continue
            end = x
            while end < len(row) and row[end]:
                end += 1
            parts.append(f"M{x} {y}h{end - x}v1h-{end - x}z")
            x = end
    return "".join(parts), len(matrix)
