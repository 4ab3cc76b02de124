"""The screen on which an author writes Easy Read words beside the usual ones."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from surveys.authoring.compile import draft_of, easy_words
from surveys.authoring.easy_read import (
    LONGEST,
    Wordings,
    easy_faults,
    groups,
    kept_words,
    outdated,
)
from surveys.authoring.text_keys import described
from surveys.models import SurveyPage

SAY, SAME = "say:", "same:"


@require_http_methods(["GET", "HEAD", "POST"])
def easy_read_view(request: HttpRequest, page_id: int) -> HttpResponse:
    """Show every text with its Easy Read words; keep them in a new draft of the survey."""
    page = get_object_or_404(SurveyPage, pk=page_id)
    if page.locale.language_code != settings.LANGUAGE_CODE:
        raise Http404("Easy Read is written beside the English.")
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    draft = page.get_latest_revision_as_object() if page.latest_revision_id else page
    lock = page.get_lock()
    compiled = draft_of(draft)
    words = easy_words(draft, compiled.texts)
    problems: list[str] = []
    said = {key: entry["say"] for key, entry in draft.easy_read.items()}
    if request.method == "POST":
        if lock and lock.for_user(request.user):
            raise PermissionDenied
        said = {} if "remove" in request.POST else _said(request.POST, words)
        problems = [
            f"{described(key).capitalize()} is longer than {LONGEST} characters. Shorten it: {text[:60]}…"
            for key, text in said.items()
            if len(text) > LONGEST
        ]
        if not problems:
            draft.easy_read = kept_words(words, said)
            draft.save_revision(user=request.user, clean=False, log_action=True)
            messages.success(request, _told(draft.easy_read))
            return redirect("survey_easy_read", page.pk)
    context = {
        "page": page,
        "problems": problems,
        "faults": easy_faults(compiled.definition, words, draft.easy_read) if draft.easy_read else [],
        "groups": _groups(compiled.definition, words, said, outdated(words, draft.easy_read)),
        "is_locked": bool(lock and lock.for_user(request.user)),
        "has_words": bool(draft.easy_read),
    }
    return render(request, "surveys/admin/easy_read.html", context, status=422 if problems else 200)


def _said(posted: Any, words: Wordings) -> dict[str, str]:
    """What the form says, by text key; "the usual words are easy enough" takes those."""
    return {
        key: words.usual[key]
        if SAME + key in posted
        else posted.get(SAY + key, "").replace("\r\n", "\n").replace("\x00", "").strip()
        for key in words.asked
    }


def _told(kept: dict[str, Any]) -> str:
    if not kept:
        return "Easy Read is taken out of the draft. It leaves the site when the draft goes live."
    return "Kept in the draft. It goes live with the survey, when every text has its words and two readers approved."


def _groups(
    definition: Any, words: Wordings, said: dict[str, str], old: list[str]
) -> list[tuple[str, list[dict[str, Any]]]]:
    return [
        (
            heading,
            [
                {
                    "key": key,
                    "name": described(key),
                    "usual": words.usual[key],
                    "say": said.get(key, ""),
                    "is_same": said.get(key, "") == words.usual[key],
                    "is_old": key in old,
                    "is_optional": key in words.optional,
                }
                for key in keys
            ],
        )
        for heading, keys in groups(definition, words)
        if keys
    ]
