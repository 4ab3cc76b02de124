"""The lead's screens: what waits, one text, what was decided. A text is never part of an address or of a log."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from surveys.models import Referral, SurveyPage
from surveys.safeguarding import selectors, services
from surveys.safeguarding.exposure import count_opened, kind_word, opened_today
from surveys.safeguarding.marks import comment_called
from surveys.safeguarding.sealing import CannotOpen
from surveys.safeguarding.selectors import OPEN
from surveys.safeguarding.unlocked import keep_open, private_key
from surveys.workbench.access import USE, only

DECISIONS = [choice for choice in Referral.Decision.choices if choice[0] != Referral.Decision.UNOPENABLE]


@dataclass(frozen=True)
class Piece:
    """A stretch of a text; ``why`` names the reason it speaks for, if any."""

    text: str
    why: str


def screen(
    request: HttpRequest, template: str, title: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """One screen of the queue inside Wagtail's admin."""
    trail = [{"url": reverse("safeguarding:queue"), "label": "Safeguarding"}]
    return render(
        request,
        f"surveys/safeguarding/{template}.html",
        {
            "breadcrumbs_items": [*trail, *([{"url": "", "label": title}] if template != "queue" else [])],
            "header_title": title,
            "header_icon": "warning",
            "here": template,
            "unlocked": private_key(request) is not None,
            "access": selectors.access_of(request.user),
            **context,
        },
        status=status,
    )


@only(OPEN)
@never_cache
def queue(request: HttpRequest) -> HttpResponse:
    """Everything that waits for a decision, most pressing first, with its clock; no text."""
    if selectors.key_in_use() is None:
        return redirect("safeguarding:key")
    waiting = selectors.waiting()
    response = screen(
        request,
        "queue",
        "Safeguarding",
        {
            "waiting": waiting,
            "overdue": sum(row.state == "overdue" for row in waiting),
            "opened_today": opened_today(request.user),
        },
    )
    return _still_open(request, response)


@only(OPEN)
@never_cache
def decided(request: HttpRequest) -> HttpResponse:
    """What was decided, by whom, and when the text goes."""
    return _still_open(
        request, screen(request, "decided", "Decided", {"decided": selectors.decided(), "waiting": []})
    )


@only(OPEN)
@never_cache
def text(request: HttpRequest, referral: int) -> HttpResponse:
    """One text: sealed until its reader asks for it. Asking is logged first."""
    row = selectors.waiting_one(referral)
    if row is None:
        messages.warning(request, "This text has been decided or deleted. It is not opened again.")
        return redirect("safeguarding:queue")
    private = private_key(request)
    if request.method != "POST":
        return _still_open(request, _text_screen(request, row))
    if private is None:
        messages.warning(request, "The queue is locked. Unlock it, then open the text again.")
        return redirect("safeguarding:queue")
    try:
        found = services.open_referral(referral, private, user=request.user)
    except (services.NotPossible, CannotOpen) as why:
        return keep_open(_text_screen(request, row, refusal=str(why), status=400), request, private)
    return keep_open(_text_screen(request, row, text=found), request, private)


@only(OPEN)
@never_cache
@require_POST
def decide(request: HttpRequest, referral: int) -> HttpResponse:
    """Record a decision; a refused one keeps what was typed."""
    private = private_key(request)
    decision, note = request.POST.get("decision", ""), request.POST.get("note", "")
    row = selectors.waiting_one(referral)
    found = None
    if decision != Referral.Decision.UNOPENABLE:
        if private is None:
            messages.warning(
                request, "The queue is locked. Unlock it and open the text again before you decide."
            )
            return redirect("safeguarding:queue")
        if row is not None and not any(opening.user == request.user.pk for opening in row.openings):
            messages.warning(request, "Open and read the text before you decide.")
            return redirect("safeguarding:text", referral)
        try:
            found = services.reread(referral, private)
        except (services.NotPossible, CannotOpen):
            found = None
    elif row is not None and row.opens:
        messages.warning(request, "This text can be opened. Read it before you decide.")
        return redirect("safeguarding:text", referral)
    try:
        services.decide(referral, decision, note, user=request.user, text=found)
    except services.NotPossible as why:
        if row is None:
            messages.warning(request, str(why))
            return redirect("safeguarding:queue")
        again = _text_screen(
            request, row, text=found, refusal=str(why), given={"decision": decision, "note": note}, status=400
        )
        return keep_open(again, request, private) if private else again
    messages.success(
        request, "Recorded. The text is deleted 30 days from today; the decision stays for two years."
    )
    return _still_open(request, redirect("safeguarding:queue"))


@only(OPEN, USE)
@require_POST
def count(request: HttpRequest) -> HttpResponse:
    """Count that somebody unfolded a hard text, for their eyes alone, and say when a pause is due."""
    return JsonResponse({"word": kind_word(count_opened(request.user))})


@only(USE)
@require_POST
def pass_on(request: HttpRequest, survey_id: int) -> HttpResponse:
    """Pass a redacted comment on to the safeguarding lead, and go back to where the analyst was."""
    survey = get_object_or_404(SurveyPage, pk=survey_id)
    given = request.POST.get("comment", "")
    try:
        services.pass_on(
            (comment_called(given, survey) if given.isascii() else None) or 0, survey, user=request.user
        )
        messages.success(request, "Passed to the safeguarding lead, sealed. You need do nothing else.")
    except services.NotPossible as why:
        messages.warning(request, str(why))
    theme, page = request.POST.get("theme", ""), request.POST.get("p", "")
    if not re.fullmatch(r"[a-z_]{1,40}", theme):
        return redirect("workbench:themes", survey.pk)
    back = reverse("workbench:comments", args=[survey.pk, theme])
    return redirect(f"{back}?p={page}" if page.isascii() and page.isdecimal() else back)


def _text_screen(
    request: HttpRequest,
    row: selectors.Waiting,
    *,
    text: str | None = None,
    refusal: str = "",
    given: dict[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    read: dict[str, Any] = {}
    if text is not None:
        # Imported when a text is shown: its lists cost time at every start.
        from surveys.analysis.hard_words import why_folded
        from surveys.analysis.safeguarding import REASONS
        from surveys.analysis.safeguarding import read as read_for_danger

        disclosed = read_for_danger(text)
        read = {
            "pieces": list(pieces(text, disclosed.evidence)),
            "reasons": [REASONS[reason] for reason in disclosed.reasons],
            "folded": why_folded(text),
        }
    return screen(
        request,
        "text",
        f"Text {row.referral.reference}",
        {
            "row": row,
            "read": read,
            "refusal": refusal,
            "decisions": DECISIONS,
            "given": given or {},
            "others": [opening for opening in row.openings if opening.user != request.user.pk],
        },
        status=status,
    )


def pieces(text: str, evidence: Any) -> Iterator[Piece]:
    """A text cut at its evidence."""
    at = 0
    for found in sorted(evidence, key=lambda item: (item.start, -item.end)):
        if found.end <= at:
            continue
        start = max(at, found.start)
        if start > at:
            yield Piece(text[at:start], "")
        yield Piece(text[start : found.end], found.reason)
        at = found.end
    if at < len(text):
        yield Piece(text[at:], "")


def _still_open(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    private = private_key(request)
    return keep_open(response, request, private) if private else response
