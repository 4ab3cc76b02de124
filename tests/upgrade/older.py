"""The release before, still running while the database is brought forward: it reads, and it takes answers in.

Its statements are those of release 0.1, on connections that stay open, so a column it writes must stay and a column
added since must not be asked of it.
"""

from __future__ import annotations

import json
import secrets
import sqlite3
import threading
import time
from collections import Counter
from typing import Any

import psycopg

from tests.scan.engines import Engine
from tests.upgrade.filling import OPEN, RESPONSES, VERSION
from tests.upgrade.rows import select

PAYLOAD = {
    "version": VERSION[OPEN],
    "language": "en",
    "arm": 0,
    "channel": "",
    "flags": [],
    "demographics": {},
    "answers": {"SAFEDAY": "very_safe"},
    "comments": {},
}
NOT_NOW = (sqlite3.OperationalError, psycopg.OperationalError)
"""What a visitor is told as “not saved, try again”: a lock that lasted too long."""


class OlderRelease:
    """A reader and a writer for as long as the block runs; ``taken`` is what was stored for good."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.taken: set[int] = set()
        self.read = 0
        self.faults: Counter[str] = Counter()
        self._ends = threading.Event()
        self._threads = [threading.Thread(target=work, daemon=True) for work in (self._write, self._reads)]

    def __enter__(self) -> OlderRelease:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ends.set()
        for thread in self._threads:
            thread.join(60)

    def wait_for(self, more: int) -> None:
        """Until so many more answers were taken in."""
        target, deadline = len(self.taken) + more, time.monotonic() + 60
        while len(self.taken) < target:
            if time.monotonic() > deadline:
                raise AssertionError(f"The older release takes no answer in any more: {dict(self.faults)}")
            time.sleep(0.02)

    def lost(self) -> set[int]:
        """Answers it took in that are not there, or not as they were."""
        stored = select(self._engine, "SELECT id, payload FROM surveys_intake")
        whole = {key for key, payload in stored if _loaded(payload) == PAYLOAD}
        return self.taken - whole

    def _connection(self) -> Any:
        if self._engine.vendor == "sqlite":
            return sqlite3.connect(str(self._engine.file), timeout=20, isolation_level=None)
        return psycopg.connect(self._engine.url, autocommit=True)

    def _write(self) -> None:
        place = "?" if self._engine.vendor == "sqlite" else "%s"
        connection = self._connection()
        while not self._ends.is_set():
            key = secrets.randbelow(2**62 - 1) + 1
            try:
                connection.execute("BEGIN IMMEDIATE" if self._engine.vendor == "sqlite" else "BEGIN")
                connection.execute(
                    f"INSERT INTO surveys_nonce (id, expires_on) VALUES ({place}, {place})",
                    (key, "2026-11-24"),
                )
                connection.execute(
                    f"INSERT INTO surveys_intake (id, survey_id, payload, referred)"
                    f" VALUES ({place}, {place}, {place}, {place})",
                    (key, OPEN, json.dumps(PAYLOAD), False),
                )
                connection.execute("COMMIT")
                self.taken.add(key)
            except NOT_NOW as fault:
                self._note(connection, fault)
            except (sqlite3.Error, psycopg.Error) as fault:
                self._note(connection, fault)
                self.faults[f"writing: {type(fault).__name__}: {fault}"] += 1
            time.sleep(0.03)
        connection.close()

    def _note(self, connection: Any, fault: Exception) -> None:
        try:
            connection.execute("ROLLBACK")
        except (sqlite3.Error, psycopg.Error):
            # Nothing was begun.
            return

    def _reads(self) -> None:
        connection = self._connection()
        while not self._ends.is_set():
            try:
                (n,) = connection.execute("SELECT count(*) FROM surveys_response").fetchone()
                connection.execute("SELECT definition, digest FROM surveys_surveyversion").fetchall()
                connection.execute("SELECT language, texts FROM surveys_versiontext").fetchall()
                connection.execute("SELECT state, closes_at, notice FROM surveys_fieldwork").fetchall()
                self.read += 1
                if n < RESPONSES:
                    self.faults[f"reading: {n} answers where {RESPONSES} are"] += 1
            except NOT_NOW:
                pass
            except (sqlite3.Error, psycopg.Error) as fault:
                self.faults[f"reading: {type(fault).__name__}: {fault}"] += 1
            time.sleep(0.05)
        connection.close()


def _loaded(payload: Any) -> Any:
    return json.loads(payload) if isinstance(payload, str) else payload
