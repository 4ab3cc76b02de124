"""A database with every migration applied, made once and copied by each process that tests against one.

Migrating takes some twenty seconds of a processor; copying the result takes none. What decides the tables (the
migrations, the pinned versions) and the rest of the code are in the name of the copy's original, so a change makes a
new one: from the last one where no migration changed, which takes two seconds, and from nothing otherwise. Originals
lie in ``var/test-ready`` and, on PostgreSQL, in databases of that name beside the tests' own.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from tests.scan.database import use_database

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "var" / "test-ready"


KEPT = 3
"""So many originals stay: processes that test different states of the code do not take each other's away."""


@cache
def mark() -> tuple[str, str]:
    """Short names for what decides the tables, and for everything that decides what a migrated database holds."""
    code = sorted(path for room in ("engagement", "surveys", "cms") for path in (ROOT / room).rglob("*.py"))
    migrations = [path for path in code if path.parent.name == "migrations"]
    # The codebook that is shipped is stored by the first migration: a database made with another knows it as older.
    shipped = sorted(path for path in (ROOT / "surveys/analysis/data").iterdir() if path.is_file())
    return _digest([ROOT / "constraints.txt", *migrations, *shipped]), _digest(code)


def _digest(files: list[Path]) -> str:
    told = hashlib.sha256(sys.version.encode())
    for path in files:
        told.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
    return told.hexdigest()[:10]


@contextlib.contextmanager
def one_at_a_time() -> Iterator[None]:
    """Hold other test processes of this checkout off until the block ends."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def migrate(url: str) -> None:
    """Apply every migration to the empty database at an address."""
    with use_database(url):
        call_command("migrate", verbosity=0, interactive=False)


def sqlite_original() -> Path:
    """The migrated file, made if it is not there yet; ask under ``one_at_a_time``, or another may take it away."""
    tables, code = mark()
    file = FOLDER / f"{tables}-{code}.sqlite3"
    if not file.exists():
        there = sorted(FOLDER.glob("*-*.sqlite3"), key=lambda path: path.stat().st_mtime, reverse=True)
        building = FOLDER / "building.sqlite3"
        building.unlink(missing_ok=True)
        if like := next((path for path in there if path.name.startswith(tables)), None):
            shutil.copyfile(like, building)
        migrate(f"sqlite:///{building}")
        building.rename(file)
        for old in there[KEPT - 1 :]:
            old.unlink()
    return file


def postgresql_original(url: str) -> str:
    """The name of the migrated database on a server, made if it is not there yet; under ``one_at_a_time`` as above."""
    import psycopg

    tables, code = mark()
    checkout = hashlib.sha256(str(ROOT).encode()).hexdigest()[:6]
    prefix, server = f"test_ready_{checkout}_", url.rpartition("/")[0]
    name = f"{prefix}{tables}_{code}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as own:
        # Numbers of databases grow: the highest is the newest.
        rows = own.execute(
            "SELECT datname FROM pg_database WHERE datname LIKE %s ORDER BY oid DESC", [f"{prefix}%"]
        )
        there = [row[0] for row in rows]
        if name not in there:
            own.execute(f'DROP DATABASE IF EXISTS "{prefix}building" WITH (FORCE)')
            like = next((old for old in there if old.startswith(prefix + tables)), "template1")
            own.execute(f'CREATE DATABASE "{prefix}building" TEMPLATE "{like}"')
            migrate(f"{server}/{prefix}building")
            own.execute(f'ALTER DATABASE "{prefix}building" RENAME TO "{name}"')
            for old in there[KEPT - 1 :]:
                own.execute(f'DROP DATABASE IF EXISTS "{old}" WITH (FORCE)')
    return name


@contextlib.contextmanager
def copied(url: str) -> Iterator[None]:
    """Let Django's default connection lead to a copy of the migrated database, gone afterwards."""
    creation = connection.creation
    before, own = connection.settings_dict["NAME"], creation._get_test_db_name()
    if connection.vendor == "sqlite":
        with one_at_a_time(), contextlib.closing(sqlite3.connect(sqlite_original())) as original:
            lead_to(own)
            connection.ensure_connection()
            original.backup(connection.connection)
        yield
        connection.close()
    else:
        with one_at_a_time(), creation._nodb_cursor() as cursor:
            original_name = postgresql_original(url)
            cursor.execute(f'DROP DATABASE IF EXISTS "{own}" WITH (FORCE)')
            cursor.execute(f'CREATE DATABASE "{own}" TEMPLATE "{original_name}"')
        lead_to(own)
        yield
        creation.destroy_test_db(before, verbosity=0)
    lead_to(before)


def lead_to(name: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = settings.DATABASES["default"]["NAME"] = name
