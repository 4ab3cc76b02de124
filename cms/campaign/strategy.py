"""Figures of the Partnership's strategy, as printed and with their page."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

TITLE = "West Midlands Violence Reduction Strategy 2023-2026"


@dataclass(frozen=True)
class Printed:
    """One figure of the strategy: nothing about it is ever computed."""

    key: str
    figure: str
    says: str
    period: str
    geography: str
    section: str
    page: int
    counted_by: str

    @property
    def source(self) -> str:
        """Where a reader finds it."""
        return f"{TITLE}, section {self.section}, from page {self.page}"


@cache
def printed() -> dict[str, Printed]:
    """Every figure by its key."""
    told = tomllib.loads((Path(__file__).parent / "strategy.toml").read_text(encoding="utf-8"))
    return {key: Printed(key, **values) for key, values in told.items()}


def choices() -> list[tuple[str, str]]:
    """What an editor chooses from."""
    return [(key, f"{one.figure} {one.says} ({one.period})") for key, one in printed().items()]
