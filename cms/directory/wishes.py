"""What a visitor ticked in the filter, from the address; nonsense counts as nothing ticked."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict

from cms.shapes import AREAS
from engagement.directory.choices import ACCESS, LANGUAGES, Kind
from engagement.directory.selectors import Wish

AGES = (
    ("8", "Under 11"),
    ("11", "11 or 12"),
    ("13", "13 to 15"),
    ("16", "16 or 17"),
    ("18", "18 to 25"),
    ("30", "26 and over"),
)
"""An age of each band, under which it is asked for."""
COSTS = (("free", "Free"), ("low", "£3 or less"))
WHO = (("girls", "Girls only, or times for girls"), ("mixed", "Everybody together"))


@dataclass(frozen=True)
class Choice:
    """One select of the filter: its name in the address, its label, and its options."""

    name: str
    label: str
    options: tuple[tuple[str, str], ...]
    chosen: str


def wish_of(given: QueryDict) -> Wish:
    """The wish an address holds."""

    def code(name: str, known: object) -> str:
        told = given.get(name, "")
        return told if told in known else ""  # type: ignore[operator]

    age = code("age", dict(AGES))
    area = code("area", AREAS)
    near = given.get("near", "")[:80] if area else ""
    return Wish(
        area=area,
        neighbourhood=near if near.replace("-", "").isalnum() else "",
        kind=code("kind", Kind.values),
        age=int(age) if age else None,
        cost=code("cost", dict(COSTS)),
        who=code("who", dict(WHO)),
        access=code("access", ACCESS),
        language=code("language", LANGUAGES),
        referral="self" if given.get("referral") == "self" else "",
        faith=given.get("faith") == "yes",
        assured=given.get("assured") == "yes",
    )


def first_choices(wish: Wish) -> list[Choice]:
    """What most people ask first."""
    return [
        Choice("area", "Where?", tuple((code, area.name) for code, area in AREAS.items()), wish.area),
        Choice("kind", "What?", tuple((value, str(label)) for value, label in Kind.choices), wish.kind),
        Choice("age", "How old?", AGES, str(wish.age) if wish.age else ""),
    ]


def more_choices(wish: Wish) -> list[Choice]:
    """What decides for some."""
    return [
        Choice("cost", "Cost", COSTS, wish.cost),
        Choice("who", "Who comes", WHO, wish.who),
        Choice("access", "Getting in", tuple(ACCESS.items()), wish.access),
        Choice("language", "Language", tuple(LANGUAGES.items()), wish.language),
    ]


def has_more(wish: Wish) -> bool:
    """Whether one of the further choices is used, so that they are shown open."""
    return bool(
        wish.cost or wish.who or wish.access or wish.language or wish.referral or wish.faith or wish.assured
    )


def as_query(wish: Wish, **changed: str) -> str:
    """The wish as it stands in an address."""
    told = {
        "area": wish.area,
        "near": wish.neighbourhood,
        "kind": wish.kind,
        "age": str(wish.age or ""),
        "cost": wish.cost,
        "who": wish.who,
        "access": wish.access,
        "language": wish.language,
        "referral": wish.referral,
        "faith": "yes" if wish.faith else "",
        "assured": "yes" if wish.assured else "",
    } | changed
    return urlencode({name: value for name, value in told.items() if value})
