"""Addresses that are closed to everybody."""

from __future__ import annotations

from typing import NoReturn

from django.http import Http404, HttpRequest


def closed(request: HttpRequest, **kwargs: object) -> NoReturn:
    """Nothing is here, whoever asks."""
    raise Http404
