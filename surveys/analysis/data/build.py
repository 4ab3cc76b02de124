"""Makes the committed Census tables: ``python -m surveys.analysis.data.build FOLDER``.

FOLDER holds tidy copies of the ONS tables that ``tidy`` reads. Each is given the codes of the standard
demographics and written beside this file; the model of residents aged 13 and over follows, and
``sources.toml`` records for every table what it is, where it comes from and its SHA-256. Run it again
whenever an official file changes: the same input gives the same bytes.

``ethnic_group_by_religion.csv`` is not made here. Its 1,197 figures were copied by hand from an ONS custom
dataset, and are only checked: every row and column must be within ``NOISE`` people of TS021 and TS030.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import io
import sys
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from surveys.analysis.data import model
from surveys.analysis.data.tables import FOLDER, read_official
from surveys.analysis.demographics import AUTHORITIES, STANDARD
from surveys.analysis.targets import OGL

NOISE = 15
"""People by which the same count may differ between two tables, by the ONS's disclosure control."""

RESIDENTS_13 = 2_417_754
"""Usual residents aged 13 and over of the seven authorities by TS009."""

_ETHNIC = {category.census: category.code for category in STANDARD["ethnic_group"].categories}
_BROAD = {
    str(category.census).split(":")[0]: category.shown for category in STANDARD["ethnic_group"].categories
}
_RELIGION = {category.census: category.code for category in STANDARD["religion"].categories} | {
    "Not answered": model.NOT_ANSWERED
}
_SEX = {"Female": "female", "Male": "male"}
_YOUNG_AGES = {
    "Aged 10 to 11 years": (10, 11),
    "Aged 12 to 14 years": (12, 14),
    "Aged 15 to 17 years": (15, 17),
}
_AT_16 = {"Aged 15 years and under": 0, "Aged 16 years and over": 16}

ALL_AGES = "usual residents of all ages, the seven authorities of the West Midlands police force area"
FROM_13 = "usual residents aged 13 and over, the seven authorities of the West Midlands police force area"


@dataclass(frozen=True, kw_only=True)
class Source:
    """What ``sources.toml`` says of one committed table."""

    file: str
    table: str
    title: str
    base_population: str
    status: str = "official"
    note: str = ""


SOURCES = (
    Source(
        file="sex_by_age.csv",
        table="TS009",
        title="Sex by single year of age",
        base_population=ALL_AGES,
        note="Age 90 stands for 90 and over.",
    ),
    Source(
        file="sex_by_age_band.csv",
        table="TS009",
        title="Sex by single year of age, added up to the age bands of the survey",
        base_population=FROM_13,
    ),
    Source(file="ethnic_group.csv", table="TS021", title="Ethnic group", base_population=ALL_AGES),
    Source(file="religion.csv", table="TS030", title="Religion", base_population=ALL_AGES),
    Source(
        file="ethnic_group_by_religion.csv",
        table="ONS custom dataset: religion_tb by ethnic_group_tb_20b (compare RM031)",
        title="Ethnic group by religion",
        base_population=ALL_AGES,
        note=(
            "Copied by hand from the public repository Northmathr/islam-map, "
            "data/ethnicity_by_religion_ltla23.csv at commit 68bf726d; every row and column agrees with TS030 "
            "and TS021 to within four people. Compare with a download from ONS before relying on one cell."
        ),
    ),
    Source(
        file="young_ethnic_group.csv",
        table="RM032, customised: ethnic_group_tb_6a by sex by age 10 to 17",
        title="Ethnic group by sex by age",
        base_population="usual residents aged 10 to 17, the seven authorities of the West Midlands police force area",
    ),
    Source(
        file="religion_at_16.csv",
        table="ONS custom dataset: religion_tb by resident_age_23a",
        title="Religion of residents under 16 and of those aged 16 and over",
        base_population=ALL_AGES,
    ),
    Source(
        file="national_age.csv",
        table="ONS custom dataset: resident_age_18b by ethnic_group_tb_6a",
        title="Age by ethnic group, England and Wales",
        base_population="usual residents of all ages, England and Wales",
        note="Only the shape of the seed of the model; never a local figure.",
    ),
    Source(
        file="residents_13_and_over.csv.gz",
        table="modelled from TS009, TS021, TS030, RM032 and ONS custom datasets",
        title="Expected residents by authority, sex, age band, ethnic group and religion",
        base_population=FROM_13,
        status="modelled",
        note="Not published figures: only sex by age band in each authority is exact. See model.py.",
    ),
)


def tidy(folder: Path) -> dict[str, pd.DataFrame]:
    """The tables of the folder with codes for labels, by the name of the file they are written to.

    Raises ValueError for a label the standard demographics do not know, and FileNotFoundError for a file that
    is not there.
    """

    def read(name: str) -> pd.DataFrame:
        frame = pd.read_csv(folder / name)
        if "area_code" in frame and set(frame["area_code"]) <= set(AUTHORITIES):
            frame = frame.rename(columns={"area_code": "authority"})
        return frame

    def coded(frame: pd.DataFrame, column: str, codes: dict[str | None, str] | dict[str, str]) -> pd.Series:
        unknown = sorted(set(frame[column]) - set(codes))
        if unknown:
            raise ValueError(f"{unknown[0]!r} in the column {column} is not a category of the survey.")
        return frame[column].map(codes)

    ts009 = read("ts009_sex_by_age.csv").assign(sex=lambda frame: coded(frame, "sex", _SEX))
    ts021 = read("ts021_ethnic_group.csv").assign(
        ethnic_group=lambda frame: coded(frame, "category", _ETHNIC)
    )
    ts030 = read("ts030_religion.csv").assign(religion=lambda frame: coded(frame, "category", _RELIGION))
    rm032 = read("custom_rm032_ethnic_group5_by_sex_by_age_10_to_17.csv").assign(
        sex=lambda frame: coded(frame, "sex", _SEX),
        broad_group=lambda frame: coded(frame, "category", _BROAD),
        first_age=lambda frame: [_YOUNG_AGES[label][0] for label in frame["age_band"]],
        last_age=lambda frame: [_YOUNG_AGES[label][1] for label in frame["age_band"]],
    )
    at_16 = read("custom_religion_by_age_16.csv").assign(
        religion=lambda frame: coded(frame, "category", _RELIGION),
        first_age=lambda frame: [_AT_16[label] for label in frame["age_band"]],
    )
    national = read("england_wales_age18_by_ethnic_group5.csv").assign(
        broad_group=lambda frame: coded(frame, "category", _BROAD),
        first_age=lambda frame: 5 * (frame["age_code"] - 1),
    )
    banded = ts009[ts009["age"] >= 13].assign(age_band=lambda frame: frame["age"].map(_band_of))
    return {
        "sex_by_age.csv": ts009[["authority", "sex", "age", "count"]],
        "sex_by_age_band.csv": banded.groupby(["authority", "sex", "age_band"])["count"].sum().reset_index(),
        "ethnic_group.csv": ts021[["authority", "ethnic_group", "count"]],
        "religion.csv": ts030[["authority", "religion", "count"]],
        "young_ethnic_group.csv": rm032[
            ["authority", "sex", "first_age", "last_age", "broad_group", "count"]
        ],
        "religion_at_16.csv": at_16[["authority", "first_age", "religion", "count"]],
        "national_age.csv": national[["first_age", "broad_group", "count"]],
    }


def _band_of(age: int) -> str:
    return next(
        code
        for code in reversed(STANDARD["age_band"].codes)
        if age >= int(code.removesuffix("+").split("-")[0])
    )


def check(folder: Path) -> None:
    """Raises ValueError where the written tables disagree by more than disclosure control explains."""
    tables = read_official(folder)
    total = int(tables.sex_by_age.query("age >= 13")["count"].sum())
    if total != RESIDENTS_13:
        raise ValueError(f"TS009 has {total:,} residents aged 13 and over; {RESIDENTS_13:,} are expected.")
    for name in ("ethnic_group", "religion"):
        published = getattr(tables, name).set_index(["authority", name])["count"]
        added = tables.ethnic_group_by_religion.groupby(["authority", name])["count"].sum()
        gap = (added - published).abs()
        if gap.isna().any() or gap.max() > NOISE:
            raise ValueError(
                f"Ethnic group by religion disagrees with the table of {name} at {gap.idxmax()}."
            )


def write(folder: Path, name: str, frame: pd.DataFrame) -> None:
    """Writes a table so that the same figures give the same bytes."""
    text = io.StringIO()
    frame.to_csv(text, index=False, lineterminator="\n", float_format="%.6f")
    content = text.getvalue().encode()
    if name.endswith(".gz"):
        content = gzip.compress(content, compresslevel=9, mtime=0)
    (folder / name).write_bytes(content)


def sources(folder: Path) -> str:
    """The text of ``sources.toml`` for the tables in a folder."""
    lines = ["# Written by build.py; what every table beside this file is and where it comes from."]
    for source in SOURCES:
        digest = hashlib.sha256((folder / source.file).read_bytes()).hexdigest()
        entries = {
            "table": source.table,
            "title": source.title,
            "publisher": "Office for National Statistics",
            "date": "2021-03-21",
            "licence": OGL,
            "base_population": source.base_population,
            "status": source.status,
            "note": source.note,
            "sha256": digest,
        }
        lines += [
            "",
            f'["{source.file}"]',
            *(f'{key} = "{value}"' for key, value in entries.items() if value),
        ]
    return "\n".join(lines) + "\n"


def build(census: Path, folder: Path = FOLDER) -> None:
    """Reads the folder of official tables and writes every table of this package and ``sources.toml``."""
    for name, frame in tidy(census).items():
        write(folder, name, frame)
    check(folder)
    cells = model.thirteen_and_over(model.fit(read_official(folder)))
    write(folder, "residents_13_and_over.csv.gz", cells)
    (folder / "sources.toml").write_text(sources(folder), encoding="utf-8")


def main(arguments: list[str] | None = None) -> int:
    """The command line: one argument, the folder of official tables."""
    parser = argparse.ArgumentParser(description="Make the committed Census tables.")
    parser.add_argument("census", type=Path, help="folder with the tidy copies of the ONS tables")
    build(parser.parse_args(arguments).census)
    return 0


if __name__ == "__main__":
    sys.exit(main())
