"""Staff screens of incidents and drills: one list, one screen an incident, one page to print for whoever is on duty."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_POST, require_safe

from engagement.accounts.refusals import say_no
from engagement.incidents import services
from engagement.incidents.models import GOAL, Incident
from engagement.incidents.rehearsal import rehearse
from engagement.incidents.selectors import (
    drill_is_due,
    last_drill_on,
    may_hold,
    others_who_may,
    past,
    prepared_pages,
    under_way,
)
from engagement.support.areas import AREAS

State = Incident.State
View = Callable[..., HttpResponse]
SHOWN = 20


def _only(view: View) -> View:
    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return view(request, *args, **kwargs) if may_hold(request.user) else say_no(request)

    return checked


@require_safe
@_only
def index(request: HttpRequest) -> HttpResponse:
    """What holds now, what is prepared, and how long the last drills took."""
    return _screen(
        request,
        "index",
        "Incidents",
        {
            "under_way": under_way(),
            "pages": [(page, AREAS.get(page.area, "")) for page in prepared_pages()],
            "drills": past(drill=True)[:SHOWN],
            "incidents": past(drill=False)[:SHOWN],
            "due": drill_is_due(localdate()),
            "last": last_drill_on(),
            "goal": GOAL,
        },
    )


@require_POST
@_only
def begin(request: HttpRequest) -> HttpResponse:
    """Start the clock, of an incident or of a drill."""
    made = services.begin(by=request.user, drill=request.POST.get("drill") == "yes")
    return redirect("incidents:incident", made.pk)


@require_safe
@_only
def incident(request: HttpRequest, incident_id: int) -> HttpResponse:
    """The one next step of an incident, for whoever looks."""
    return _incident(request, _found(incident_id))


STEPS: dict[str, tuple[Callable[..., Incident], str]] = {
    "release": (services.release, "Released. Visitors see it within seconds."),
    "drop": (services.drop, "Dropped. Nothing was changed for anybody."),
    "ask-end": (services.ask_end, "A second person is asked to agree to the end."),
    "hold-on": (services.hold_on, "It goes on."),
    "end": (services.end, "Over. What was put aside is back within seconds."),
}


@require_POST
@_only
def step(request: HttpRequest, incident_id: int, step: str) -> HttpResponse:
    """Take one step, or say in words why it cannot be taken."""
    found = _found(incident_id)
    if step != "declare" and step not in STEPS:
        raise Http404
    try:
        if step == "declare":
            page = request.POST.get("page", "")
            area = request.POST.get("area", "?")
            services.declare(
                incident_id,
                by=request.user,
                area="" if area == "all" else area,
                page=int(page) if page.isascii() and page.isdigit() else None,
            )
            done = "Declared. A second person is asked now."
        else:
            act, done = STEPS[step]
            act(incident_id, by=request.user)
    except services.NotNow as reason:
        found.refresh_from_db()
        return _incident(request, found, str(reason), 409)
    messages.success(request, f"Drill: {done} The public sees nothing of it." if found.drill else done)
    return redirect("incidents:incident", incident_id)


@require_safe
@_only
def duty(request: HttpRequest) -> HttpResponse:
    """One page to print and to hang beside the telephone."""
    return _screen(request, "duty", "If something serious happens", {"goal": GOAL})


def _found(key: int) -> Incident:
    found = (
        Incident.objects.filter(pk=key)
        .select_related("page", "declared_by", "released_by", "end_asked_by", "ended_by")
        .first()
    )
    if found is None:
        raise Http404
    return found


def _incident(request: HttpRequest, found: Incident, refusal: str = "", status: int = 200) -> HttpResponse:
    begun, waits = found.state == State.BEGUN, found.state == State.DECLARED
    mine = (found.declared_by if waits else found.end_asked_by) == request.user
    title = f"{'Drill' if found.drill else 'Incident'}{'' if begun else f': {found.place}'}"
    return _screen(
        request,
        "incident",
        title,
        {
            "incident": found,
            "refusal": refusal,
            "chosen": {"area": request.POST.get("area", ""), "page": request.POST.get("page", "")},
            "areas": AREAS.items(),
            "pages": [(page, AREAS.get(page.area, "")) for page in prepared_pages()] if begun else [],
            "mine": mine,
            "others": [
                person.get_full_name() or person.get_username() for person in others_who_may(request.user)
            ],
            "looks": rehearse(found, request.get_host())
            if waits or (found.drill and found.released_at)
            else [],
            "goal": GOAL,
        },
        status,
    )


def _screen(
    request: HttpRequest, template: str, title: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    frame = {
        "header_title": title,
        "header_icon": "warning",
        "breadcrumbs_items": [{"url": "", "label": title}],
    }
    return render(request, f"incidents/{template}.html", {**frame, **context}, status=status)
