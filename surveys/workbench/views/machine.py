"""How well the machine reads: the card of the model in use, as it was written when it was fitted."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from surveys.codebooks.selectors import model_in_use, version_in_use
from surveys.workbench.access import USE, only

TITLE = "How well does the machine read?"


@only(USE)
def machine(request: HttpRequest) -> HttpResponse:
    """What the shipped model was taught, how well it reads other texts, whom it reads less well, its limits."""
    from surveys.analysis.themes.card_file import read_card

    (title, chapters), version = read_card(), version_in_use()
    return render(
        request,
        "surveys/workbench/machine.html",
        {
            "card": title,
            "chapters": chapters,
            "model": model_in_use(version.pk) if version else None,
            "breadcrumbs_items": [
                {"url": reverse("workbench:index"), "label": "Insights"},
                {"url": "", "label": TITLE},
            ],
            "header_title": TITLE,
            "header_icon": "table",
        },
    )
