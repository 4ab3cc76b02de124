"""Addresses of the campaign that are no pages: the button of a pledge, and what can be shared."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.models import Page

from cms.campaign.drawing import LINK, SIZES, CannotBeDrawn
from cms.campaign.kit import KEPT_SECONDS, WHOLE_PAGE, archive, kit_of, link_picture, picture
from cms.campaign.pledges import Full, TooOld, counted, make_pledge, number
from cms.campaign.public import public_page_or_404
from cms.remarks.views import sent_by_another_site
from cms.selectors import frame_of
from engagement.counting.tally import tally


@csrf_exempt  # There is no cookie a forged form could ride on.
@require_http_methods(["GET", "HEAD", "POST"])
def pledge(request: HttpRequest, page_id: int, key: UUID) -> HttpResponse:
    """The pledge alone with its button, and the press of it."""
    page, block = _pledge_or_404(page_id, key)
    with translation.override(page.locale.language_code):
        if request.method != "POST":
            return _told(request, page, key, block, number=number())
        if sent_by_another_site(request):
            raise PermissionDenied
        try:
            make_pledge(key, request.POST.get("number", "")[:200])
        except TooOld:
            return _told(request, page, key, block, number=number(), again=True, status=422)
        except Full:
            return _told(request, page, key, block, number=number(), full=True, status=503)
    return redirect("pledge-made", page.pk, key)


@require_safe
def pledge_made(request: HttpRequest, page_id: int, key: UUID) -> HttpResponse:
    """Said after pressing; an address of its own, so that loading it again counts nothing."""
    page, block = _pledge_or_404(page_id, key)
    with translation.override(page.locale.language_code):
        return _told(request, page, key, block, made=True)


def _pledge_or_404(page_id: int, key: UUID) -> tuple[Page, Any]:
    page = public_page_or_404(page_id)
    for child in getattr(page, "body", None) or []:
        if child.block_type == "pledge" and child.id == str(key):
            return page, child.value
    raise Http404("No pledge has this address.")


def _told(
    request: HttpRequest, page: Page, key: UUID, block: Any, *, status: int = 200, **told: Any
) -> HttpResponse:
    shown = SimpleNamespace(
        title=_("Your pledge"), pk=None, url=request.path, search_description="", shows_exit=True
    )
    context = {
        "page": shown,
        "campaign": page,
        "frame": frame_of(page),
        "value": block,
        "key": str(key),
        "count": counted(key),
        **told,
    }
    response = render(request, "pages/pledge.html", context, status=status)
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


@require_safe
def shared_picture(request: HttpRequest, page_id: int, key: str, size: str) -> HttpResponse:
    """One picture to share, or the one that networks show beside a link."""
    page = public_page_or_404(page_id)
    try:
        if (key, size) == (WHOLE_PAGE, LINK.name):
            drawn = link_picture(page)
        else:
            kit = kit_of(page, key)
            if kit is None or size not in SIZES:
                raise Http404("There is no such picture.")
            drawn = picture(kit, SIZES[size])
    except CannotBeDrawn as why:
        raise Http404(str(why)) from why
    return _file(drawn, "image/png")


@require_safe
def share_kit(request: HttpRequest, page_id: int, key: str) -> HttpResponse:
    """One message or story as a zip."""
    page = public_page_or_404(page_id)
    kit = kit_of(page, key)
    try:
        if kit is None:
            raise Http404("Nothing to share has this address.")
        packed = archive(kit)
    except CannotBeDrawn as why:
        raise Http404(str(why)) from why
    if request.method == "GET":
        tally.downloaded(page.pk)
    response = _file(packed, "application/zip")
    response["Content-Disposition"] = f'attachment; filename="{page.slug}-{key[:8]}.zip"'
    return response


def _file(data: bytes, kind: str) -> HttpResponse:
    response = HttpResponse(data, content_type=kind)
    response["Cache-Control"] = f"public, max-age={KEPT_SECONDS}"
    response["X-Robots-Tag"] = "noindex"
    return response
