"""The national helplines as they stand in the repository, readable without a database."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from engagement.support.models import SupportLine

FILE = Path(__file__).with_name("national.toml")


@cache
def national_lines() -> tuple[SupportLine, ...]:
    """The lines of ``national.toml`` in their order, unsaved.

    Error pages and a site whose table is still empty show these: help must not depend on a database.
    """
    told = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return tuple(
        SupportLine(order=order, owner=told["owner"], reviewed_on=told["reviewed_on"], **line)
        for order, line in enumerate(told["line"])
    )
