"""Reading what a browser sent, with limits, before anything is believed."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qsl, urlsplit

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, UnreadablePostError
from django.http.multipartparser import MultiPartParserError

MOST_BYTES = 256 * 1024
MOST_FIELDS = 1_000
SILENCE_SECONDS = 10
"""How long a sender may say nothing in the middle of a form before the line is given to somebody else."""

Posted = dict[str, list[str]]


class Refused(Exception):
    """A form that cannot be taken: ``kind`` names the words that explain it, ``posted`` holds what could be read."""

    def __init__(self, kind: str, status: int, posted: Posted | None = None) -> None:
        super().__init__(kind)
        self.kind = kind
        self.status = status
        self.posted = posted or {}


def is_from_elsewhere(meta: Mapping[str, object]) -> bool:
    """Whether a browser says that another website sent this form.

    Under our own ``no-referrer`` a browser sends ``Origin: null`` with our own forms, and old phones send neither
    header: only a plain statement of another origin is refused.
    """
    if meta.get("HTTP_SEC_FETCH_SITE") in ("cross-site", "same-site"):
        return True
    origin = meta.get("HTTP_ORIGIN")
    if origin is None or origin == "null":
        return False
    try:
        return urlsplit(str(origin)).netloc.lower() != str(meta.get("HTTP_HOST", "")).lower()
    except ValueError:
        return True


def read_post(request: HttpRequest) -> Posted:
    """The fields of a posted form, each with its values in the order sent; empty values are left out.

    Raises:
        Refused: too big (before it is read), too many fields, not a form, or bytes that are not UTF-8 (what could
            be read is in ``posted``, with a replacement sign for each broken letter).
    """
    try:
        length = int(str(request.META.get("CONTENT_LENGTH") or 0))
    except ValueError:
        raise Refused("shape", 400) from None
    if length > MOST_BYTES:
        raise Refused("big", 413)
    _grow_impatient(request)
    if request.content_type == "multipart/form-data":
        return _multipart(request)
    if request.content_type != "application/x-www-form-urlencoded":
        raise Refused("shape", 415)
    try:
        body = request.body
    except (UnreadablePostError, RequestDataTooBig, OSError) as error:
        raise Refused("shape", 400) from error
    try:
        return _fields(body.decode("utf-8"), errors="strict")
    except UnicodeDecodeError:
        raise Refused("unreadable", 400, _fields(body.decode("utf-8", "replace"), errors="replace")) from None


def _grow_impatient(request: HttpRequest) -> None:
    """A proxy hands over whole forms; without one, callers who fall silent would hold every thread for ever."""
    line = request.META.get("gunicorn.socket")
    if line is not None:
        line.settimeout(SILENCE_SECONDS)


def _fields(body: str, *, errors: str) -> Posted:
    try:
        pairs = parse_qsl(body, max_num_fields=MOST_FIELDS, errors=errors)
    except UnicodeDecodeError:
        raise
    except ValueError as error:
        raise Refused("big", 413) from error
    posted: Posted = {}
    for name, value in pairs:
        posted.setdefault(name, []).append(value)
    return posted


def _multipart(request: HttpRequest) -> Posted:
    try:
        lists = request.POST.lists()
        posted = {name: [value for value in values if value] for name, values in lists}
    except (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent) as error:
        raise Refused("big", 413) from error
    except (MultiPartParserError, UnreadablePostError, OSError, ValueError, LookupError) as error:
        raise Refused("shape", 400) from error
    if len(posted) > MOST_FIELDS:
        raise Refused("big", 413)
    return posted
