"""What the survey's own pages say to a browser. They are answered before any other middleware runs."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.http.response import ResponseHeaders

HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": (
        "accelerometer=(), camera=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), payment=(), usb=(),"
        " browsing-topics=(), interest-cohort=()"
    ),
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex",
}

SCRIPT_HEADERS = {
    **HEADERS,
    "Content-Type": "text/javascript; charset=utf-8",
    "Cache-Control": "public, max-age=31536000, immutable",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Vary": "Accept-Encoding",
}


def content_security_policy(style_hash: str) -> str:
    """Nothing but our own script, one inline style known by its hash, and forms that come back to us."""
    return (
        f"default-src 'none'; script-src 'self'; style-src '{style_hash}'; img-src 'self' data:; connect-src 'self';"
        " form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    )


class CheckedHeaders(ResponseHeaders):
    """Headers that were checked letter by letter once, and are only copied for each answer."""

    def __init__(self, checked: ResponseHeaders) -> None:
        self._store = dict(checked._store)


def response(body: bytes, *, status: int, headers: ResponseHeaders, **more: Any) -> HttpResponse:
    """An answer with checked headers; ``more`` are further ones, their names with underscores for hyphens."""
    made = HttpResponse(body, status=status, content_type="text/html")
    made.headers = CheckedHeaders(headers)
    for name, value in more.items():
        made.headers[name.replace("_", "-")] = value
    return made
