"""Reads of toolkits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cms.models import ToolkitPage, ToolkitsPage
from cms.toolkits.scales import EVIDENCE, EVIDENCE_CHOICES, LENGTHS, PHASES, TOPICS

CHOICES: tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...] = (
    ("phase", "For whom?", tuple(PHASES.items())),
    ("topic", "About what?", tuple(TOPICS.items())),
    ("minutes", "How long is a session?", tuple((code, f"Up to {n} minutes") for code, n in LENGTHS.items())),
    ("evidence", "How well is it tested?", tuple(EVIDENCE_CHOICES)),
)


@dataclass(frozen=True)
class Choice:
    """One thing the list can be narrowed by."""

    name: str
    label: str
    options: tuple[tuple[str, str], ...]
    chosen: str


def narrowed(page: ToolkitsPage, asked: Mapping[str, str]) -> dict[str, Any]:
    """The toolkits below a page that fit what was asked for, best tested first, and the choices as they stand."""
    choices = [
        Choice(name, label, options, asked.get(name, "") if asked.get(name, "") in dict(options) else "")
        for name, label, options in CHOICES
    ]
    chosen = {choice.name: choice.chosen for choice in choices if choice.chosen}
    found = ToolkitPage.objects.child_of(page).live()
    if "phase" in chosen:
        found = found.filter(**{f"for_{chosen['phase']}": True})
    if "topic" in chosen:
        found = found.filter(topic=chosen["topic"])
    if "minutes" in chosen:
        found = found.filter(minutes__lte=LENGTHS[chosen["minutes"]])
    if "evidence" in chosen:
        found = found.filter(evidence=chosen["evidence"])
    steps = list(EVIDENCE)
    return {
        "choices": choices,
        "is_chosen": bool(chosen),
        "toolkits": sorted(found, key=lambda kit: (steps.index(kit.evidence), kit.title)),
        "scale": EVIDENCE.values(),
    }


def for_phase(phase: str) -> list[ToolkitPage]:
    """Live toolkits for one kind of place, by title."""
    return list(ToolkitPage.objects.live().filter(**{f"for_{phase}": True}).order_by("title"))
