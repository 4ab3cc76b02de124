"""The kept sentences about tables and columns, read from ``tables.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("tables.toml")


@dataclass(frozen=True)
class Told:
    """What is said about one table of answers."""

    title: str
    says: str
    written_by: str
    kept: str
    columns: Mapping[str, str]
    counts: bool = False
    staff_times: tuple[str, ...] = ()
    staff_links: tuple[str, ...] = ()
    triggers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sentences:
    """Everything that is said: tables of answers, the keys of a waiting answer, other tables, other apps."""

    answers: Mapping[str, Told]
    payload: Mapping[str, str]
    others: Mapping[str, str]
    apps: Mapping[str, str] = field(default_factory=dict)


@cache
def sentences() -> Sentences:
    """The sentences as they stand in the file that comes with the program."""
    told = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return Sentences(
        answers={
            name: Told(
                **{key: tuple(value) if isinstance(value, list) else value for key, value in table.items()}
            )
            for name, table in told["answers"].items()
        },
        payload=told["payload"],
        others=told["others"],
        apps=told["apps"],
    )
