"""A database with every migration applied, made once and copied by each process that tests against one.

Migrating takes some twenty seconds of a processor; copying the result takes none. What decides the tables (the code,
the pinned versions) is in the name of the copy's original, so a change makes a new one. Originals lie in
``var/test-ready`` and, on PostgreSQL, in databases of that name beside the tests' own.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
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


@cache
def mark() -> str:
    """A short name for everything that decides what a migrated database holds."""
    code = sorted(path for room in ("engagement", "surveys", "cms") for path in (ROOT / room).rglob("*.py"))
    told = hashlib.sha256(sys.version.encode())
    for path in (ROOT / "constraints.txt", *code):
        told.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
    return told.hexdigest()[:12]


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
    """The migrated file, made if it is not there yet."""
    file = FOLDER / f"{mark()}.sqlite3"
    with one_at_a_time():
        if not file.exists():
            for old in FOLDER.glob("*.sqlite3*"):
                old.unlink()
            building = FOLDER / "building.sqlite3"
            migrate(f"sqlite:///{building}")
            building.rename(file)
    return file


def postgresql_original(url: str) -> str:
    """The name of the migrated database on a server, made if it is not there yet."""
    import psycopg

    checkout = hashlib.sha256(str(ROOT).encode()).hexdigest()[:6]
    prefix, server = f"test_ready_{checkout}_", url.rpartition("/")[0]
    name = prefix + mark()
    with one_at_a_time(), psycopg.connect(f"{server}/postgres", autocommit=True) as own:
        there = own.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [f"{prefix}%"])
        found = {row[0] for row in there}
        if name not in found:
            for old in found:
                own.execute(f'DROP DATABASE IF EXISTS "{old}" WITH (FORCE)')
            own.execute(f'CREATE DATABASE "{prefix}building"')
            migrate(f"{server}/{prefix}building")
            own.execute(f'ALTER DATABASE "{prefix}building" RENAME TO "{name}"')
    return name


@contextlib.contextmanager
def copied(url: str) -> Iterator[None]:
    """Let Django's default connection lead to a copy of the migrated database, gone afterwards."""
    creation = connection.creation
    before, own = connection.settings_dict["NAME"], creation._get_test_db_name()
    if connection.vendor == "sqlite":
        with contextlib.closing(sqlite3.connect(sqlite_original())) as original:
            lead_to(own)
            connection.ensure_connection()
            original.backup(connection.connection)
        yield
        connection.close()
    else:
        original_name = postgresql_original(url)
        with creation._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{own}" WITH (FORCE)')
            cursor.execute(f'CREATE DATABASE "{own}" TEMPLATE "{original_name}"')
        lead_to(own)
        yield
        creation.destroy_test_db(before, verbosity=0)
    lead_to(before)


def lead_to(name: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = settings.DATABASES["default"]["NAME"] = name
