"""The parts of each authority that a survey may ask for: whole wards put together, none with few residents."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).resolve().parent / "data" / "coarse_areas.toml"
FEWEST_RESIDENTS = 40_000
"""Nothing smaller is ever asked for: with age, sex and the like, a smaller place would tell who somebody is."""


@dataclass(frozen=True)
class CoarseArea:
    """A group of wards inside one authority. Source of ``residents``: Census 2021, ONS, OGL v3.0."""

    code: str
    authority: str
    name: str
    residents: int
    wards: tuple[str, ...]


@cache
def coarse_areas() -> tuple[CoarseArea, ...]:
    """Every area, authority by authority."""
    rows = tomllib.loads(FILE.read_text(encoding="utf-8"))["area"]
    return tuple(CoarseArea(**{**row, "wards": tuple(row["wards"])}) for row in rows)
