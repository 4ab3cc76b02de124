"""A PostgreSQL cluster of the test's own, made by initdb in a folder that is thrown away, with our settings."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg

SETTINGS = Path(__file__).resolve().parents[2] / "docs" / "deploy" / "postgresql.conf"
"""What docs tell an operator to set: the cluster runs on exactly that."""


def binaries() -> Path | None:
    """The folder of the newest PostgreSQL server on this machine, or None."""
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    on_path = shutil.which("initdb")
    if on_path:
        found.append(Path(on_path).resolve().parent)
    return max(found, key=lambda folder: [int(part) for part in folder.parts if part.isdigit()], default=None)


def why_not() -> str:
    """Why no cluster can be made here; empty if one can."""
    if binaries() is None:
        return "no initdb in /usr/lib/postgresql/*/bin"
    if os.geteuid() == 0 and _postgres_user() is None:
        return "PostgreSQL does not run as root and there is no user postgres"
    return ""


def _postgres_user() -> pwd.struct_passwd | None:
    with contextlib.suppress(KeyError):
        return pwd.getpwnam("postgres")
    return None


class Cluster:
    """A running cluster: ``url`` to connect to, ``data`` and ``log`` to look into."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data = folder / "data"
        self.log = folder / "server.log"
        self.port = _free_port()
        self.url = self.url_of("postgres")
        self._as = {}
        if os.geteuid() == 0:
            user = _postgres_user()
            assert user is not None
            os.chown(folder, user.pw_uid, user.pw_gid)
            self._as = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
        self._server: subprocess.Popen | None = None

    def url_of(self, name: str) -> str:
        """The address of one of its databases."""
        return f"postgres://postgres@127.0.0.1:{self.port}/{name}"

    def make(self) -> None:
        """initdb, and the settings that the documents ask for."""
        subprocess.run(
            [
                _binary("initdb"),
                "-D",
                self.data,
                "-U",
                "postgres",
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--no-locale",
                "-N",
            ],
            check=True,
            capture_output=True,
            cwd=self.folder,
            **self._as,
        )
        with (self.data / "postgresql.conf").open("a", encoding="utf-8") as file:
            file.write("\n" + SETTINGS.read_text(encoding="utf-8"))
            file.write(f"\nport = {self.port}\nlisten_addresses = '127.0.0.1'\n")
            file.write(f"unix_socket_directories = '{self.folder}'\nmax_connections = 40\n")

    def start(self) -> None:
        """Start the server and wait until it answers."""
        log = self.log.open("ab")
        self._server = subprocess.Popen(
            [_binary("postgres"), "-D", self.data],
            stdout=log,
            stderr=log,
            cwd=self.folder,
            start_new_session=True,
            **self._as,
        )
        log.close()
        deadline = time.monotonic() + 60
        while True:
            try:
                psycopg.connect(self.url, connect_timeout=2).close()
                return
            except psycopg.OperationalError:
                if time.monotonic() > deadline or self._server.poll() is not None:
                    raise RuntimeError(self.log.read_text(errors="replace")) from None
                time.sleep(0.05)

    def stop(self) -> None:
        """Stop at once but in order, so that every page is in its file."""
        if self._server is not None:
            self._server.send_signal(signal.SIGINT)
            self._server.wait(60)
            self._server = None

    def kill(self) -> None:
        """End every process of the server as a crash would."""
        if self._server is not None:
            os.killpg(self._server.pid, signal.SIGKILL)
            self._server.wait(60)
            self._server = None

    def query(self, sql: str) -> list[tuple]:
        """Run one statement outside any transaction."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            cursor = connection.execute(sql)
            return cursor.fetchall() if cursor.description else []

    def write_pages(self) -> None:
        """Bring every page from memory into its file."""
        self.query("CHECKPOINT")


def _binary(name: str) -> str:
    folder = binaries()
    assert folder is not None
    return str(folder / name)


def _free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return asked.getsockname()[1]


@contextlib.contextmanager
def throw_away_cluster() -> Iterator[Cluster]:
    """A running cluster that is gone afterwards."""
    # Not pytest's folder: only its owner may enter that, and the server runs as somebody else.
    folder = Path(tempfile.mkdtemp(prefix="cluster-"))
    cluster = Cluster(folder)
    try:
        cluster.make()
        cluster.start()
        yield cluster
    finally:
        cluster.kill()
        shutil.rmtree(folder, ignore_errors=True)
