"""The staff's screens: requests to join, members of the Advisory Group, and mail that could not be sent."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from engagement.audit.services import record
from engagement.membership import members
from engagement.membership.choices import AGE_BANDS, WHOSE
from engagement.membership.joining import LONGEST, NotPossible, decide
from engagement.membership.models import Group
from engagement.membership.selectors import groups_of, requests_for
from engagement.outbox.selectors import trouble
from engagement.outbox.services import try_again
from engagement.publishing.roles import has_role
from engagement.support.areas import AREAS

LABELS = {
    "alias": "Name to use",
    "age_band": "Age",
    "area": "Area",
    "areas": "Areas",
    "whose": "Whose contact",
    "contact": "Contact",
    "they_know": "They know",
    "carer_agrees": "Knows that a parent or carer has to agree",
    "help_needed": "Would help",
    "organisation": "Organisation",
    "faith": "Faith or belief",
    "name": "Name",
    "email": "E-mail",
    "words": "In their words",
    "may_speak": "May speak for it",
    "adult": "18 or over",
}
_VALUES = {**AREAS, **dict(AGE_BANDS), **dict(WHOSE)}


def in_words(details: dict[str, Any]) -> list[tuple[str, str]]:
    """What somebody filled in, as a reader wants it; what they left empty is left out."""
    told = []
    for name, label in LABELS.items():
        value = details.get(name)
        if value in (None, "", [], False):
            continue
        values = value if isinstance(value, list) else [value]
        shown = ", ".join("Yes" if each is True else str(_VALUES.get(each, each)) for each in values)
        told.append((label, shown))
    return told


@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """The requests that this person reads, and nobody else's."""
    mine = _groups(request)
    found = requests_for(request.user)
    if found:
        record("membership.opened", by=request.user)
    told = [{**each, "told": in_words(each["details"]) if each["details"] else None} for each in found]
    return _screen(
        request,
        "queue",
        "Requests to join",
        waiting=[each for each in told if not each["request"].decision],
        answered=[each for each in told if each["request"].decision],
        groups=[Group(group).label for group in mine],
        longest=LONGEST,
        members=members.members() if Group.ADVISORY in mine else None,
        collection=members.COLLECTION,
    )


@require_POST
def answer(request: HttpRequest, request_id: int) -> HttpResponse:
    """Welcome or decline somebody."""
    _groups(request)
    try:
        told = decide(
            request_id, request.POST.get("decision", ""), request.POST.get("words", ""), by=request.user
        )
    except NotPossible as why:
        messages.error(request, str(why))
    else:
        messages.success(request, told)
    return redirect("joining:queue")


@require_POST
def remove(request: HttpRequest, member_id: int) -> HttpResponse:
    """Take a member of the Advisory Group off."""
    members.remove_member(member_id, by=request.user)
    return redirect("joining:queue")


@require_safe
def mail(request: HttpRequest) -> HttpResponse:
    """How much mail waits and how much was given up: sums, never an address."""
    _administrator(request)
    return _screen(request, "mail", "Mail that waits", kinds=trouble())


@require_POST
def send_again(request: HttpRequest) -> HttpResponse:
    """Try what was given up anew."""
    _administrator(request)
    again = try_again()
    record("membership.tried-again", by=request.user)
    messages.success(request, f"{again} mail{'' if again == 1 else 's'} will be tried again from now.")
    return redirect("joining:mail")


def _groups(request: HttpRequest) -> list[str]:
    found = groups_of(request.user)
    if not found:
        raise PermissionDenied
    return found


def _administrator(request: HttpRequest) -> None:
    if not has_role(request.user, "admin"):
        raise PermissionDenied


def _screen(request: HttpRequest, template: str, title: str, **told: Any) -> HttpResponse:
    context = {
        "breadcrumbs_items": [{"url": "", "label": title}],
        "header_title": title,
        "header_icon": "mail",
        **told,
    }
    response = render(request, f"membership/admin/{template}.html", context)
    response["Cache-Control"] = "no-store"
    return response
