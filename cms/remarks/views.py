"""The public form, its thanks, and the list for staff."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin.auth import user_has_any_page_permission
from wagtail.models import Site

from cms.models import PageRemark
from cms.remarks.selectors import may_read, remarks_for
from cms.remarks.services import Full, put_away, take_remark
from cms.selectors import frame_of


class RemarkForm(forms.Form):
    """What is wrong, and if somebody likes to say more, their words."""

    page = forms.CharField(max_length=200, required=False, widget=forms.HiddenInput)
    kind = forms.ChoiceField(
        label="What is wrong?",
        choices=PageRemark.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Tick what fits best.", "invalid_choice": "Tick what fits best."},
    )
    words = forms.CharField(
        label="Tell us more, if you like",
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5, "autocomplete": "off", "aria-describedby": "words-hint"}),
        error_messages={"max_length": "This is more than 600 letters. Make it shorter, please."},
    )

    def clean_page(self) -> str:
        """A path of this site; anything else is left out."""
        page = self.cleaned_data["page"]
        return page if page.startswith("/") and not page.startswith("//") and page.isprintable() else "/"


@csrf_exempt  # There is no cookie a forged form could ride on.
@require_http_methods(["GET", "HEAD", "POST"])
def something_wrong(request: HttpRequest) -> HttpResponse:
    """Ask what is wrong with a page, and keep it."""
    if request.method != "POST":
        return _public(request, form=RemarkForm(initial={"page": request.GET.get("page", "/")[:200]}))
    if sent_by_another_site(request):
        raise PermissionDenied
    form = RemarkForm(request.POST)
    if not form.is_valid():
        return _public(request, form=form, status=422)
    told = form.cleaned_data
    try:
        take_remark(address=told["page"], kind=told["kind"], words=told["words"])
    except Full:
        return _public(request, form=form, full=True, status=503)
    return redirect("something-wrong-thanks")


@require_safe
def thanks(request: HttpRequest) -> HttpResponse:
    """Said after sending; an address of its own, so that loading it again sends nothing."""
    return _public(request, thanks=True)


def _public(request: HttpRequest, *, status: int = 200, **told: Any) -> HttpResponse:
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    home = site.root_page.specific if site else None
    page = SimpleNamespace(
        title="Something wrong here?",
        pk=None,
        url=reverse("something-wrong"),
        search_description="",
        shows_exit=True,
    )
    context = {"page": page, "frame": frame_of(home) if home else None, **told}
    response = render(request, "pages/something_wrong.html", context, status=status)
    response["Cache-Control"] = "no-store"
    return response


def sent_by_another_site(request: HttpRequest) -> bool:
    """Whether a browser says that another site's page sent this form. Old phones say nothing, and are believed."""
    if request.headers.get("Sec-Fetch-Site") in ("cross-site", "same-site"):
        return True
    origin = request.headers.get("Origin")
    # Under our own no-referrer a browser names no origin, not even ours.
    return origin not in (None, "null") and not origin.lower().endswith(f"//{request.get_host().lower()}")


@require_safe
def remarks(request: HttpRequest) -> HttpResponse:
    """What waits for this person, by page."""
    _may_read(request)
    context = {
        "breadcrumbs_items": [{"url": "", "label": "What visitors say is wrong"}],
        "header_title": "What visitors say is wrong",
        "header_icon": "warning",
        "remarks": remarks_for(request.user),
    }
    response = render(request, "editors/remarks.html", context)
    response["Cache-Control"] = "no-store"
    return response


@require_POST
def dealt_with(request: HttpRequest, remark_id: int) -> HttpResponse:
    """Somebody has seen to it: the remark goes."""
    _may_read(request)
    remark = get_object_or_404(PageRemark, pk=remark_id)
    if not may_read(request.user, remark):
        raise PermissionDenied
    put_away(remark)
    return redirect("editors:remarks")


def _may_read(request: HttpRequest) -> None:
    if not user_has_any_page_permission(request.user):
        raise PermissionDenied
