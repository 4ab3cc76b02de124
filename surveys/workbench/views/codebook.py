"""The codebook of themes: its versions, each as a page to read and print, and as a file."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from surveys.analysis.themes.edition_changes import changes_between
from surveys.analysis.themes.edition_file import LARGEST, written
from surveys.codebooks.selectors import codebook_called, content_of, draft, version_in_use, versions
from surveys.codebooks.services import CodebookRefused, start_draft, start_draft_from_file
from surveys.models import CodebookVersion
from surveys.workbench.access import USE, only

TITLE = "Codebook"


def codebook_screen(
    request: HttpRequest, template: str, title: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """One screen about the codebook, which belongs to no single survey."""
    trail = [
        {"url": reverse("workbench:index"), "label": "Insights"},
        {"url": reverse("workbench:codebooks"), "label": TITLE},
    ]
    if title == TITLE:
        trail = trail[:1]
    return render(
        request,
        f"surveys/workbench/codebook/{template}.html",
        {
            "breadcrumbs_items": [*trail, {"url": "", "label": title}],
            "header_title": title,
            "header_icon": "list-ul",
            "title": title,
            **context,
        },
        status=status,
    )


@only(USE)
def codebooks(request: HttpRequest) -> HttpResponse:
    """Every version, the draft, and the two ways to start one."""
    faults: list[str] = []
    if request.method == "POST":
        try:
            _start(request)
            messages.success(
                request, "The draft is started. Nothing changes for anybody until you publish it."
            )
            return redirect("workbench:codebook_draft")
        except CodebookRefused as refused:
            faults = refused.faults
    return codebook_screen(
        request,
        "versions",
        TITLE,
        {
            "faults": faults,
            "versions": versions(),
            "in_use": version_in_use(),
            "draft": draft(),
        },
        status=422 if faults else 200,
    )


def _start(request: HttpRequest) -> None:
    act = request.POST.get("act", "")
    if act == "start":
        base = CodebookVersion.objects.filter(version=request.POST.get("version", "")).first()
        if base is None:
            raise CodebookRefused("There is no such version. Choose one of the list.")
        start_draft(base, user=request.user)
    elif act == "import":
        file, base = request.FILES.get("file"), version_in_use()
        if file is None:
            raise CodebookRefused("Choose a file first: one that was downloaded from a screen like this.")
        if file.size > LARGEST:
            raise CodebookRefused(f"The file has {file.size:,} bytes; a codebook has {LARGEST:,} at most.")
        if base is None:
            raise CodebookRefused("The shipped codebook is not stored yet. Run the migrations first.")
        start_draft_from_file(file.read(), base, user=request.user)
    else:
        raise CodebookRefused("Press one of the buttons.")


@only(USE)
def page(request: HttpRequest, version: str) -> HttpResponse:
    """One version to read and to print: what each theme means, what belongs to it and what does not."""
    row, book = _row_or_404(version), codebook_called(version)
    base = CodebookVersion.objects.filter(pk=row.base_id).first()
    return codebook_screen(
        request,
        "page",
        f"{TITLE} {version}",
        {
            "version": row,
            "book": book,
            "in_use": version_in_use(),
            "effects": sorted(row.effect.values(), key=lambda effect: effect["name"]),
            "changes": changes_between(content_of(base), content_of(row)) if base else (),
        },
    )


@only(USE)
def file(request: HttpRequest, version: str) -> HttpResponse:
    """One version as a file to keep or to give to another partnership: no answer is in it."""
    row = _row_or_404(version)
    return HttpResponse(
        written(content_of(row), version=row.version),
        content_type="application/toml; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="codebook-{row.version}.toml"'},
    )


def _row_or_404(version: str) -> CodebookVersion:
    row = versions().filter(version=version).first()
    if row is None:
        raise Http404
    return row
