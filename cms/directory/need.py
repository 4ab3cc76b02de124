"""Need beside supply, area by area: how many young people live in the most deprived places, what people told us, and
how many entries the directory has there."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from django.db.models import Q

from cms.results.present import Cell, MapTile, present
from cms.shapes import AREAS, Area
from engagement.directory.selectors import count_by_area, listed
from surveys.models import PublishedResult
from surveys.publication.selectors import published_results

SOURCE = (
    "Residents under 25: Census 2021, Office for National Statistics, licensed under the Open Government Licence "
    "v.3.0. Deprivation: English Indices of Deprivation 2025, Ministry of Housing, Communities and Local "
    "Government, Open Government Licence v3.0. Counted by small areas (LSOA)."
)
MOST_DEPRIVED = (1, 2)
"""The most deprived fifth of England: the first two of ten."""
YOUNG = 25


@dataclass(frozen=True)
class Young:
    """Residents under 25 of one area, and how many of them live in the most deprived fifth of England."""

    everybody: int
    deprived: int

    @property
    def share(self) -> int:
        """Whole per cents."""
        return round(100 * self.deprived / self.everybody)


@cache
def young_people() -> dict[str, Young]:
    """Residents under 25 by authority code."""
    everybody: Counter[str] = Counter()
    deprived: Counter[str] = Counter()
    with Path(__file__).with_name("young_by_imd2025.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            count = int(row["under_25"])
            everybody[row["authority"]] += count
            deprived[row["authority"]] += count * (int(row["decile"]) in MOST_DEPRIVED)
    return {code: Young(everybody[code], deprived[code]) for code in everybody}


@dataclass(frozen=True)
class AreaNeed:
    """One area: its young people, what people there said, and the entries that young people can use."""

    area: Area
    young: Young
    said: Cell | None
    entries: int
    free: int

    @property
    def per_10000(self) -> float:
        """Entries for each 10,000 residents under 25, to one decimal."""
        return round(10_000 * self.entries / self.young.everybody, 1)


@dataclass(frozen=True)
class NeedView:
    """Every area, and the published answer that stands beside it where one may be shown for every area."""

    rows: tuple[AreaNeed, ...]
    result: PublishedResult | None
    question: str
    answer: str
    tiles: tuple[MapTile, ...]

    @property
    def fewest(self) -> AreaNeed:
        """The area with the fewest entries for its young people."""
        return min(self.rows, key=lambda row: (row.per_10000, row.area.name))


def need_view(*, today: date) -> NeedView:
    """Need beside supply today."""
    result, question, answer, said = _what_people_said()
    usable = listed(today).filter(Q(minimum_age=None) | Q(minimum_age__lt=YOUNG))
    entries, free = count_by_area(usable), count_by_area(usable.filter(cost="free"))
    rows = tuple(
        AreaNeed(area, young_people()[code], said.get(code), entries[code], free[code])
        for code, area in AREAS.items()
    )
    return NeedView(rows, result, question, answer, _tiles(rows))


def _tiles(rows: Sequence[AreaNeed]) -> tuple[MapTile, ...]:
    return tuple(
        MapTile(
            row.area,
            Cell(row.young.share, None, None, None),
            int(row.area.column * 124),
            int(row.area.row * 140),
        )
        for row in rows
    )


def _what_people_said() -> tuple[PublishedResult | None, str, str, dict[str, Cell]]:
    """The first question of the newest result that was released for every area: its first answer in each."""
    result = next(iter(published_results()), None)
    for table in present(result.snapshot).tables if result else ():
        if table.tiles:
            return result, table.label, table.map_label, {tile.area.code: tile.cell for tile in table.tiles}
    return None, "", "", {}
