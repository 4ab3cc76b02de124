"""The language of a page is the first part of its path, and nothing else decides it."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation


def is_on(code: str) -> bool:
    """Whether visitors are offered a language. English always is."""
    return code == settings.LANGUAGE_CODE or code in settings.LANGUAGES_ON


def is_reviewed(code: str) -> bool:
    """Whether somebody has read the interface words of a language against the English."""
    return code == settings.LANGUAGE_CODE or code in settings.REVIEWED_LANGUAGES


def language_of(path: str) -> str:
    """``/ur/insights/`` is Urdu; a path without the prefix of a language that is switched on is English."""
    first = path.lstrip("/").split("/", 1)[0]
    return first if first in settings.LANGUAGES_ON else settings.LANGUAGE_CODE


class PathLanguage:
    """Activate the language of the path.

    Django's own LocaleMiddleware also reads a cookie and Accept-Language, which would tell visitors apart and add
    ``Vary`` to every page.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = language_of(request.path_info)
        request.LANGUAGE_CODE = language
        with translation.override(language):
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", language)
            # Templates are rendered inside, while the language is active.
            return response
