"""What lies in the tables of a database, every one of them, as values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection

from tests.scan.markers import Found, Marker, search


@dataclass(frozen=True)
class Column:
    """A column of a table, with the type it was declared with."""

    table: str
    name: str
    type: str

    def __str__(self) -> str:
        return f"{self.table}.{self.name}"


def columns() -> list[Column]:
    """Every column of every table of ours, Django's and Wagtail's."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT c.table_name, c.column_name, c.data_type FROM information_schema.columns c"
                " JOIN information_schema.tables t USING (table_schema, table_name)"
                " WHERE table_schema = 'public' AND t.table_type = 'BASE TABLE' ORDER BY 1, c.ordinal_position"
            )
            return [Column(*row) for row in cursor.fetchall()]
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY 1")
        found = []
        for (table,) in cursor.fetchall():
            cursor.execute(f'PRAGMA table_info("{table}")')
            found += [Column(table, name, declared.lower()) for _, name, declared, *_ in cursor.fetchall()]
        return found


def hidden_row_numbers(tables: Iterable[str]) -> list[str]:
    """Of some tables, those to which SQLite gives a row number that is no column and counts up with every row.

    A key of exactly one column whose declared type is exactly ``integer`` *is* the row number; beside any other key
    SQLite keeps one that nobody sees and everybody can ask for. PostgreSQL has none.
    """
    if connection.vendor != "sqlite":
        return []
    found = []
    with connection.cursor() as cursor:
        for table in sorted(tables):
            cursor.execute(f'PRAGMA table_info("{table}")')
            keys = [declared.lower() for _, _, declared, _, _, place in cursor.fetchall() if place]
            cursor.execute("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = %s", [table])
            without = "WITHOUT ROWID" in cursor.fetchone()[0].upper()
            if keys != ["integer"] and not without:
                found.append(table)
    return found


def values(column: Column) -> Iterator[Any]:
    """What one column holds, row by row, as the database stores it."""
    quoted = f'"{column.name}"'
    as_stored = f"{quoted}::text" if connection.vendor == "postgresql" else quoted
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT {as_stored} FROM "{column.table}" WHERE {quoted} IS NOT NULL')
        for (value,) in cursor:
            yield value


def as_bytes(value: Any) -> bytes:
    return bytes(value) if isinstance(value, (bytes, memoryview)) else str(value).encode("utf-8")


def row_counts() -> dict[str, int]:
    """How many rows each table holds."""
    counts = {}
    with connection.cursor() as cursor:
        for table in sorted({column.table for column in columns()}):
            cursor.execute(f'SELECT count(*) FROM "{table}"')
            (counts[table],) = cursor.fetchone()
    return counts


def markers_in_tables(markers: Iterable[Marker]) -> list[Found]:
    """Every marker in every value of every table, with the column it stands in."""
    wanted = list(markers)
    return [
        hit
        for column in columns()
        for hit in search(str(column), b"\n".join(map(as_bytes, values(column))), wanted)
    ]
