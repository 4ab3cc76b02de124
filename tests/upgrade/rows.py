"""Every row of the tables that matter as one digest, before and after."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Mapping
from contextlib import closing

import psycopg

from tests.scan.engines import Engine

Digests = dict[str, dict[str, str]]


def digests(engine: Engine, tables: Mapping[str, tuple[str, ...]]) -> Digests:
    """{table: {key: digest of the row}} by the named columns, of which the first is the key."""
    return {
        table: {
            str(row[0]): _digest(row) for row in select(engine, f"SELECT {', '.join(columns)} FROM {table}")
        }
        for table, columns in tables.items()
    }


def select(engine: Engine, sql: str) -> list[tuple]:
    """Rows by the database's own driver, past everything of ours."""
    if engine.vendor == "sqlite":
        with closing(sqlite3.connect(str(engine.file), timeout=20)) as connection:
            return connection.execute(sql).fetchall()
    with psycopg.connect(engine.url) as connection:
        return connection.execute(sql).fetchall()


def _digest(row: tuple) -> str:
    told = json.dumps(row, sort_keys=True, default=_plain, ensure_ascii=False)
    return hashlib.sha256(told.encode()).hexdigest()


def _plain(value: object) -> str:
    return bytes(value).hex() if isinstance(value, bytes | memoryview) else str(value)


def faults(before: Digests, after: Digests) -> list[str]:
    """Sentences on rows that were lost or changed on the way; rows that came meanwhile are none."""
    told = []
    for table, rows in before.items():
        now = after[table]
        lost = sum(key not in now for key in rows)
        changed = sum(key in now and now[key] != digest for key, digest in rows.items())
        told += [f"{table}: {lost} of {len(rows)} rows were lost"] if lost else []
        told += [f"{table}: {changed} of {len(rows)} rows were changed"] if changed else []
    return told
