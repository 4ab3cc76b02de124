"""The planner: the plan travels in the form, is read, answered and forgotten."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from cms.models import ToolkitPage, ToolkitsPage
from cms.remarks.views import sent_by_another_site
from cms.selectors import frame_of_site
from cms.toolkits.files import plan_response
from cms.toolkits.forms import MOST_SESSIONS, BeginForm, Read, TermsForm, line_of, read_sessions
from cms.toolkits.planning import KINDS, Session, Week, remarks, school_weeks
from cms.toolkits.selectors import for_phase

TITLE = "Plan the school year"


@csrf_exempt  # There is no cookie a forged form could ride on.
@require_http_methods(["GET", "HEAD", "POST"])
def planner(request: HttpRequest) -> HttpResponse:
    """Ask for whom and which year, then show the plan that was sent with what was changed in it."""
    if request.method != "POST":
        return _page(request, begin=BeginForm(today=localdate()))
    if sent_by_another_site(request):
        raise PermissionDenied
    begin = BeginForm(request.POST, today=localdate())
    if not begin.is_valid():
        return _page(request, begin=begin, status=422)
    kits = {kit.pk: kit for kit in for_phase(begin.cleaned_data["phase"])}
    form = TermsForm(request.POST, year=begin.cleaned_data["year"])
    weeks = school_weeks(form.terms)
    read, added, trouble = _changed(request, weeks, kits)
    if request.POST.get("do") == "calendar" and read.sessions and not form.errors:
        return plan_response(read.sessions, kits, host=request.get_host())
    told = {
        "begin": begin,
        "form": form,
        "kits": list(kits.values()),
        "kinds": KINDS.items(),
        "weeks": weeks,
        "terms": _by_term(weeks, read.sessions, kits),
        "homeless": _shown(
            [each for each in read.sessions if each.monday not in {w.monday for w in weeks}], kits
        ),
        "lines": [line_of(session) for session in read.sessions],
        "remarks": remarks(weeks, read.sessions),
        "left_out": read.left_out,
        "added": added,
        "trouble": trouble,
        "chosen": request.POST if trouble else {},
    }
    return _page(request, status=422 if trouble or form.errors else 200, **told)


def _changed(
    request: HttpRequest, weeks: tuple[Week, ...], kits: dict[int, ToolkitPage]
) -> tuple[Read, str, str]:
    """The plan after what was pressed; what was added in words; and why nothing was, if something was missing."""
    lines, pressed = request.POST.getlist("session"), request.POST.get("do", "")
    if pressed.startswith("remove:"):
        gone = pressed.removeprefix("remove:")
        return read_sessions([line for line in lines if line != gone], kits), "", ""
    if pressed != "add":
        return read_sessions(lines, kits), "", ""
    new = read_sessions(
        [".".join(request.POST.get(name, "") for name in ("week", "toolkit", "kind"))], kits
    ).sessions
    if not new or new[0].monday not in {week.monday for week in weeks}:
        return read_sessions(lines, kits), "", "Choose a toolkit, what kind of session it is, and a week."
    before = read_sessions(lines, kits)
    if len(before.sessions) >= MOST_SESSIONS:
        return before, "", f"A plan holds {MOST_SESSIONS} sessions. Take one out first."
    return read_sessions([*lines, line_of(new[0])], kits), kits[new[0].toolkit].title, ""


def _shown(sessions: list[Session], kits: dict[int, ToolkitPage]) -> list[dict[str, Any]]:
    return [
        {"session": each, "kit": kits[each.toolkit], "kind": KINDS[each.kind], "line": line_of(each)}
        for each in sessions
    ]


def _by_term(
    weeks: tuple[Week, ...], sessions: tuple[Session, ...], kits: dict[int, ToolkitPage]
) -> list[tuple[str, list[tuple[Week, list[dict[str, Any]]]]]]:
    """Each term with its weeks, and what is planned in each."""
    found: dict[str, list[tuple[Week, list[dict[str, Any]]]]] = {}
    for week in weeks:
        planned = _shown([each for each in sessions if each.monday == week.monday], kits)
        found.setdefault(week.term, []).append((week, planned))
    return list(found.items())


def _page(request: HttpRequest, *, status: int = 200, **told: Any) -> HttpResponse:
    page = SimpleNamespace(
        title=TITLE,
        pk=None,
        url=request.path,
        search_description="Lay toolkits over a school year. Nothing is kept.",
        # As on every public form: who plans after an incident may not want to be watched at it.
        shows_exit=True,
    )
    context = {
        "page": page,
        "frame": frame_of_site(),
        "toolkits_page": ToolkitsPage.objects.live().filter(locale__language_code="en").first(),
        **told,
    }
    response = render(request, "pages/planner.html", context, status=status)
    response["Cache-Control"] = "no-store"
    return response
