"""How many people live in an area and how many of them are young, from the Census."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from surveys.analysis import data

SOURCE = "Census 2021, TS009 Sex by single year of age. Office for National Statistics"
YOUNG = range(25)
"""Under 25: whom the Partnership works for."""


@dataclass(frozen=True)
class Residents:
    """Usual residents of one authority on Census day, 21 March 2021."""

    everybody: int
    under_25: int

    @property
    def share_under_25(self) -> int:
        """Whole per cents."""
        return round(100 * self.under_25 / self.everybody)


@cache
def residents() -> dict[str, Residents]:
    """Residents by authority code."""
    everybody: Counter[str] = Counter()
    young: Counter[str] = Counter()
    with (Path(data.__file__).parent / "sex_by_age.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            count = int(row["count"])
            everybody[row["authority"]] += count
            young[row["authority"]] += count * (int(row["age"]) in YOUNG)
    return {code: Residents(everybody[code], young[code]) for code in everybody}
