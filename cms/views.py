"""Small public files that are made by the application."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from functools import cache

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from cms.results.files import as_csv, as_public_json
from cms.selectors import published_or_404


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Which addresses search engines leave alone."""
    told = {"sitemap": request.build_absolute_uri(reverse("sitemap"))}
    return render(request, "robots.txt", told, content_type="text/plain; charset=utf-8")


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """The neutral mark in the browser's tab: four shapes, no word."""
    response = HttpResponse(_favicon(), content_type="image/svg+xml")
    response["Cache-Control"] = "public, max-age=86400"
    return response


@cache
def _favicon() -> bytes:
    with open(finders.find("img/favicon.svg"), "rb") as file:
        return file.read()


SECURITY_DAYS = 180
"""How long whoever reads the file may believe it; the standard asks for less than a year."""


@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """Whom to tell of a weakness (RFC 9116); no such file where nobody has been named."""
    if not settings.SECURITY_CONTACT:
        raise Http404("Nobody has been named.")
    expires = datetime.combine(localdate() + timedelta(days=SECURITY_DAYS), time.min, tzinfo=UTC)
    lines = (
        f"Contact: {settings.SECURITY_CONTACT}",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: en",
        f"Canonical: {settings.WAGTAILADMIN_BASE_URL.rstrip('/')}{request.path}",
    )
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@require_safe
def tables_csv(request: HttpRequest, slug: str) -> HttpResponse:
    """The protected tables of a published result as one CSV file."""
    response = HttpResponse(as_csv(published_or_404(slug).snapshot), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{slug}-tables.csv"'
    return response


@require_safe
def tables_json(request: HttpRequest, slug: str) -> HttpResponse:
    """The same figures as JSON."""
    told = as_public_json(published_or_404(slug).snapshot)
    response = JsonResponse(told, json_dumps_params={"ensure_ascii": False, "indent": 1})
    response["Content-Disposition"] = f'attachment; filename="{slug}-tables.json"'
    return response
