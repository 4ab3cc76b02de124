"""What an incident puts aside on the public site, and where its page is pointed to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from wagtail.models import Page

from engagement.incidents.selectors import Held, held, held_areas, region_is_held

HOURS = 3600
"""When a machine that asked for a page that rests may ask again, in seconds."""


class RestsDuringIncidents:
    """A page of the campaign: put aside while an incident holds in its area, or in the whole region."""

    def rests(self, found: Sequence[Held]) -> bool:
        """Whether one of these incidents puts the page aside."""
        area = getattr(self, "area", "")
        return region_is_held(found) or bool(area and area in held_areas(found))

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not getattr(request, "is_preview", False) and self.rests(held()):
            return _aside(request, self)
        response: HttpResponse = super().serve(request, *args, **kwargs)  # type: ignore[misc]
        return response


def awake(pages: Any, found: Sequence[Held] | None = None) -> list[Any]:
    """Those of these pages that no incident puts aside."""
    found = held() if found is None else found
    return [page for page in pages if not page.rests(found)] if found else list(pages)


def pages_for(page: Page, found: Sequence[Held]) -> list[tuple[str, Page]]:
    """What stands at the top of a page: the area's name (empty: the region) and the incident's page, in its language.

    An incident of the region is told of on every page; that of an area on the front door, on the area's own page, where
    help is found, and in the campaign.
    """
    from cms.models import AreaPage, CampaignPage, HomePage, SupportPage

    told = []
    for one in found:
        near = isinstance(page, HomePage | SupportPage | CampaignPage) or (
            isinstance(page, AreaPage) and page.area == one.area
        )
        if one.page is None or not (near or not one.area):
            continue
        source = Page.objects.filter(pk=one.page, live=True).first()
        if source is None or source.translation_key == page.translation_key:
            continue
        own = source.get_translations().filter(locale=page.locale_id, live=True).first()
        told.append((one.name, own or source))
    return told


def _aside(request: HttpRequest, page: Any) -> HttpResponse:
    """The calm page that stands in place of one that rests. 503: a search engine comes back later."""
    from cms.selectors import frame_of

    response = render(request, "incidents/aside.html", {"page": None, "frame": frame_of(page)}, status=503)
    response["Retry-After"] = str(HOURS)
    response["Cache-Control"] = "no-store"
    return response
