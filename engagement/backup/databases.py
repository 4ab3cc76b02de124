"""Taking the whole of a database out and putting it back, without the order in which anything was written."""

from __future__ import annotations

import os
import re
import secrets
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import IO, Any, Protocol

from django.db import DEFAULT_DB_ALIAS, connection, connections

from engagement.backup.contents import LEFT_OUT, digest_of_rows, pieces

PIECE = 4 * 1024 * 1024

OF_ROLES = re.compile(r"\d+; \d+ \d+ (POLICY|ROW SECURITY) ")
"""Lines of a dump's list that name a role; manage.py database_roles makes them again."""

Tables = dict[str, dict[str, Any]]


class CannotDump(Exception):
    """The database cannot be copied or put back; the message says why and what to do."""


class Database(Protocol):
    """What a backup asks of a database."""

    def server(self) -> str:
        """The database's name and version."""

    def dump(self, take: Callable[[bytes], None]) -> Tables:
        """Hand the whole database over piece by piece; rows and digest of each table at that very moment."""

    def refuse_unless_empty(self) -> None:
        """Raises ``CannotDump`` where the database already holds something."""

    def look(self, dump: Iterable[bytes]) -> None:
        """Read of a dump, before it is loaded, whatever must be known about it first."""

    def load(self, dump: Iterable[bytes]) -> Tables:
        """Make the database from its pieces, all of it or none; rows and digest of each table as they are then."""


def database() -> Database:
    """The database in use."""
    return {"postgresql": PostgreSQL, "sqlite": SQLite}[connection.vendor]()


class SQLite:
    """The embedded default: copied in memory, so that no second plain file ever lies on the disk."""

    def server(self) -> str:
        return f"SQLite {sqlite3.sqlite_version}"

    def dump(self, take: Callable[[bytes], None]) -> Tables:
        copy = sqlite3.connect(":memory:", isolation_level=None)
        try:
            connection.ensure_connection()
            connection.connection.backup(copy)
            # VACUUM would put a plain copy of everything into a temporary file.
            copy.execute("PRAGMA temp_store=MEMORY")
            copy.execute("PRAGMA secure_delete=ON")
            there = set(self._names(copy))
            for table in LEFT_OUT:
                if table in there:
                    copy.execute(f'DELETE FROM "{table}"')
            # Every table anew in the order of its keys, which is no order of writing where visitors write.
            copy.execute("VACUUM")
            tables = self._digests(copy)
            for piece in pieces(copy.serialize(), PIECE):
                take(piece)
            return tables
        finally:
            copy.close()

    def refuse_unless_empty(self) -> None:
        file = self._file()
        if not file.exists():
            return
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as there:
            names = self._names(there)
        if names:
            raise CannotDump(
                f"There is a database at {file} already. Move it away, or set VAR_DIR or DATABASE_URL to an"
                " empty place."
            )

    def look(self, dump: Iterable[bytes]) -> None:
        """Nothing: the pieces are the file itself."""

    def load(self, dump: Iterable[bytes]) -> Tables:
        file = self._file()
        file.parent.mkdir(parents=True, exist_ok=True)
        draft = file.with_name(f"{file.name}.restoring-{secrets.token_hex(4)}")
        try:
            descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as into:
                for piece in dump:
                    into.write(piece)
                into.flush()
                os.fsync(into.fileno())
            with closing(sqlite3.connect(draft)) as restored:
                tables = self._digests(restored)
            self.refuse_unless_empty()
            connections[DEFAULT_DB_ALIAS].close()
            # A log that belongs to the empty file must not be taken for one of the restored file.
            for suffix in ("-wal", "-shm"):
                file.with_name(file.name + suffix).unlink(missing_ok=True)
            draft.replace(file)
            return tables
        finally:
            draft.unlink(missing_ok=True)

    def _file(self) -> Path:
        if connection.is_in_memory_db():
            raise CannotDump(
                "The database is in memory and ends with this process: set DATABASE_URL to a file."
            )
        return Path(connection.settings_dict["NAME"])

    def _names(self, database: sqlite3.Connection) -> list[str]:
        found = database.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY 1"
        )
        return [name for (name,) in found]

    def _digests(self, database: sqlite3.Connection) -> Tables:
        return {
            name: digest_of_rows(map(repr, database.execute(f'SELECT * FROM "{name}"')))
            for name in self._names(database)
        }


class PostgreSQL:
    """Production: ``pg_dump`` and the digests see one and the same moment."""

    def server(self) -> str:
        with connection.cursor() as cursor:
            cursor.execute("SHOW server_version")
            return f"PostgreSQL {cursor.fetchone()[0]}"

    def dump(self, take: Callable[[bytes], None]) -> Tables:
        # Visited twice, by pg_dump and by the digests: a snapshot of a connection of its own holds still for both.
        own = connection.copy()
        own.set_autocommit(False)
        try:
            with own.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
                cursor.execute("SELECT pg_export_snapshot()")
                (snapshot,) = cursor.fetchone()
            leave_out = [f"--exclude-table-data=public.{table}" for table in LEFT_OUT]
            command = [program("pg_dump"), "--format=custom", "--no-owner", "--no-privileges"]
            self._run([*command, f"--snapshot={snapshot}", *leave_out], take=take)
            return self._digests(own)
        finally:
            own.close()

    def refuse_unless_empty(self) -> None:
        with connection.cursor() as cursor:
            names = connection.introspection.table_names(cursor)
        if names:
            raise CannotDump(
                f"The database {connection.settings_dict['NAME']} already holds {len(names)} tables. Make an empty one"
                " (createdb) and set DATABASE_URL to it."
            )

    def look(self, dump: Iterable[bytes]) -> None:
        """List what is in the dump, and strike out rights on rows: they name roles that another server may lack."""
        with tempfile.TemporaryFile() as listed:
            self._run([program("pg_restore"), "--list"], give=dump, into=listed)
            listed.seek(0)
            self._entries = [line for line in listed.read().decode().splitlines() if not OF_ROLES.match(line)]

    def load(self, dump: Iterable[bytes]) -> Tables:
        self.refuse_unless_empty()
        with tempfile.NamedTemporaryFile("w", suffix=".list") as entries:
            entries.write("\n".join(self._entries) + "\n")
            entries.flush()
            return self._load(dump, entries.name)

    def _load(self, dump: Iterable[bytes], entries: str) -> Tables:
        command = [program("pg_restore"), "--no-owner", "--no-privileges", "--exit-on-error"]
        command += ["--single-transaction", f"--use-list={entries}"]
        connection.close()
        self._run([*command, f"--dbname={connection.settings_dict['NAME']}"], give=dump)
        return self._digests(connection)

    def _digests(self, reading: Any) -> Tables:
        with reading.cursor() as cursor:
            names = sorted(reading.introspection.table_names(cursor))
        return {name: digest_of_rows(self._rows(reading, name)) for name in names}

    def _rows(self, reading: Any, table: str) -> Iterator[str]:
        if table in LEFT_OUT:
            return
        with reading.chunked_cursor() as cursor:
            cursor.execute(f'SELECT whole::text FROM "{table}" AS whole')
            for (row,) in cursor:
                yield row

    def _run(
        self,
        command: list[str],
        *,
        take: Callable[[bytes], None] | None = None,
        give: Iterable[bytes] = (),
        into: IO[bytes] | None = None,
    ) -> None:
        """Run one of PostgreSQL's programs on this database; passwords go by the environment, never by the command."""
        told = connection.get_connection_params()
        names = {
            "PGHOST": "host",
            "PGPORT": "port",
            "PGUSER": "user",
            "PGPASSWORD": "password",
            "PGDATABASE": "dbname",
        }
        given = {name: str(told[key]) for name, key in names.items() if told.get(key)}
        with subprocess.Popen(
            command,
            env={**os.environ, **given},
            stdin=subprocess.PIPE if take is None else subprocess.DEVNULL,
            stdout=(into or subprocess.DEVNULL) if take is None else subprocess.PIPE,
            # An error of pg_restore quotes the row that caused it: nobody is shown that.
            stderr=subprocess.DEVNULL,
        ) as running:
            try:
                if running.stdout is not None and take is not None:
                    while piece := running.stdout.read(PIECE):
                        take(piece)
                elif running.stdin is not None:
                    # Where it ends before its time the pipe breaks, and its status says so.
                    with suppress(BrokenPipeError):
                        for piece in give:
                            running.stdin.write(piece)
                        running.stdin.close()
            except BaseException:
                running.kill()
                raise
        if running.returncode:
            name = Path(command[0]).name
            raise CannotDump(
                f"{name} ended with status {running.returncode}. Its version must not be older than the server's"
                f" ({self.server()}), and this role must own the tables. Try it by hand: {name} --version."
            )


def program(name: str) -> str:
    """The newest of PostgreSQL's programs of this name on this machine."""
    found = [*Path("/usr/lib/postgresql").glob(f"*/bin/{name}")]
    if found:
        return str(max(found, key=lambda path: int(path.parts[4]) if path.parts[4].isdigit() else 0))
    on_path = shutil.which(name)
    if on_path is None:
        raise CannotDump(f"{name} is not on this machine. On Debian: apt-get install postgresql-client.")
    return on_path
