"""Models the machine learns from this installation's own codings: asking for one, its card, the decision."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache

from surveys.codebooks import fitting
from surveys.codebooks.selectors import model_in_use, version_in_use
from surveys.codebooks.services import CodebookRefused
from surveys.models import ThemeModel
from surveys.workbench.access import USE, only
from surveys.workbench.views.codebook import codebook_screen

TITLE = "Models fitted here"
DECIDES = {"model": "the model", "rules": "the lexicon"}


@only(USE)
@never_cache
def fitted(request: HttpRequest) -> HttpResponse:
    """Every model fitted here and what became of it, and the way to ask for one."""
    faults: list[str] = []
    if request.method == "POST":
        try:
            fitting.ask_for_model(user=request.user)
            messages.success(
                request,
                "The model is being fitted in the background. Nothing changes until you decide on it.",
            )
            return redirect("workbench:codebook_models")
        except CodebookRefused as refused:
            faults = refused.faults
    return codebook_screen(
        request,
        "models",
        TITLE,
        {
            "faults": faults,
            "models": ThemeModel.objects.select_related("codebook").defer(
                "numbers", "card", "effect", "codebook__content"
            ),
            "version": version_in_use(),
            "why_not": fitting.why_no_fit(),
        },
        status=422 if faults else 200,
    )


@only(USE)
@never_cache
def model(request: HttpRequest, number: int) -> HttpResponse:
    """One model: what it learnt from, how well it reads beside the shipped one, what it would change."""
    # Imported where a card is shown: its libraries cost seconds at every start.
    from surveys.analysis.themes.card import LONG, SHORT

    found = ThemeModel.objects.select_related("codebook").defer("numbers", "codebook__content")
    row = found.filter(number=number).first()
    if row is None:
        raise Http404
    faults: list[str] = []
    if request.method == "POST":
        try:
            messages.success(request, _act(request, row))
            return redirect(request.path)
        except CodebookRefused as refused:
            faults = refused.faults
    version = version_in_use()
    used = model_in_use(version.pk) if version else None
    return codebook_screen(
        request,
        "model",
        f"Model {row.number}",
        {
            "faults": faults,
            "model": row,
            "card": _shown(row.card),
            "short": SHORT,
            "long": LONG,
            # A new codebook that was not made from the model's own leaves it aside.
            "rests": row.state == ThemeModel.State.IN_USE and (used is None or used.pk != row.pk),
            "given": request.POST if faults else {},
        },
        status=422 if faults else 200,
    )


def _act(request: HttpRequest, row: ThemeModel) -> str:
    act, reason = request.POST.get("act", ""), request.POST.get("reason", "")
    if act == "adopt":
        fitting.adopt(row, reason=reason, user=request.user)
        return (
            f"Model {row.number} is in use. Comments are read anew within minutes, batch by batch. What people coded"
            " stays as they coded it."
        )
    if act == "decline":
        fitting.decline(row, reason=reason, user=request.user)
        return "The model is not taken into use. Nothing has changed."
    if act == "retire":
        fitting.retire(row, reason=reason, user=request.user)
        return "The model is out of use. The shipped one reads comments anew within minutes."
    raise CodebookRefused("Press one of the buttons.")


def _shown(card: dict[str, Any]) -> dict[str, Any]:
    """A card with who decides each theme in words: themes with figures by themselves, rare ones by who decides."""
    told: list[dict[str, Any]] = []
    rare: dict[str, list[str]] = {}
    for line in card.get("themes", ()):
        decided, before = DECIDES.get(line["decided"], ""), DECIDES.get(line["before"], "")
        moves = decided != before
        if line["n"]:
            told.append({**line, "decided": decided, "before": before, "moves": moves})
        else:
            who = f"{decided} (before: {before})" if moves else decided
            rare.setdefault(who, []).append(line["name"])
    return {**card, "told": told, "rare": rare} if card else {}
