"""What a reader chose in the filter of the plan, from the address; nonsense counts as nothing chosen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.http import QueryDict

from engagement.delivery.plan import ToldAction
from engagement.delivery.priorities import PRIORITIES
from engagement.delivery.status import STATES
from engagement.support.areas import AREAS

WHOLE_REGION = "region"


@dataclass(frozen=True)
class Choice:
    """One select of the filter: its name in the address, its label, its options and what is chosen."""

    name: str
    label: str
    options: Sequence[tuple[str, str]]
    chosen: str


def chosen_of(given: QueryDict) -> dict[str, str]:
    """The filter an address holds, by name; empty where nothing is chosen."""
    known = {
        "priority": {str(number) for number in PRIORITIES},
        "state": set(STATES),
        "area": {*AREAS, WHOLE_REGION},
    }
    chosen = {name: given.get(name, "") for name in known}
    told = {name: value if value in known[name] else "" for name, value in chosen.items()}
    return {**told, "owner": given.get("owner", "")[:120]}


def fitting(actions: Iterable[ToldAction], chosen: Mapping[str, str]) -> list[ToldAction]:
    """The actions that fit all of it. An owner nobody has is nothing chosen."""
    actions = list(actions)
    owner = chosen["owner"] if chosen["owner"] in {action.owner for action in actions} else ""
    return [
        action
        for action in actions
        if chosen["priority"] in ("", str(action.priority))
        and chosen["state"] in ("", action.state)
        and chosen["area"] in ("", action.area or WHOLE_REGION)
        and owner in ("", action.owner)
    ]


def choices_of(actions: Iterable[ToldAction], chosen: Mapping[str, str]) -> list[Choice]:
    """The selects of the filter: priorities and states as they are, areas and owners as the plan has them."""
    actions = list(actions)
    areas = {action.area for action in actions}
    options: dict[str, tuple[str, list[tuple[str, str]]]] = {
        "priority": ("Priority", [(str(n), f"{n}. {told.short}") for n, told in PRIORITIES.items()]),
        "state": ("How it stands", list(STATES.items())),
        "area": (
            "Where",
            [
                *([(WHOLE_REGION, "The whole region")] if "" in areas else []),
                *((code, name) for code, name in AREAS.items() if code in areas),
            ],
        ),
        "owner": ("Who does it", [(owner, owner) for owner in sorted({action.owner for action in actions})]),
    }
    return [Choice(name, label, told, chosen[name]) for name, (label, told) in options.items()]
