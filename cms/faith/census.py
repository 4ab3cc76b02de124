"""Who lives in each area by religion, as the Census published it."""

from __future__ import annotations

import csv
from collections import Counter
from functools import cache
from pathlib import Path

from surveys.analysis import data

SOURCE = "Census 2021, TS030 Religion. Office for National Statistics"

RELIGIONS: dict[str, str] = {
    "christian": "Christian",
    "muslim": "Muslim",
    "sikh": "Sikh",
    "hindu": "Hindu",
    "buddhist": "Buddhist",
    "jewish": "Jewish",
    "other_religion": "Another religion",
    "no_religion": "No religion",
}
"""The answers of the Census in words; who did not answer is in no row, but in the whole."""


@cache
def people() -> dict[str, Counter[str]]:
    """Usual residents by religion for each authority code on Census day, those who did not answer included."""
    found: dict[str, Counter[str]] = {}
    with (Path(data.__file__).parent / "religion.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found.setdefault(row["authority"], Counter())[row["religion"]] += int(row["count"])
    return found
