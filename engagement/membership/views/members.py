"""Below /members/: asking for a link, opening it once, reading the papers. The one cookie outside staff pages."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from engagement.membership import members
from engagement.membership.forms import AddressForm
from engagement.membership.models import Member
from engagement.membership.views.public import limiter, page, sent_by_another_site

TITLE = "Papers of the Community Advisory Group"


def _member(request: HttpRequest) -> Member | None:
    return members.member_of(request.COOKIES.get(members.COOKIE, ""))


@csrf_exempt  # Asking for a link does nothing for whoever forges it; the cookie is sent with no form of another site.
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """The papers for who has opened a link, and the form that asks for one for everybody else."""
    if request.method != "POST":
        member = _member(request)
        if member is not None:
            return page(request, "papers", title=TITLE, papers=members.papers())
        return page(request, "members", title=TITLE, form=AddressForm())
    if sent_by_another_site(request):
        raise PermissionDenied
    form = AddressForm(request.POST)
    if form.is_machine:
        return redirect("members:sent")
    if not form.is_valid():
        return page(request, "members", title=TITLE, form=form, status=422)
    if limiter().is_over(request.META):
        return page(request, "members", title=TITLE, form=form, busy=True, status=429)
    members.ask_for_link(form.cleaned_data["email"])
    return redirect("members:sent")


@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """Said to members and to everybody else alike."""
    return page(request, "members_told", title="Now look at your e-mail", what="sent")


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def open_link(request: HttpRequest, secret: str) -> HttpResponse:
    """Open the papers, once. A button has to be pressed: programs that look into mail open links by themselves."""
    if request.method != "POST":
        if not members.opens(secret):
            return _over(request)
        return page(request, "members_told", title=TITLE, what="open")
    if sent_by_another_site(request):
        raise PermissionDenied
    cookie = members.use(secret)
    if cookie is None:
        return _over(request)
    response = redirect("members:index")
    response.set_cookie(
        members.COOKIE,
        cookie,
        max_age=members.SESSION,
        path="/members/",
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Strict",
    )
    return response


@require_safe
def paper(request: HttpRequest, paper_id: int) -> HttpResponseBase:
    """One paper, as a file to keep."""
    if _member(request) is None:
        return redirect("members:index")
    found = members.paper(paper_id)
    if found is None:
        raise Http404
    response = FileResponse(found.file.open("rb"), as_attachment=True, filename=found.filename)
    response["Cache-Control"] = "no-store"
    return response


@csrf_exempt
@require_POST
def close(request: HttpRequest) -> HttpResponse:
    """Close the papers on this device."""
    response = redirect("members:index")
    response.delete_cookie(members.COOKIE, path="/members/", samesite="Strict")
    return response


def _over(request: HttpRequest) -> HttpResponse:
    return page(request, "members_told", title="This link does not work any more", what="over", status=410)
