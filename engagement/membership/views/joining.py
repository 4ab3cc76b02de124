"""Asking to join a group: one form for each."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from engagement.membership.forms import AdvisoryForm, FaithForm, PublicForm, YouthForm
from engagement.membership.joining import Full, ask_to_join
from engagement.membership.models import Group
from engagement.membership.views.public import limiter, page, sent_by_another_site

FORMS: dict[str, type[PublicForm]] = {
    Group.YOUTH: YouthForm,
    Group.FAITH: FaithForm,
    Group.ADVISORY: AdvisoryForm,
}


def _title(group: str) -> Any:
    titles = {
        Group.YOUTH: _("Join the Youth Assembly"),
        Group.FAITH: _("Join the Faith Alliance"),
        Group.ADVISORY: _("Join the Community Advisory Group"),
    }
    if group not in titles:
        raise Http404
    return titles[group]


@csrf_exempt  # There is no cookie a forged form could ride on.
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, group: str) -> HttpResponse:
    """The form of one group."""
    title = _title(group)
    if request.method != "POST":
        return page(request, "join", title=title, form=FORMS[group](), group=group)
    if sent_by_another_site(request):
        raise PermissionDenied
    form = FORMS[group](request.POST)
    if form.is_machine:
        return redirect("join_sent", group)
    if not form.is_valid():
        return page(request, "join", title=title, form=form, group=group, status=422)
    if limiter().is_over(request.META):
        return page(request, "join", title=title, form=form, group=group, busy=True, status=429)
    try:
        ask_to_join(group, form.told())
    except Full:
        return page(request, "join", title=title, form=form, group=group, busy=True, status=503)
    return redirect("join_sent", group)


@require_safe
def sent(request: HttpRequest, group: str) -> HttpResponse:
    """Said after sending; an address of its own, so that loading it again sends nothing."""
    _title(group)
    return page(request, "join_sent", title=_("Thank you"), group=group)
