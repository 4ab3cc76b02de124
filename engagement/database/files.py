"""A connection that nothing else uses, and the cleaning of SQLite's file with it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DEFAULT_DB_ALIAS, OperationalError, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper


class StillInUse(Exception):
    """Somebody reads for so long that the files could not be cleaned. What was done before is stored."""


@contextmanager
def own_connection() -> Iterator[BaseDatabaseWrapper]:
    """A fresh connection to the default database, outside any transaction, closed at the end."""
    own = connections.create_connection(DEFAULT_DB_ALIAS)
    try:
        yield own
    finally:
        own.close()


def vacuum_sqlite(*, attempts: int = 30, pause: float = 0.5) -> bool:
    """Write SQLite's file anew without its deleted rows, and empty the log beside it; False if a reader was in the way.

    VACUUM writes through the log, which until it is emptied holds every page ever written. A database in memory has no
    file to clean.
    """
    if connection.is_in_memory_db():
        return True
    with own_connection() as own:
        for attempt in range(attempts):
            if attempt:
                time.sleep(pause)
            try:
                with own.cursor() as cursor:
                    cursor.execute("VACUUM")
                    cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                    busy, *_ = cursor.fetchone()
            except OperationalError as refused:
                if getattr(refused.__cause__, "sqlite_errorname", "") not in ("SQLITE_BUSY", "SQLITE_LOCKED"):
                    raise
                busy = 1
            if not busy:
                return True
    return False
