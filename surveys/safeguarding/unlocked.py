"""The unlocked key of a lead's browser: read from a cookie, renewed with everything they do, gone when they lock."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from surveys.safeguarding.keys import OPEN_SECONDS, for_browser, from_browser

COOKIE = "safeguarding"


def private_key(request: HttpRequest) -> bytes | None:
    """The private key this browser has unlocked; None while the queue is locked."""
    session = request.session.session_key or ""
    return from_browser(request.COOKIES.get(COOKIE, ""), user=request.user, session=session)


def keep_open(response: HttpResponse, request: HttpRequest, private: bytes) -> HttpResponse:
    """Let the queue stay open for another quarter of an hour."""
    response.set_cookie(
        COOKIE,
        for_browser(private, user=request.user, session=request.session.session_key or ""),
        max_age=OPEN_SECONDS,
        path=reverse("safeguarding:queue"),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )
    return response


def close(response: HttpResponse) -> HttpResponse:
    """Lock the queue in this browser."""
    response.delete_cookie(COOKIE, path=reverse("safeguarding:queue"), samesite="Strict")
    return response
