"""What one build wrote into the database, written again within milliseconds for the next test that asks for it."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from django.db import connection

from tests import ready

Rows = dict[str, list[tuple]]
SHADOWS = ("_data", "_idx", "_content", "_docsize", "_config")
"""Ends of the tables SQLite keeps behind a full-text index: triggers write them."""


@dataclass(frozen=True)
class Recording:
    before: Rows
    """Every table as it stood before the build: rows are only written again where it stands so."""
    after: Rows
    told: object
    """What the build returned."""


_recordings: dict[Hashable, Recording] = {}


def once(key: Hashable, build: Callable[[], object]) -> object:
    """What a build returned, having run it or, where an equal database saw it run in this process, written its rows.

    Only on SQLite and with the suite's own folder of files: a test with files of its own gets a real build.
    """
    if connection.vendor != "sqlite" or settings.MEDIA_ROOT != ready.ROOT / "var" / "test-media":
        return build()
    before, known = rows(), _recordings.get(key)
    if known is None or known.before != before:
        told = build()
        _recordings[key] = Recording(before, rows(), told)
        return told
    write(known)
    cache.clear()
    return known.told


def rows() -> Rows:
    """Every row of every ordinary table, as SQLite keeps it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        )
        named = cursor.fetchall()
        indexes = {name for name, sql in named if sql.startswith("CREATE VIRTUAL")}
        behind = {index + end for index in indexes for end in SHADOWS}
        return {name: _rows(cursor, name) for name, _ in named if name not in indexes | behind}


def _rows(cursor, table: str) -> list[tuple]:
    columns = [row[1] for row in cursor.execute(f'PRAGMA table_info("{table}")').fetchall()]
    # A plus before its name hides the type a column was declared with, which Django would turn into dates and hours.
    listed = ", ".join(f'+"{column}"' for column in columns)
    return cursor.execute(f'SELECT {listed} FROM "{table}"').fetchall()


def write(known: Recording) -> None:
    """Bring each table that the build changed to where the build left it."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA defer_foreign_keys = ON")
        for table, after in known.after.items():
            before = known.before[table]
            if after == before:
                continue
            kept = set(before).intersection(after)
            if len(kept) < len(before):
                cursor.execute(f'DELETE FROM "{table}"')
                kept = set()
            added = [row for row in after if row not in kept]
            places = ", ".join(["%s"] * len(after[0])) if after else ""
            cursor.executemany(f'INSERT INTO "{table}" VALUES ({places})', added)
