"""Entries of the directory written as HSDS 3 services."""

from __future__ import annotations

from typing import Any

from engagement.directory.choices import ACCESS, DAYS, LANGUAGES, Status
from engagement.directory.hsds.terms import attribute, key
from engagement.directory.models import Location, Organisation, Schedule, Service
from engagement.support.areas import AREAS

Json = dict[str, Any]


def _without_gaps(told: Json) -> Json:
    """An object without what is not known: HSDS has no null."""
    return {name: value for name, value in told.items() if value not in (None, "", [], {})}


def service_in_short(service: Service) -> Json:
    """An entry as a line of the list of services."""
    return _without_gaps(
        {
            "id": str(service.pk),
            "name": service.name,
            "description": service.description,
            "url": service.website,
            "email": service.email,
            "status": service.status,
            "application_process": f"{service.get_referral_display()}. {service.how_to_come}",
            "fees_description": service.price,
            "accreditations": f"Safeguarding seen by an editor on {service.assured_on.isoformat()}: {service.assurance}"
            if service.assured_on
            else "",
            "eligibility_description": f"{service.ages}. {service.get_open_to_display()}",
            "minimum_age": service.minimum_age,
            "maximum_age": service.maximum_age,
            # In HSDS: the day on which somebody last checked what is said about the service.
            "assured_date": service.confirmed_on.isoformat() if service.confirmed_on else None,
            "alert": _alert(service),
            "organization": _organisation(service.organisation),
        }
    )


def _alert(service: Service) -> str:
    told = []
    if service.is_example:
        told.append("Invented example: nothing of this exists.")
    if service.status == Status.PAUSED:
        told.append("Closed for now.")
    return " ".join(told)


def service_in_full(service: Service) -> Json:
    """An entry with its places, times, languages, cost and facets. Rows of places are read with it."""
    rows = list(service.when_and_where.all())
    at: dict[Any, list[Schedule]] = {}
    for row in rows:
        at.setdefault(row.location_id, []).append(row)
    told = service_in_short(service) | {
        "phones": _phones(service.pk, service.phone),
        "schedules": [_schedule(row) for row in at.get(None, [])],
        "service_areas": [
            {
                "id": key(service.pk, "area", area),
                "service_id": str(service.pk),
                "name": AREAS[area],
                "uri": area,
            }
            for area in sorted(service.areas)
        ],
        "service_at_locations": [
            {
                "id": key(service.pk, place.pk),
                "service_id": str(service.pk),
                "location_id": str(place.pk),
                "location": _location(place, service),
                "schedules": [_schedule(row) for row in at[place.pk]],
            }
            for place in service.places
        ],
        "languages": [
            {
                "id": key(service.pk, "language", code),
                "service_id": str(service.pk),
                "name": name,
                "code": code,
            }
            for code, name in LANGUAGES.items()
            if code in service.languages
        ],
        "cost_options": [
            _without_gaps(
                {
                    "id": key(service.pk, "cost"),
                    "service_id": str(service.pk),
                    "option": service.get_cost_display(),
                    "currency": "gbp" if service.cost != "free" else "",
                    "amount_description": service.cost_words,
                }
            )
        ],
        "attributes": [
            attribute(service.pk, "kind", service.kind),
            attribute(service.pk, "open_to", service.open_to),
            attribute(service.pk, "cost", service.cost),
            attribute(service.pk, "referral", service.referral),
            *([attribute(service.pk, "faith", "friendly")] if service.faith_friendly else []),
        ],
    }
    return _without_gaps(told)


def _organisation(organisation: Organisation) -> Json:
    return _without_gaps(
        {
            "id": str(organisation.pk),
            "name": organisation.name,
            "description": organisation.description,
            "email": organisation.email,
            "website": organisation.website,
        }
    )


def _phones(owner: Any, number: str) -> list[Json]:
    return [{"id": key(owner, "phone"), "number": number, "type": "voice"}] if number else []


def _location(place: Location, service: Service) -> Json:
    online = not place.area
    told: Json = {
        "id": str(place.pk),
        "location_type": "virtual" if online else "physical",
        "name": place.name,
        "transportation": place.getting_there,
        "accessibility": [
            {"id": key(service.pk, place.pk, code), "location_id": str(place.pk), "description": words}
            for code, words in ACCESS.items()
            if code in service.access
        ],
    }
    if service.access_words:
        told["accessibility"].append(
            {
                "id": key(service.pk, place.pk, "words"),
                "location_id": str(place.pk),
                "description": service.access_words,
            }
        )
    if not online:
        told["addresses"] = [
            {
                "id": key(place.pk, "address"),
                "location_id": str(place.pk),
                "address_1": place.street or place.name,
                "address_2": place.neighbourhood,
                "city": AREAS[place.area],
                "region": "West Midlands",
                "state_province": "England",
                "postal_code": place.postcode or "not given",
                "country": "GB",
                "address_type": "physical",
            }
        ]
    return _without_gaps(told)


def _schedule(row: Schedule) -> Json:
    return _without_gaps(
        {
            "id": str(row.pk),
            "freq": "WEEKLY" if row.days else None,
            "byday": ",".join(code for code in DAYS if code in row.days),
            "opens_at": f"{row.opens_at:%H:%M:%S}" if row.opens_at else None,
            "closes_at": f"{row.closes_at:%H:%M:%S}" if row.closes_at else None,
            "description": row.in_words,
            "notes": row.note,
        }
    )


def page_of(services: list[Json], *, number: int, size: int, total: int) -> Json:
    """A page of a list as Open Referral UK gives it."""
    pages = max(1, -(-total // size))
    return {
        "total_items": total,
        "total_pages": pages,
        "page_number": number,
        "size": len(services),
        "first_page": number == 1,
        "last_page": number >= pages,
        "empty": not services,
        "contents": services,
    }
