"""A small file of responses with its mapping, to run as it is or to spoil in one place."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from surveys.analysis.population import sample_people

MAPPING = """
title = "Safe streets"
opened = 2023-05-02
closed = 2023-06-30
invited = "By letter"
missing = ["", "N/A"]

[demographics.authority]
column = "Area"
[demographics.authority.values]
Birmingham = "E08000025"
Coventry = "E08000026"
Dudley = "E08000027"
Sandwell = "E08000028"
Solihull = "E08000029"
Walsall = "E08000030"
Wolverhampton = "E08000031"
Elsewhere = "elsewhere"

[demographics.sex]
column = "Sex"
values = { F = "female", M = "male", "Rather not" = "prefer_not" }

[demographics.age_band]
column = "Age"
number = true

[questions.SAFE]
label = "Do you feel safe?"
type = "radio"
column = "Safe"
options = ["Yes", "Partly", "No"]

[questions.PLACES]
label = "What do you avoid?"
type = "checkbox"
columns = { Parks = "P1", Buses = "P2" }

[questions.HOPE]
label = "How hopeful are you?"
type = "scale"
column = "Hope"
min = 0
max = 10

[comments.WHERE]
label = "Where?"
column = "Comment"
"""

HEADINGS = ["ID", "Area", "Sex", "Age", "Safe", "P1", "P2", "Hope", "Comment"]
AREAS = {
    "E08000025": "Birmingham",
    "E08000026": "Coventry",
    "E08000027": "Dudley",
    "E08000028": "Sandwell",
    "E08000029": "Solihull",
    "E08000030": "Walsall",
    "E08000031": "Wolverhampton",
}
FIRST_AGE = {
    "13-15": 14,
    "16-17": 17,
    "18-24": 20,
    "25-34": 30,
    "35-49": 40,
    "50-64": 55,
    "65-74": 70,
    "75+": 80,
}
TEXTS = (
    "The park is too dark, I avoid it at night",
    "More youth clubs please",
    "",
    "N/A",
    "Ring me on 07700 900123 about the gangs",
)


def made_rows(n: int, *, seed: int = 1) -> list[list[str]]:
    """Invented rows in the layout of ``MAPPING``."""
    random = Random(seed)
    rows = []
    for number, person in enumerate(sample_people(n, seed=seed).itertuples(index=False), 1):
        female = person.sex == "female"
        rows.append(
            [
                str(number),
                AREAS[person.authority],
                "F" if female else "M",
                str(FIRST_AGE[person.age_band]),
                random.choice(("Yes", "Partly", "No", "No" if female else "Yes")),
                random.choice("01"),
                random.choice("01"),
                str(random.randrange(11)),
                random.choice(TEXTS),
            ]
        )
    return rows


class Case:
    """A folder with a file and a mapping; ``rows`` and ``mapping`` may be changed before they are written."""

    def __init__(self, folder: Path, rows: list[list[str]]) -> None:
        self.folder = folder
        self.headings = list(HEADINGS)
        self.rows = [list(row) for row in rows]
        self.mapping = MAPPING
        self.encoding = "utf-8"
        self.delimiter = ","

    @property
    def file(self) -> Path:
        return self.folder / "responses.csv"

    @property
    def mapping_file(self) -> Path:
        return self.folder / "mapping.toml"

    @property
    def out(self) -> Path:
        return self.folder / "out"

    def column(self, name: str, row: int, value: str) -> None:
        """Put a value into a column of the row with this number in the file."""
        self.rows[row - 2][self.headings.index(name)] = value

    def write(self) -> Case:
        with self.file.open("w", encoding=self.encoding, newline="") as file:
            writer = csv.writer(file, delimiter=self.delimiter)
            writer.writerow(self.headings)
            writer.writerows(self.rows)
        self.mapping_file.write_text(self.mapping, encoding="utf-8")
        return self


@pytest.fixture(autouse=True)
def _kept_codebook(db):
    """The command asks which codebook is in use here."""


@pytest.fixture(scope="session")
def rows_of_400() -> list[list[str]]:
    return made_rows(400)


@pytest.fixture
def case(tmp_path, rows_of_400) -> Case:
    return Case(tmp_path, rows_of_400)


@pytest.fixture
def read() -> Callable[[Path], list[dict[str, str]]]:
    """The rows of a CSV file that was written."""

    def rows(path: Path) -> list[dict[str, str]]:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))

    return rows
