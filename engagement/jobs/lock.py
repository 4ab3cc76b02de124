"""Who may write to an embedded database: the server that serves it, or one command while no server runs.

Older releases of SQLite can lose rows when two processes write and checkpoint at the same moment, so processes take
turns by a lock on a file beside the database. The system frees the lock when its process ends, however it ends.
PostgreSQL needs none of this, and a database in memory belongs to its process anyway: there the locks do nothing.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection


class ServerRunning(Exception):
    """Another process owns the database. ``note`` is what it left for others to read, such as its address."""

    def __init__(self, message: str, *, note: str = "") -> None:
        super().__init__(message)
        self.note = note


class FileLocked(Exception):
    """Another process holds the file; ``note`` is what it wrote there."""

    def __init__(self, note: str) -> None:
        super().__init__(note)
        self.note = note


def database_file() -> Path | None:
    """The file of an embedded database; None where there is none: on PostgreSQL, and in memory."""
    if connection.vendor != "sqlite" or connection.is_in_memory_db():
        return None
    return Path(connection.settings_dict["NAME"])


def beside_database(suffix: str) -> Path | None:
    """A path beside the database's file, named after it."""
    file = database_file()
    return None if file is None else file.with_name(file.name + suffix)


@contextmanager
def locked_file(path: Path, *, note: str = "") -> Iterator[None]:
    """Hold a file alone, for this process, until the block ends. Raises ``FileLocked`` at once if it is held."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise FileLocked(os.pread(descriptor, 1000, 0).decode("utf-8", "replace")) from None
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, note.encode("utf-8"), 0)
        yield
        os.ftruncate(descriptor, 0)
    finally:
        # Closing frees the lock. The file stays: removing it would let two processes hold two files of one name.
        os.close(descriptor)


@contextmanager
def server_lock(*, note: str = "") -> Iterator[None]:
    """Own the embedded database for as long as the block runs; the server holds this while it serves.

    ``note`` is handed to whoever is refused, as ``ServerRunning.note``.
    """
    path = beside_database(".server")
    if path is None:
        yield
        return
    try:
        with locked_file(path, note=note):
            yield
    except FileLocked as held:
        raise ServerRunning(
            f"A server or another command is using the database {database_file()}. Wait for it or stop it, then try"
            " again.",
            note=held.note,
        ) from None


@contextmanager
def writing_alone(command: str) -> Iterator[None]:
    """For a command that writes: runs while no server does, and is refused with a sentence otherwise."""
    with server_lock(note=command):
        yield


@contextmanager
def one_runner() -> Iterator[bool]:
    """True for the one process that may run timed work now, on however many hosts; False for every other."""
    if connection.vendor == "postgresql":
        yield from _one_runner_on_postgresql()
        return
    path = beside_database(".jobs")
    if path is None:
        yield True
        return
    try:
        with locked_file(path):
            yield True
    except FileLocked:
        yield False


ADVISORY_LOCK = 0x6A6F6273
"""The number of our advisory lock in PostgreSQL ("jobs" in ASCII)."""


def _one_runner_on_postgresql() -> Iterator[bool]:
    # A connection of its own: the lock belongs to the session, and the server frees it if this process dies.
    own = connection.copy()
    try:
        with own.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [ADVISORY_LOCK])
            (alone,) = cursor.fetchone()
        yield alone
        if alone:
            # Given back at once: the end of a session is noticed by the server a moment later.
            with own.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [ADVISORY_LOCK])
    finally:
        own.close()
