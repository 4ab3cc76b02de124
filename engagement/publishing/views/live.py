"""What the public reads now, and taking it down."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from engagement.publishing.forms import TakeDownForm
from engagement.publishing.sections import name_of_section
from engagement.publishing.taking_down import goes_down_with, live_pages, may_see_all, take_down
from engagement.publishing.views.frame import page_or_404, refused, screen

ON_A_SCREEN = 50


@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """Every live page; of one section by ``?section=``, with words in its title by ``?words=``."""
    if not may_see_all(request.user):
        return refused(request, "This list is for safeguarding leads, moderators and administrators.")
    everything = live_pages(request.user)
    sections = sorted({found.section for found in everything})
    chosen, words = request.GET.get("section", ""), request.GET.get("words", "").strip()
    shown = [
        found
        for found in everything
        if (chosen not in sections or found.section == chosen)
        and words.casefold() in found.page.title.casefold()
    ]
    return screen(
        request,
        "live",
        "Live pages",
        {
            "pages": Paginator(shown, ON_A_SCREEN).get_page(request.GET.get("p")),
            "sections": sections,
            "chosen": chosen if chosen in sections else "",
            "words": words,
        },
        icon="view",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def take_down_page(request: HttpRequest, page_id: int) -> HttpResponse:
    """What goes with a page when it is taken down, the form for the reason, and the button."""
    page = page_or_404(page_id)
    if not page.live and may_see_all(request.user):
        raise Http404("This page is not live.")
    if not page.permissions_for_user(request.user).can_unpublish():
        return refused(
            request, "This page belongs to a section you do not write for, or it is the front door."
        )
    form = TakeDownForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            gone = take_down(
                page, request.user, reason=form.cleaned_data["reason"], below=form.cleaned_data["below"]
            )
        except PermissionDenied as denied:
            return refused(request, str(denied))
        title = page.get_admin_display_title()
        messages.success(
            request,
            f"“{title}” is down{f', {len(gone)} pages in all' if len(gone) > 1 else ''}. Its editors are told.",
        )
        return redirect("publishing:live" if may_see_all(request.user) else "publishing:index")
    return screen(
        request,
        "take_down",
        "Take a page down",
        {
            "page": page,
            "section": name_of_section(page),
            "languages": [
                str(gone.locale) for gone in goes_down_with(page, below=False) if gone.pk != page.pk
            ],
            "below": len(goes_down_with(page, below=True)) - len(goes_down_with(page, below=False)),
            "form": form,
            "back": reverse("publishing:live" if may_see_all(request.user) else "publishing:index"),
        },
        status=422 if form.errors else 200,
        icon="warning",
    )
