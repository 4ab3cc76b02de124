"""Screens of the directory's editors beside its lists: what visitors and organisations sent, and files."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from engagement.audit.services import record
from engagement.directory import keeping
from engagement.directory.forms import ImportForm
from engagement.directory.hsds.reading import NotHsds
from engagement.directory.hsds.taking_in import take_file
from engagement.directory.hsds.writing import page_of, service_in_full
from engagement.directory.mail import NotSent
from engagement.directory.models import Organisation, Proposal, Service, Suggestion
from engagement.directory.selectors import (
    due_for_asking,
    keeper_of,
    waiting_proposals,
    waiting_suggestions,
    with_places,
)
from engagement.directory.services import put_away


def _screen(request: HttpRequest, name: str, title: str, **told: Any) -> HttpResponse:
    context = {
        "breadcrumbs_items": [{"url": "", "label": title}],
        "header_title": title,
        "header_icon": "list-ul",
        **told,
    }
    response = render(request, f"directory/{name}.html", context)
    response["Cache-Control"] = "no-store"
    return response


def _must(request: HttpRequest, right: str) -> None:
    if not request.user.has_perm(f"directory.{right}"):
        raise PermissionDenied


@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """What waits for an editor: suggestions, what organisations sent, and entries nobody has confirmed for long."""
    _must(request, "read_suggestions")
    due: dict[UUID, list[Service]] = {}
    for service in due_for_asking(localdate()):
        due.setdefault(service.organisation_id, []).append(service)
    asked = [(services[0].organisation, services, bool(keeper_of(pk))) for pk, services in due.items()]
    return _screen(
        request,
        "queue",
        "What waits in the directory",
        suggestions=waiting_suggestions(),
        proposals=[(proposal, keeping.read_proposal(proposal)) for proposal in waiting_proposals()],
        due=asked,
        days=keeping.LINK_DAYS,
    )


@require_POST
def suggestion_done(request: HttpRequest, suggestion_id: int) -> HttpResponse:
    """Somebody has seen to it: the suggestion goes."""
    _must(request, "read_suggestions")
    suggestion = get_object_or_404(Suggestion.objects.select_related("service"), pk=suggestion_id)
    record("directory.put-away", of=suggestion.service)
    put_away(suggestion)
    return redirect("directory:queue")


@require_POST
def decide(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """Take over what an organisation sent, field by field or whole, or throw it away."""
    _must(request, "change_service")
    proposal = get_object_or_404(Proposal, pk=proposal_id)
    if request.POST.get("decision") == "accept":
        # The boxes stand in the form of the list; whoever sends the decision alone takes everything.
        chosen = request.POST.getlist("take") if "boxes" in request.POST else None
        try:
            taken = keeping.accept(proposal, by=request.user, chosen=chosen)
        except ValidationError as refused:
            messages.error(request, f"Nothing was taken over. {' '.join(refused.messages)}")
        else:
            told = f"Taken over: {taken} entr{'y' if taken == 1 else 'ies'}, confirmed today."
            messages.success(request, told if taken else "Nothing was ticked. The entries stay as they were.")
    elif request.POST.get("decision") == "decline":
        keeping.decline(proposal, by=request.user)
        messages.success(request, "Thrown away. The entries stay as they were.")
    return redirect("directory:queue")


@require_POST
def ask(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    """Send an organisation a link to its entries."""
    _must(request, "change_service")
    organisation = get_object_or_404(Organisation, pk=organisation_id)
    try:
        keeping.send_link(organisation, by=request.user)
    except keeping.NoAddress:
        messages.error(request, f"{organisation} has no address for questions. Add one, then send.")
    except NotSent:
        messages.error(request, "The mail could not be handed on, so no link was made. Try again later.")
    else:
        messages.success(
            request, f"A link is on its way to {organisation}. It opens for {keeping.LINK_DAYS} days."
        )
    return redirect("directory:queue")


@require_http_methods(["GET", "HEAD", "POST"])
def exchange(request: HttpRequest) -> HttpResponse:
    """Files in and out: a file of another directory with its report, and ours to take away."""
    _must(request, "exchange_services")
    form = ImportForm(request.POST or None, request.FILES or None)
    report = None
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            report = take_file(
                told["file"], area=told["area"], show=told["show"], store=bool(told["store"]), by=request.user
            )
        except NotHsds as refused:
            form.add_error("file", str(refused))
    return _screen(request, "exchange", "Directory: files in and out", form=form, report=report)


@require_safe
def download(request: HttpRequest) -> HttpResponse:
    """Every entry, shown or not, as one HSDS file."""
    _must(request, "exchange_services")
    entries = with_places(Service.objects.select_related("organisation").order_by("pk"))
    contents = [service_in_full(service) for service in entries]
    response = JsonResponse(
        page_of(contents, number=1, size=max(1, len(contents)), total=len(contents)),
        json_dumps_params={"ensure_ascii": False, "indent": 1},
    )
    response["Content-Disposition"] = 'attachment; filename="directory.json"'
    response["Cache-Control"] = "no-store"
    return response
