"""Links to drafts: made, listed and closed by whoever may change the page."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.models import Page, Revision

from engagement.publishing.forms import PreviewLinkForm
from engagement.publishing.links import open_links
from engagement.publishing.models import PreviewLink
from engagement.publishing.services import close_links, make_link
from engagement.publishing.views.frame import page_or_404, refused, screen

SHOWN = 20
"""How many of a page's newest drafts may be chosen."""

NOT_YOURS = "This page belongs to a section you do not write for."


@require_http_methods(["GET", "HEAD", "POST"])
def links(request: HttpRequest, page_id: int) -> HttpResponse:
    """The links of a page that are open, and the form for another."""
    page = page_or_404(page_id)
    if not page.permissions_for_user(request.user).can_edit():
        return refused(request, NOT_YOURS)
    drafts = Revision.objects.for_instance(page)
    newest = list(drafts.order_by("-created_at", "-pk").values_list("pk", flat=True)[:SHOWN])
    drafts = drafts.filter(pk__in=newest).select_related("user").order_by("-created_at", "-pk")
    form = PreviewLinkForm(
        request.POST or None, revisions=drafts, initial={"revision": newest[0] if newest else None}
    )
    address = ""
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            _, secret = make_link(
                page,
                given["revision"],
                days=given["days"],
                reader=given["reader"],
                user=request.user,
                host=request.get_host(),
            )
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            address = f"{_site_of(page, request)}{reverse('draft', args=[secret])}"
            form = PreviewLinkForm(revisions=drafts, initial={"revision": newest[0]})
    return screen(
        request,
        "links",
        "Links to drafts",
        {
            "page": page,
            "form": form,
            "address": address,
            "open_links": open_links(page),
            "has_drafts": bool(newest),
        },
        status=422 if form.errors else 200,
        icon="link",
    )


def _site_of(page: Page, request: HttpRequest) -> str:
    """Where the public finds the page: at the address in use, unless staff work at another name than the site's."""
    here = request.build_absolute_uri("/").rstrip("/")
    parts = page.get_url_parts()
    return parts[1] if parts and urlsplit(parts[1]).hostname != urlsplit(here).hostname else here


@require_POST
def close(request: HttpRequest, link_id: int) -> HttpResponse:
    """Close one link at once."""
    link = get_object_or_404(PreviewLink, pk=link_id)
    if not page_or_404(link.page_id).permissions_for_user(request.user).can_edit():
        return refused(request, NOT_YOURS)
    if close_links(PreviewLink.objects.filter(pk=link.pk), request.user):
        messages.success(request, f"The link for {link.reader} is closed.")
    return redirect("publishing:links", link.page_id)
