"""The five priorities of the strategy, word for word, each with the page it stands on."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Priority:
    """A priority: its number, the strategy's own words, and what it is about in a few plain ones."""

    number: int
    words: str
    short: str
    page: int = 11
    """Of the strategy, section 1.5. What belongs to each priority stands in section 3.4, from page 26."""


PRIORITIES: dict[int, Priority] = {
    priority.number: priority
    for priority in (
        Priority(1, "Influence systems to deliver prevention across the life-course.", "Prevention"),
        Priority(
            2,
            "Development of a sustainable, community and youth led approach to violence reduction.",
            "Led by communities and young people",
        ),
        Priority(
            3,
            "Building regional and local partnerships that enhance collaboration and innovation.",
            "Working together",
        ),
        Priority(
            4,
            "Development of a West Midlands wide movement that aims for a violence free region.",
            "A movement without violence",
        ),
        Priority(
            5,
            "Influence delivery of evidence-based programmes in educational settings.",
            "Schools and colleges",
        ),
    )
}

STRATEGY = "West Midlands Violence Reduction Strategy 2023 to 2026"
