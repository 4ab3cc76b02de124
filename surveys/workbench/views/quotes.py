"""Words that may be shown: chosen by an analyst, read a second time by a safeguarding lead, taken back by either."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect

from surveys.analysis.quoting import tidied, with_cuts
from surveys.codebooks.selectors import active_codebook, theme_called
from surveys.models import Quote, SurveyPage
from surveys.publication.quoting import (
    NotQuotable,
    decline_quote,
    propose_quote,
    sign_quote,
    take_back,
    why_no_quotes,
    why_not_theme,
)
from surveys.publication.selectors import quotes_of
from surveys.reports.quotes import proposals
from surveys.safeguarding.exposure import opened_today
from surveys.workbench.access import COSIGN, PROPOSE, holds, only, refused
from surveys.workbench.views.commented import cards, wording_of
from surveys.workbench.views.frame import screen, survey_or_404

TITLE = "Quotes"


@only(PROPOSE, COSIGN)
def quotes(request: HttpRequest, survey_id: int, faults: tuple[str, ...] = ()) -> HttpResponse:
    """What waits, what is shown, what was taken back; and for analysts the themes to choose from."""
    survey = survey_or_404(survey_id)
    proposes = holds(request.user, PROPOSE)
    return screen(
        request,
        survey,
        "quotes",
        TITLE,
        {
            "faults": faults,
            "why_not": why_no_quotes(survey),
            "proposes": proposes,
            "themes": active_codebook().themes if proposes else (),
            "quotes": [
                {
                    "quote": quote,
                    "theme": _name(quote.theme),
                    "may_sign": quote.state == Quote.State.PROPOSED
                    and quote.proposed_by_id != request.user.pk
                    and holds(request.user, COSIGN),
                    "may_end": quote.state in Quote.LIVING,
                    # A coloured mark alone would not do for everybody.
                    "state": quote.get_state_display(),
                }
                for quote in quotes_of(survey)
            ],
        },
        status=400 if faults else 200,
    )


@only(PROPOSE)
def choose(request: HttpRequest, survey_id: int, theme: str) -> HttpResponse:
    """Typical and different comments about a theme that may be quoted, each ready to be cut and proposed."""
    survey = survey_or_404(survey_id)
    found = theme_called(theme)
    if found is None:
        raise Http404
    faults: tuple[str, ...] = ()
    given = request.POST if request.method == "POST" else {}
    if request.method == "POST":
        try:
            propose_quote(
                survey,
                user=request.user,
                theme=theme,
                mark=request.POST.get("comment", ""),
                text=request.POST.get("text", ""),
                confirmed=request.POST.get("read") == "yes",
            )
        except NotQuotable as why:
            faults = why.faults
        else:
            messages.success(request, "Proposed. A safeguarding lead has to read it before anybody sees it.")
            return redirect("workbench:quotes", survey.pk)
    reason = why_no_quotes(survey) or why_not_theme(survey, theme)
    return screen(
        request,
        survey,
        "quotes",
        f"Quotes: {found.name}",
        {
            "theme": found,
            "why_not": reason,
            "faults": faults,
            "opened_today": opened_today(request.user),
            "proposals": [] if reason else _proposals(survey, theme, given),
        },
        template="surveys/workbench/quote_choose.html",
        status=400 if faults else 200,
    )


def _proposals(survey: SurveyPage, theme: str, given: Any) -> list[dict[str, Any]]:
    """Each comment with the words to begin from: those sent before, else the comment with its masks as cuts."""
    found = [proposal.comment for proposal in proposals(survey, theme)]
    shown = []
    for comment, card in zip(found, cards(found, wording_of(survey)), strict=True):
        here = given.get("comment") == card["mark"]
        shown.append(
            {**card, "text": given.get("text", "") if here else tidied(with_cuts(comment.text)), "here": here}
        )
    return shown


@only(PROPOSE, COSIGN)
def act(request: HttpRequest, survey_id: int, quote_id: int) -> HttpResponse:
    """Sign a quote, send it back, or take it back."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    survey = survey_or_404(survey_id)
    quote = get_object_or_404(Quote, pk=quote_id, survey=survey)
    note, done = request.POST.get("note", ""), request.POST.get("act", "")
    try:
        if done == "sign":
            sign_quote(quote, user=request.user, confirmed=request.POST.get("read") == "yes")
            messages.success(request, "Signed. It stands beside the published results from now on.")
        elif done == "decline":
            decline_quote(quote, user=request.user, note=note)
            messages.success(request, "Sent back. The words are deleted.")
        else:
            take_back(quote, user=request.user, note=note)
            messages.success(
                request, "Taken back. It is gone from the public page, and the words are deleted."
            )
    except PermissionDenied:
        return refused(request)
    except NotQuotable as why:
        return quotes(request, survey_id, faults=why.faults)
    return redirect("workbench:quotes", survey.pk)


def _name(code: str) -> str:
    found = theme_called(code)
    return found.public_name if found else code
