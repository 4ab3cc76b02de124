"""Our own lists as taxonomies of HSDS, and keys of the small parts an entry is made of there."""

from __future__ import annotations

import uuid
from typing import Any

from engagement.directory.choices import Cost, Kind, OpenTo, Referral

TAXONOMIES: dict[str, tuple[str, dict[str, str]]] = {
    "kind": ("What kind of activity or service it is", {value: str(label) for value, label in Kind.choices}),
    "open_to": ("Who may come, by sex", {value: str(label) for value, label in OpenTo.choices}),
    "cost": ("What it costs, in three steps", {value: str(label) for value, label in Cost.choices}),
    "referral": ("How somebody gets in", {value: str(label) for value, label in Referral.choices}),
    "faith": ("Whether people of faith find room, time and food", {"friendly": "Faith-friendly"}),
}
"""Field of an entry: what its list is about, and codes with their words."""

_SPACE = uuid.uuid5(uuid.NAMESPACE_DNS, "directory of activities and services, West Midlands")


def key(*parts: Any) -> str:
    """A UUID that is always the same for the same part of the same entry."""
    return str(uuid.uuid5(_SPACE, "\n".join(str(part) for part in parts)))


def taxonomy_key(field: str) -> str:
    """The key of a list."""
    return key("taxonomy", field)


def attribute(owner: Any, field: str, code: str) -> dict[str, Any]:
    """One facet of an entry as an attribute that links a term of our lists."""
    about, terms = TAXONOMIES[field]
    return {
        "id": key(owner, field, code),
        "link_id": str(owner),
        "link_entity": "service",
        "link_type": field,
        "value": code,
        "taxonomy_term": {
            "id": key("term", field, code),
            "code": code,
            "name": terms[code],
            "description": f"{about}: {terms[code]}",
            "taxonomy": field,
            "taxonomy_detail": {
                "id": taxonomy_key(field),
                "name": field,
                "description": about,
                "version": "1",
            },
            "language": "en",
        },
    }
