"""Migrations that take a column or a table of answers away: only with a sentence that says so.

A migration that means to writes ``GIVES_UP = {"surveys_response.religion": "why, and who agreed"}`` beside its class.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

from django.db import migrations
from django.db.migrations.operations.base import Operation

from tests.upgrade.releases import ROOT

SPELT_OUT = re.compile(r"\b(DROP|DELETE|TRUNCATE|UPDATE|RENAME)\b", re.IGNORECASE)


def answer_tables() -> set[str]:
    """Tables that hold answers or are written by visitors, as the public page names them."""
    told = tomllib.loads((ROOT / "surveys/transparency/tables.toml").read_text(encoding="utf-8"))
    return set(told["answers"])


def losses(app: str, operations: list[Operation], tables: set[str]) -> Iterator[str]:
    """``table.column`` or ``table`` for whatever an operation takes away or renames."""
    for operation in operations:
        if isinstance(operation, migrations.SeparateDatabaseAndState):
            yield from losses(app, operation.database_operations, tables)
        elif isinstance(operation, migrations.RemoveField):
            yield from _of(app, operation.model_name, tables, f".{operation.name}")
        elif isinstance(operation, migrations.RenameField):
            yield from _of(app, operation.model_name, tables, f".{operation.old_name}")
        elif isinstance(operation, migrations.DeleteModel):
            yield from _of(app, operation.name, tables, "")
        elif isinstance(operation, migrations.RenameModel):
            yield from _of(app, operation.old_name, tables, "")
        elif isinstance(operation, migrations.RunSQL):
            sql = str(operation.sql)
            yield from (table for table in sorted(tables) if table in sql and SPELT_OUT.search(sql))


def _of(app: str, model: str, tables: set[str], what: str) -> Iterator[str]:
    table = f"{app}_{model.lower()}"
    if table in tables:
        yield table + what


def unsaid(modules: Mapping[tuple[str, str], Any], tables: set[str]) -> list[str]:
    """Sentences on migrations, {(app, name): module}, that take something away without saying so."""
    told = []
    for (app, name), module in modules.items():
        said = getattr(module, "GIVES_UP", {})
        told += [
            f"{app} {name} takes {loss} away. If that is meant, say so in it: GIVES_UP = {{{loss!r}: 'why'}}"
            for loss in losses(app, module.Migration.operations, tables)
            if not said.get(loss, "").strip()
        ]
    return told
