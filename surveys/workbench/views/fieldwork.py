"""Is the survey open, from when to when, and what do visitors see now?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from surveys.models import Fieldwork, SurveyPage
from surveys.models.fieldwork import door
from surveys.workbench.access import USE, only
from surveys.workbench.fieldwork import (
    Dates,
    FieldworkRefused,
    can_reopen,
    close_survey,
    fieldwork_of,
    open_survey,
    pause_survey,
    reopen_survey,
    set_dates,
    was_closed,
)
from surveys.workbench.views.frame import screen, survey_or_404

SEEN = {
    "open": ("Open", "Visitors can answer."),
    "soon": ("Opens later", "Visitors read on which day it opens."),
    "paused": (
        "Paused",
        "Visitors are asked to come back later. Who has a form open keeps what they wrote, and can send it when the"
        " survey goes on.",
    ),
    "closed": ("Closed", "Visitors read that it is closed, with a link to the results."),
    "nowhere": ("Not published", "Visitors find nothing at its address. Publish the survey first."),
}
"""What visitors find, in a word and in sentences."""


@only(USE)
def fieldwork(request: HttpRequest, survey_id: int) -> HttpResponse:
    """Open, pause, go on, close; the dates and the notice; taking a close back."""
    survey = survey_or_404(survey_id)
    now = timezone.now()
    refusal = ""
    if request.method == "POST":
        try:
            messages.success(request, _act(request, survey))
            return redirect(request.path)
        except FieldworkRefused as refused:
            refusal = str(refused)
    found = fieldwork_of(survey)
    seen = door(found.state, found.opens_on, found.closes_at, now.timestamp()) if survey.live else "nowhere"
    word, sentence = SEEN[seen]
    over = was_closed(found, now=now)
    last = timezone.localtime(found.closes_at) if found.closes_at else None
    given = request.POST if refusal else {}
    return screen(
        request,
        survey,
        "fieldwork",
        "Fieldwork",
        {
            "refusal": refusal,
            "fieldwork": found,
            "seen": seen,
            "word": word,
            "sentence": sentence,
            "in_grace": over and can_reopen(found, now=now),
            "over": over,
            "has_begun": found.opens_on is not None and found.opens_on <= timezone.localdate(now),
            "last": last,
            "first_day": given.get("first_day", found.opens_on.isoformat() if found.opens_on else ""),
            "last_day": given.get("last_day", last.date().isoformat() if last else ""),
            "last_time": given.get("last_time", last.strftime("%H:%M") if last else "23:59"),
            "notice": given.get("notice", found.notice),
            "today": timezone.localdate(now).isoformat(),
            "address": request.build_absolute_uri(survey.get_url(request) or "/"),
        },
        status=422 if refusal else 200,
    )


def _act(request: HttpRequest, survey: SurveyPage) -> str:
    """Do what the pressed button says, and tell what has been done."""
    now = timezone.now()
    act = request.POST.get("act", "")
    more: dict[str, Any] = {}
    if act in ("open", "dates"):
        fields = (request.POST.get(name, "") for name in ("first_day", "last_day", "last_time"))
        more = {"dates": Dates.read(*fields), "notice": request.POST.get("notice", "")}
    if act == "close" and request.POST.get("sure") != "yes":
        raise FieldworkRefused("Tick the box below “Close it” first: a survey is closed for good.")
    acts: dict[str, Callable[..., Fieldwork]] = {
        "open": open_survey,
        "dates": set_dates,
        "pause": pause_survey,
        "close": close_survey,
        "reopen": reopen_survey,
    }
    if act not in acts:
        raise FieldworkRefused("Press one of the buttons.")
    changed = acts[act](survey, user=request.user, now=now, **more)
    if act == "dates":
        return "The dates and the notice are saved."
    seen = door(changed.state, changed.opens_on, changed.closes_at, timezone.now().timestamp())
    return f"{SEEN[seen][0]}. {SEEN[seen][1]}"
