"""The directory's page: the list with its filters, a page for each entry, cards to print, and need beside supply."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.timezone import localdate
from wagtail.contrib.routable_page.models import RoutablePageMixin, path

from cms.models.base import BasePage, help_panel
from cms.shapes import AREAS

PER_PAGE = 12


class DirectoryPage(RoutablePageMixin, BasePage):
    """Things to do and people who help, near somebody."""

    template = "pages/directory.html"
    page_description = "Activities and services near people, with filters; entries are kept under “Directory”"
    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.StandardPage"]
    max_count_per_parent = 1

    content_panels = [
        help_panel(
            "<p>The list comes from the entries under “Directory” in the menu. Write here only what helps to use "
            "it.</p><p><b>Good:</b> “Not sure? Ring first, they are used to it.” <b>Not so good:</b> a list of "
            "clubs typed by hand: such a list is soon out of date.</p>"
        ),
        *BasePage.content_panels,
    ]

    @path("")
    def index(self, request: HttpRequest) -> HttpResponse:
        """The entries that fit what was chosen."""
        from cms.directory import wishes
        from engagement.directory.selectors import count_by_area, find, listed, neighbourhoods

        wish = wishes.wish_of(request.GET)
        today = localdate()
        found, counted = find(wish, today=today), count_by_area(listed(today))
        page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
        pages = page.paginator.num_pages
        return self._shown(
            request,
            wish=wish,
            found=len(found),
            page_of_services=page,
            earlier=wishes.as_query(wish, page=str(page.number - 1)) if page.has_previous() else "",
            later=wishes.as_query(wish, page=str(page.number + 1)) if page.number < pages else "",
            first_choices=wishes.first_choices(wish),
            more_choices=wishes.more_choices(wish),
            more_open=wishes.has_more(wish),
            area=AREAS.get(wish.area),
            near=neighbourhoods(wish.area, today=today) if wish.area else [],
            tiles=[(area, counted[code], code == wish.area) for code, area in AREAS.items()],
        )

    def _shown(self, request: HttpRequest, template: str = "", **told: Any) -> HttpResponse:
        return self.render(request, context_overrides=told, template=template or None)

    @path("service/<slug:slug>/", name="service")
    def service(self, request: HttpRequest, slug: str) -> HttpResponse:
        """One entry. One that is out of date says so and is in no list."""
        from engagement.directory.selectors import one

        service = one(slug)
        if service is None:
            raise Http404("No entry has this address.")
        places = [(place, AREAS.get(place.area)) for place in service.places]
        return self._shown(request, "pages/directory_service.html", service=service, places=places)

    @path("card/<str:area>/<slug:neighbourhood>/", name="card")
    def card(self, request: HttpRequest, area: str, neighbourhood: str) -> HttpResponse:
        """A sheet to print and hang up: what there is in one neighbourhood, with a QR code to the list."""
        from cms.directory.cards import card_of

        card = card_of(area, neighbourhood, today=localdate(), address=self.get_full_url(request) or "")
        if card is None:
            raise Http404("No entry is in this neighbourhood.")
        return self._shown(request, "pages/directory_card.html", card=card)

    @path("need/", name="need")
    def need(self, request: HttpRequest) -> HttpResponse:
        """Need beside supply, area by area."""
        from cms.directory.need import SOURCE, need_view

        return self._shown(
            request, "pages/directory_need.html", view=need_view(today=localdate()), source=SOURCE
        )
