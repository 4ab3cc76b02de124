"""Official population tables: taking one in, and what is kept."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from surveys.models import PopulationTable
from surveys.populations.selectors import population_tables, surveys_weighted_to
from surveys.populations.services import TableRefused, let_go, take_in
from surveys.reports.scheme import NAMES
from surveys.workbench.access import USE, only

TITLE = "Population tables"


@only(USE)
def populations(request: HttpRequest, refusal: str = "") -> HttpResponse:
    """Every table that was taken in, and the form for another."""
    if request.method == "POST" and not refusal:
        upload = request.FILES.get("table")
        try:
            kept = take_in(upload, user=request.user, name=upload.name if upload else "")
            messages.success(request, f"{kept.name} is kept. Choose it on the weighting screen of a survey.")
            return redirect("workbench:populations")
        except TableRefused as refused:
            refusal = str(refused)
    return render(
        request,
        "surveys/workbench/populations.html",
        {
            "refusal": refusal,
            "tables": [
                (
                    table,
                    " by ".join(NAMES[name].lower() for name in table.variables),
                    surveys_weighted_to(table),
                )
                for table in population_tables()
            ],
            "breadcrumbs_items": [
                {"url": reverse("workbench:index"), "label": "Insights"},
                {"url": "", "label": TITLE},
            ],
            "header_title": TITLE,
            "header_icon": "table",
        },
        status=422 if refusal else 200,
    )


@only(USE)
def remove(request: HttpRequest, table_id: int) -> HttpResponse:
    """Let a table go that no survey is weighted to."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    table = get_object_or_404(PopulationTable, pk=table_id)
    try:
        let_go(table, user=request.user)
    except TableRefused as refused:
        return populations(request, refusal=str(refused))
    messages.success(request, f"{table.name} is no longer kept.")
    return redirect("workbench:populations")
