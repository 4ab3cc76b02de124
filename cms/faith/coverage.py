"""Member congregations beside the people of an area: where the Alliance is, and where it is not yet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from cms.faith.census import RELIGIONS, people
from cms.shapes import AREAS, Area

LEAST_SHARE = 1.0
"""Per cent. A smaller share stands as “under 1%”: it is a few people, and the Census itself blurs them."""
MISSED_FROM = 5.0
"""Per cent of an area. A religion of so many people without a member here is named as missing."""


@dataclass(frozen=True)
class Covered:
    """One religion in one place: its share of the people there, and the member congregations that may be named."""

    religion: str
    percent: float
    members: int

    @property
    def share(self) -> str:
        """The share in words: whole per cents, and none that points at a few people."""
        return "under 1%" if self.percent < LEAST_SHARE else f"{round(self.percent)}%"

    @property
    def width(self) -> int:
        """How long its bar is, in per cent; none where the share is not shown."""
        return 0 if self.percent < LEAST_SHARE else round(self.percent)


@dataclass(frozen=True)
class Coverage:
    """One area, or the whole region where ``area`` is None, the biggest religion first."""

    area: Area | None
    rows: tuple[Covered, ...]
    members: int
    missing: tuple[str, ...]
    """Religions with many people here and no member that may be named."""

    @property
    def uncounted(self) -> int:
        """Members of many faiths, or that would rather not be counted under one."""
        return self.members - sum(row.members for row in self.rows)


def coverage(members: Iterable[tuple[str, str]]) -> tuple[Coverage, ...]:
    """The whole region first, then each area by name. ``members`` are (authority code, religion or empty)."""
    counted = Counter(members)
    return (_place(None, counted), *(_place(area, counted) for area in AREAS.values()))


def _place(area: Area | None, counted: Counter[tuple[str, str]]) -> Coverage:
    codes = (area.code,) if area else tuple(AREAS)
    living: Counter[str] = sum((people()[code] for code in codes), Counter())
    whole = living.total()
    rows = [
        Covered(
            name,
            100 * living[religion] / whole,
            sum(counted[code, religion] for code in codes),
        )
        for religion, name in RELIGIONS.items()
    ]
    rows.sort(key=lambda row: -row.percent)
    return Coverage(
        area=area,
        rows=tuple(rows),
        members=sum(number for (code, _), number in counted.items() if code in codes),
        missing=tuple(
            row.religion
            for row in rows
            if row.percent >= MISSED_FROM and not row.members and row.religion != RELIGIONS["no_religion"]
        ),
    )
