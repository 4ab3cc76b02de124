"""A name for a comment on a screen: it leads back to the comment here, and to nothing anywhere else."""

from __future__ import annotations

import hashlib
import hmac
from typing import Any

from django.conf import settings

from surveys.models import Comment


def mark_of(comment: int) -> str:
    """What a form calls a comment. The row's own key could be looked up by whoever has a copy of the database."""
    key = b"surveys.safeguarding comment " + settings.SECRET_KEY.encode()
    return hmac.new(key, str(comment).encode(), hashlib.sha256).hexdigest()[:32]


def comment_called(mark: str, survey: Any) -> int | None:
    """The key of the comment of this survey that a form called by its mark; None for a name nobody gave."""
    keys = Comment.objects.filter(response__survey=survey).values_list("pk", flat=True)
    return next((key for key in keys.iterator() if hmac.compare_digest(mark_of(key), mark)), None)
