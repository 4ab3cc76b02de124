"""Two people, one page: whoever saves second is told, and nothing is lost."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from wagtail.models import Page

from engagement.publishing.selectors import name_of
from engagement.publishing.views.frame import screen

DROPPED = {"csrfmiddlewaretoken", "loaded_revision_id", "loaded_revision_created_at", "overwrite_revision_id"}
"""Fields of the form that speak of the draft it was opened on; and whatever a button other than “Save” would do."""


def conflict(request: HttpRequest, page: Page) -> HttpResponse | None:
    """The page that stops a save over a draft its writer has not seen; None where there is no such draft.

    Wagtail's editor asks beforehand, but only where its scripts run and only every ten seconds. What was typed stands
    in the answer and can be saved from there; the other draft stays in the history.
    """
    if request.method != "POST" or "action-cancel-workflow" in request.POST:
        return None
    if not request.accepts("text/html"):
        # Saving by itself: Wagtail refuses that over a newer draft.
        return None
    newest = page.get_latest_revision()
    if newest is None or not _is_older(request.POST, newest):
        return None
    typed = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in DROPPED and not name.startswith("action-")
        for value in values
    ]
    return screen(
        request,
        "conflict",
        "Somebody else saved this page",
        {
            "page": page,
            "newest": newest,
            "who": "You, in another window," if newest.user_id == request.user.pk else name_of(newest.user),
            "created": newest.created_at.isoformat(),
            "opened": request.POST.get("loaded_revision_id", ""),
            "typed": typed,
        },
        status=409,
        icon="warning",
    )


def _is_older(posted: Any, newest: Any) -> bool:
    """Whether the form was opened on, or saved itself into, another draft than the newest."""
    own = posted.get("overwrite_revision_id")
    if own:
        return bool(own != str(newest.pk))
    opened = posted.get("loaded_revision_id")
    if not opened:
        return False
    if opened != str(newest.pk):
        return True
    seen = posted.get("loaded_revision_created_at")
    return bool(seen and seen != newest.created_at.isoformat())
