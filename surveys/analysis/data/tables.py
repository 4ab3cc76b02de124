"""Reading the committed Census tables and the record of where they come from."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pandas as pd

from surveys.analysis.data.model import OfficialTables

FOLDER = Path(__file__).resolve().parent


def read(name: str, *, folder: Path = FOLDER) -> pd.DataFrame:
    """One committed table; codes are text, counts are people."""
    return pd.read_csv(folder / name)


def read_official(folder: Path = FOLDER) -> OfficialTables:
    """The published tables that the model of residents is made from."""
    return OfficialTables(
        sex_by_age=read("sex_by_age.csv", folder=folder),
        ethnic_group=read("ethnic_group.csv", folder=folder),
        religion=read("religion.csv", folder=folder),
        ethnic_group_by_religion=read("ethnic_group_by_religion.csv", folder=folder),
        young_ethnic_group=read("young_ethnic_group.csv", folder=folder),
        religion_at_16=read("religion_at_16.csv", folder=folder),
        national_age=read("national_age.csv", folder=folder),
    )


def read_sources(folder: Path = FOLDER) -> dict[str, dict[str, Any]]:
    """What ``sources.toml`` says of every table, by file name."""
    return tomllib.loads((folder / "sources.toml").read_text(encoding="utf-8"))
