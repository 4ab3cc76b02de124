"""Pictures, served by the application itself where no web server stands in front."""

from __future__ import annotations

from pathlib import PurePosixPath

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.utils._os import safe_join

FOLDERS = ("images", "original_images")
"""What may be fetched by its path: pictures. Documents have an address of their own, which knows whether one is
private; uploads that wait for their form, portraits and pictures whose consent ended have none."""
KINDS = {".jpg": "image/jpeg", ".png": "image/png", ".webp": "image/webp"}


def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """One picture of MEDIA_ROOT; anything else does not exist."""
    parts = PurePosixPath(path)
    kind = KINDS.get(parts.suffix)
    if kind is None or len(parts.parts) != 2 or parts.parts[0] not in FOLDERS:
        raise Http404
    try:
        file = open(safe_join(settings.MEDIA_ROOT, path), "rb")  # noqa: SIM115  (FileResponse closes it)
    except (SuspiciousFileOperation, OSError) as refused:
        raise Http404 from refused
    response = FileResponse(file, content_type=kind)
    response["Cache-Control"] = "public, max-age=3600"
    return response
