"""Reading a file of HSDS 3: what each service of it says in our words, and why one cannot be taken.

Nothing is stored here. A service is read whole or refused whole; what is left out of it is said.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from engagement.directory.choices import ACCESS, DAYS, LANGUAGES, Cost, Kind, OpenTo, Referral, Status
from engagement.directory.hsds.terms import TAXONOMIES, key
from engagement.directory.hsds.values import (
    Faults,
    age_of,
    day_of,
    email_of,
    how_to_come_of,
    objects_of,
    one_of,
    phone_of,
    time_of,
    uuid_of,
    web_address_of,
    words_of,
)
from engagement.support.areas import AREAS

LARGEST = 5_000_000
"""Bytes of a file: some thousands of entries."""
MOST = 2_000
"""Services in one file."""


class NotHsds(Exception):
    """The file as a whole cannot be read; the message says why, in a sentence."""


@dataclass(frozen=True)
class Read:
    """One service as it would be stored: fields of the models, and remarks on what was left out."""

    id: UUID
    name: str
    organisation: dict[str, Any]
    fields: dict[str, Any]
    rows: tuple[dict[str, Any], ...] | None
    """Places and times; None where the file is silent about both, as a list of services in short is."""
    remarks: tuple[str, ...]


@dataclass(frozen=True)
class Refused:
    """One service that cannot be taken: its name or its place in the file, and why."""

    name: str
    why: tuple[str, ...]


def read_file(content: bytes, *, area: str = "") -> list[Read | Refused]:
    """Every service of a file, in its order.

    Args:
        content: JSON: one service, a list of services, or a page of an API with its services under ``contents``.
        area: the authority of places whose address names none of the seven; empty refuses those.

    Raises:
        NotHsds: it is too large, no JSON, or holds no services.
    """
    if len(content) > LARGEST:
        raise NotHsds("This file is larger than 5 MB. Split it into smaller ones.")
    try:
        told = json.loads(content.decode("utf-8-sig"), parse_constant=_no_such_number)
    except UnicodeDecodeError as broken:
        raise NotHsds("This file is not text in UTF-8. Save it again as JSON in UTF-8.") from broken
    except RecursionError as broken:
        raise NotHsds("Things in this file stand too deep within each other.") from broken
    except ValueError as broken:
        line = getattr(broken, "lineno", 0)
        where = f" The fault is in line {line}." if line else ""
        raise NotHsds(f"This file is not JSON, so nothing could be read.{where}") from broken
    services = _services_in(told)
    if len(services) > MOST:
        raise NotHsds(f"This file holds {len(services)} services; {MOST} can be taken at once.")
    seen: set[UUID] = set()
    found: list[Read | Refused] = []
    for number, service in enumerate(services, start=1):
        one = read_service(service, number=number, area=area)
        if isinstance(one, Read) and one.id in seen:
            one = Refused(one.name, ("Another service of this file has the same id.",))
        if isinstance(one, Read):
            seen.add(one.id)
        found.append(one)
    return found


def _no_such_number(name: str) -> None:
    raise ValueError(name)


def _services_in(told: Any) -> list[Any]:
    if isinstance(told, dict):
        for name in ("contents", "services", "service"):
            if isinstance(told.get(name), list):
                return [_with_organisation(each, told) for each in _services_in(told[name])]
        if "organization" in told or "status" in told:
            return [told]
        raise NotHsds(
            "This is JSON, but it holds no services: they stand in a list, under “contents”, or alone in the file."
        )
    if isinstance(told, list):
        if not told:
            raise NotHsds("The list of services in this file is empty.")
        return told
    raise NotHsds("This is JSON, but neither a service nor a list of services.")


def _with_organisation(service: Any, around: dict[str, Any]) -> Any:
    """A service that stands within its organisation, with it."""
    if (
        isinstance(service, dict)
        and "organization" not in service
        and around.get("id")
        and around.get("name")
    ):
        return service | {"organization": around}
    return service


def read_service(told: Any, *, number: int, area: str = "") -> Read | Refused:
    """One service, or why it cannot be taken."""
    if not isinstance(told, dict):
        return Refused(f"Service {number}", ("It is not an object with a name and an id.",))
    faults = Faults()
    name = words_of(told, "name", 120, faults, needed="It has no name.")
    pk = uuid_of(told.get("id"), "Its id", faults)
    fields = {
        "name": name,
        "description": words_of(told, "description", 900, faults) or name,
        "status": one_of(told, "status", Status.values, faults),
        "minimum_age": age_of(told, "minimum_age", faults),
        "maximum_age": age_of(told, "maximum_age", faults),
        "how_to_come": how_to_come_of(told, faults),
        "cost_words": words_of(told, "fees_description", 120, faults),
        "email": email_of(told, "email", faults),
        "website": web_address_of(told, "url", faults),
        "phone": phone_of(objects_of(told, "phones", faults), faults),
        "confirmed_on": day_of(told, "assured_date", faults),
        **_facets(objects_of(told, "attributes", faults), faults),
    }
    fields["languages"] = _languages(objects_of(told, "languages", faults), faults)
    rows, access, access_words = _rows(told, pk, area, faults)
    is_silent = not {"service_at_locations", "schedules"} & set(told)
    if not is_silent:
        fields["access"], fields["access_words"] = access, access_words
    organisation = _organisation(told.get("organization"), faults)
    if told.get("contacts"):
        faults.remarks.append("Names of people are not taken: the directory names organisations alone.")
    if told.get("accreditations") or told.get("licenses"):
        faults.remarks.append(
            "What it says about safeguarding or licences is for an editor to see and to note."
        )
    if faults.why or pk is None:
        return Refused(name or f"Service {number}", tuple(faults.why))
    return Read(
        pk,
        name,
        organisation,
        fields,
        None if is_silent else tuple(rows),
        tuple(dict.fromkeys(faults.remarks)),
    )


# --- Facets, places, times -------------------------------------------------------------------------------------------


def _facets(attributes: list[dict[str, Any]], faults: Faults) -> dict[str, Any]:
    told = {
        "kind": str(Kind.OTHER),
        "open_to": str(OpenTo.ALL),
        "cost": "",
        "referral": str(Referral.EITHER),
        "faith_friendly": False,
    }
    foreign = False
    for attribute in attributes:
        term = attribute.get("taxonomy_term")
        term = term if isinstance(term, dict) else {}
        name, code = term.get("taxonomy"), term.get("code")
        known = TAXONOMIES.get(name) if isinstance(name, str) else None
        if known is None or code not in known[1]:
            foreign = True
        elif name == "faith":
            told["faith_friendly"] = True
        else:
            told[str(name)] = code
    if told["kind"] == Kind.OTHER:
        faults.remarks.append("It names no kind of our list, so it stands under “Something else”.")
    if foreign:
        faults.remarks.append("Terms of other lists are left out.")
    if not told["cost"]:
        told["cost"] = str(Cost.PAID)
        faults.remarks.append(
            "It names no step of cost, so it stands under the dearest: an editor should look."
        )
    return told


def _languages(languages: list[dict[str, Any]], faults: Faults) -> list[str]:
    by_name = {name.casefold(): code for code, name in LANGUAGES.items()}
    found, unknown = [], []
    for language in languages:
        code, name = str(language.get("code") or "")[:2].lower(), str(language.get("name") or "")
        if code in LANGUAGES:
            found.append(code)
        elif name.casefold() in by_name:
            found.append(by_name[name.casefold()])
        else:
            unknown.append(name or code)
    if unknown:
        faults.remarks.append(f"Languages that are not in our list are left out: {', '.join(unknown)[:80]}.")
    return [code for code in LANGUAGES if code in found]


def _organisation(told: Any, faults: Faults) -> dict[str, Any]:
    if not isinstance(told, dict):
        faults.why.append("It names no organisation.")
        return {}
    inner = Faults()
    found = {
        "id": uuid_of(told.get("id"), "The id of its organisation", inner),
        "name": words_of(told, "name", 120, inner, needed="Its organisation has no name."),
        "description": words_of(told, "description", 600, inner) or "Not described yet",
        "email": email_of(told, "email", inner),
        "website": web_address_of(told, "website", inner),
    }
    faults.why.extend(inner.why)
    return found


def _rows(
    told: dict[str, Any], pk: UUID | None, area: str, faults: Faults
) -> tuple[list[dict[str, Any]], list[str], str]:
    """Places with their times, the boxes about getting in, and what else is said about it."""
    rows: list[dict[str, Any]] = [
        {"location": None, **_schedule(each, (pk, index), faults)}
        for index, each in enumerate(objects_of(told, "schedules", faults))
    ]
    ticked: set[str] = set()
    words: list[str] = []
    by_words = {text.casefold(): code for code, text in ACCESS.items()}
    for index, at in enumerate(objects_of(told, "service_at_locations", faults)):
        place = at.get("location")
        if not isinstance(place, dict):
            faults.why.append("One of its places is not described: “location” is missing.")
            continue
        location = _location(place, area, faults)
        for each in objects_of(place, "accessibility", faults):
            said = words_of(each, "description", 200, faults)
            if said.casefold() in by_words:
                ticked.add(by_words[said.casefold()])
            elif said and said not in words:
                words.append(said)
        times = objects_of(at, "schedules", faults) or [{}]
        rows.extend(
            {"location": location, **_schedule(each, (pk, place.get("id"), index, nth), faults)}
            for nth, each in enumerate(times)
        )
    used: set[UUID | None] = set()
    for index, row in enumerate(rows):
        # Some files give one id to the times of the service and to those of its place.
        row["id"] = UUID(key(pk, "row", index)) if row["id"] in used else row["id"]
        used.add(row["id"])
    if not any(row["location"] for row in rows):
        faults.remarks.append("It names no place, so it stands as one for the whole region.")
    told_words = words_of({"accessibility": " ".join(words)}, "accessibility", 200, faults)
    return rows, [code for code in ACCESS if code in ticked], told_words


def _location(told: dict[str, Any], area: str, faults: Faults) -> dict[str, Any]:
    addresses = objects_of(told, "addresses", faults)
    first = next((each for each in addresses if each.get("address_type") == "physical"), None)
    first = first or (addresses[0] if addresses else {})
    virtual = told.get("location_type") == "virtual"
    name = words_of(told, "name", 120, faults) or words_of(first, "address_1", 120, faults)
    found = "" if virtual else _area_of(first) or area
    if not virtual and not found:
        faults.why.append(
            f"Its place “{name or 'without a name'}” names none of the seven areas in its address. Choose an area "
            "below for such places, or put the authority into “city”."
        )
    return {
        "id": uuid_of(told.get("id"), "The id of its place", faults),
        "name": name or "Online",
        "street": "" if virtual else words_of(first, "address_1", 160, faults),
        "neighbourhood": "" if virtual else words_of(first, "address_2", 80, faults) or AREAS.get(found, ""),
        "postcode": "" if virtual else _postcode(first),
        "area": found,
        "getting_there": words_of(told, "transportation", 200, faults),
    }


def _postcode(address: dict[str, Any]) -> str:
    given = str(address.get("postal_code") or "").strip().upper()
    return given if re.fullmatch(r"(?=.*\d)[A-Z0-9 ]{2,9}", given) else ""


def _area_of(address: dict[str, Any]) -> str:
    by_name = {name.casefold(): code for code, name in AREAS.items()}
    for part in ("city", "region", "state_province", "address_2"):
        found = by_name.get(str(address.get(part) or "").strip().casefold())
        if found:
            return found
    return ""


def _schedule(told: dict[str, Any], parts: tuple[Any, ...], faults: Faults) -> dict[str, Any]:
    days = [day.strip()[-2:].upper() for day in str(told.get("byday") or "").split(",") if day.strip()]
    if set(days) - set(DAYS):
        faults.why.append("“byday” of a schedule has to be days such as MO,WE.")
    opens, closes = time_of(told, "opens_at", faults), time_of(told, "closes_at", faults)
    return {
        "id": uuid_of(told["id"], "The id of a schedule", faults) if told.get("id") else UUID(key(*parts)),
        "days": [code for code in DAYS if code in days],
        "opens_at": opens,
        "closes_at": closes if closes != opens else None,
        "note": words_of(told, "notes", 160, faults),
    }
