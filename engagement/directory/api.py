"""The directory for other programs: Open Referral UK, read only, without a key."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, JsonResponse
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from engagement.directory.hsds.terms import TAXONOMIES, attribute, taxonomy_key
from engagement.directory.hsds.writing import page_of, service_in_full, service_in_short
from engagement.directory.models import Service
from engagement.directory.selectors import listed, with_places

PER_PAGE = 50
MOST_PER_PAGE = 100


def _told(body: Any, status: int = 200) -> JsonResponse:
    response = JsonResponse(
        body, safe=False, status=status, json_dumps_params={"ensure_ascii": False, "indent": 1}
    )
    # Other sites may read it: it is open data, and no cookie goes with it.
    response["Access-Control-Allow-Origin"] = "*"
    if status != 200:
        response["Cache-Control"] = "no-store"
    return response


def _number(request: HttpRequest, name: str, *, otherwise: int, most: int) -> int | None:
    """A whole number from 1 to ``most`` of the address; None for anything else."""
    given = request.GET.get(name, "")
    if not given:
        return otherwise
    return (
        int(given)
        if given.isascii() and given.isdigit() and len(given) < 7 and 1 <= int(given) <= most
        else None
    )


@require_safe
def about(request: HttpRequest) -> JsonResponse:
    """What this is: the version of the specification, and whose data it is."""
    return _told(
        {
            "version": "3.0",
            "profile": "https://docs.openreferraluk.org/en/latest/",
            "openapi_url": "https://raw.githubusercontent.com/openreferral/specification/3.0/schema/openapi.json",
            "contains_invented_examples": Service.objects.filter(is_example=True).exists(),
        }
    )


@require_safe
def services(request: HttpRequest) -> JsonResponse:
    """A page of the list; ``?page=2&per_page=20&full=true&modified_after=...`` as the specification names them."""
    number = _number(request, "page", otherwise=1, most=999_999)
    size = _number(request, "per_page", otherwise=PER_PAGE, most=MOST_PER_PAGE)
    if number is None or size is None:
        return _told(
            {"error": f"page and per_page are whole numbers from 1; per_page is {MOST_PER_PAGE} at most."},
            400,
        )
    found = listed(localdate()).order_by("pk")
    in_full = request.GET.get("full") == "true"
    pages = Paginator(with_places(found) if in_full else found, size)
    if number > pages.num_pages:
        return _told({"error": f"There are {pages.num_pages} pages."}, 404)
    write = service_in_full if in_full else service_in_short
    contents = [write(service) for service in pages.page(number)]
    return _told(page_of(contents, number=number, size=size, total=pages.count))


@require_safe
def service(request: HttpRequest, pk: UUID) -> JsonResponse:
    """One entry in full."""
    found = with_places(listed(localdate())).filter(pk=pk).first()
    if found is None:
        return _told({"error": "No entry of the list has this id."}, 404)
    return _told(service_in_full(found))


@require_safe
def taxonomies(request: HttpRequest) -> JsonResponse:
    """The lists that entries are described with."""
    contents = [
        {"id": taxonomy_key(field), "name": field, "description": said, "version": "1"}
        for field, (said, _) in TAXONOMIES.items()
    ]
    return _told(page_of(contents, number=1, size=len(contents), total=len(contents)))


@require_safe
def taxonomy_terms(request: HttpRequest) -> JsonResponse:
    """Every term of those lists."""
    contents = [
        attribute("", field, code)["taxonomy_term"]
        for field, (_, terms) in TAXONOMIES.items()
        for code in terms
    ]
    return _told(page_of(contents, number=1, size=len(contents), total=len(contents)))
