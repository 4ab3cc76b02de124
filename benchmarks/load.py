"""Visits per second through gunicorn, on loopback: python -m benchmarks.load [SECONDS]

Starts the product in a new folder: one process with eight threads on SQLite, as the example runs, and, where a
PostgreSQL answers, two processes of eight threads on a database made for this run and dropped after it. The limiter
is on. Each visitor opens the survey on a connection of their own, answers by one of the two paths, and counts only
when the thank-you page has arrived. Then the ledger: everybody thanked must be in the database, exactly once.

The visitors share the server's cores, so visits per second are a floor. CPU per visit is the server's own processes
(without PostgreSQL's); memory is their share of what they hold (PSS).
"""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import secrets
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import psutil

from benchmarks.answering import visit, walk
from benchmarks.visitor import Visits
from tests import services

CLIENTS = (8, 32)
SECONDS = 5.0
MOST_SECONDS = 30.0
MOST_VISITS = 20_000
"""In one measurement, however fast the machine."""

Given = list[tuple[str, str]]
Path_ = Callable[[Visits, Given], object]


class Browser:
    """One visit: a connection of its own, kept open from page to page, closed at the end."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)

    def get(self, path: str) -> bytes:
        """The page at a path, as its bytes travel."""
        return self._request("GET", path, None, {})

    def post(self, path: str, fields: Given) -> bytes:
        """What a sent form is answered with: a page, or (as bytes) the address it redirects to."""
        return self._request(
            "POST", path, urlencode(fields), {"Content-Type": "application/x-www-form-urlencoded"}
        )

    def close(self) -> None:
        """Hang up."""
        self._connection.close()

    def _request(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> bytes:
        self._connection.request(method, path, body, {"Accept-Encoding": "gzip", **headers})
        answer = self._connection.getresponse()
        page = answer.read()
        if answer.status == 303:
            return str(answer.getheader("Location")).encode()
        if answer.status != 200:
            raise RuntimeError(f"status {answer.status}")
        return page


def only_look(browser: Visits, given: Given) -> None:
    """The first page and no more."""
    browser.get("/insights/")


PATHS: dict[str, Path_] = {"first page only": only_look, "sent at once": visit, "by sections": walk}


def environment(folder: str, database_url: str) -> dict[str, str]:
    """What the server is told; nothing of what this shell would tell a server of its own."""
    told = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DATABASE_URL", "WEB_CONCURRENCY", "GUNICORN_CMD_ARGS", "REDIS_URL")
    }
    told.update(VAR_DIR=folder, DJANGO_SETTINGS_MODULE="engagement.settings.dev")
    if database_url:
        told["DATABASE_URL"] = database_url
    return told


@contextlib.contextmanager
def server(told: dict[str, str], workers: int) -> Iterator[tuple[int, psutil.Process]]:
    """gunicorn on a free port of loopback, answering; its port and its first process."""
    with socket.create_server(("127.0.0.1", 0), backlog=512) as door:
        port = door.getsockname()[1]
        command = [sys.executable, "-m", "gunicorn", "django.core.wsgi:get_wsgi_application()", "--preload"]
        command += ["--bind", f"fd://{door.fileno()}", "--workers", str(workers), "--worker-class", "gthread"]
        command += ["--threads", "8", "--no-control-socket", "--log-level", "error"]
        process = subprocess.Popen(command, env=told, pass_fds=[door.fileno()])
    try:
        _wait_for(port, process)
        yield port, psutil.Process(process.pid)
    finally:
        process.terminate()
        process.wait(30)


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        browser = Browser(port)
        try:
            browser.get("/insights/")
            return
        except (OSError, http.client.HTTPException, RuntimeError):
            time.sleep(0.2)
        finally:
            browser.close()
    raise SystemExit("The server did not start.")


@contextlib.contextmanager
def throw_away_database(url: str) -> Iterator[str]:
    """A database of our own on a PostgreSQL, dropped at the end; its URL."""
    import psycopg

    name = f"bench_{secrets.token_hex(6)}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        try:
            yield urlsplit(url)._replace(path=f"/{name}").geturl()
        finally:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _family(first: psutil.Process) -> list[psutil.Process]:
    return [first, *first.children(recursive=True)]


def _cpu_seconds(first: psutil.Process) -> float:
    times = [process.cpu_times() for process in _family(first)]
    return sum(each.user + each.system for each in times)


def measure(
    port: int, first: psutil.Process, path: Path_, given: Given, clients: int, seconds: float
) -> tuple[list[float], Counter[str], float, float]:
    """Visits back to back by so many visitors: seconds of each, errors, time that passed, the server's CPU seconds."""
    taken: list[float] = []
    errors: Counter[str] = Counter()
    until = time.monotonic() + seconds

    def come_and_go() -> None:
        while time.monotonic() < until and len(taken) + errors.total() < MOST_VISITS:
            browser = Browser(port)
            begun = time.monotonic()
            try:
                path(browser, given)
                taken.append(time.monotonic() - begun)
            except Exception as error:
                errors[f"{type(error).__name__}: {error}"[:80]] += 1
                time.sleep(0.05)
            finally:
                browser.close()

    threads = [threading.Thread(target=come_and_go) for _ in range(clients)]
    before, begun = _cpu_seconds(first), time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return taken, errors, time.monotonic() - begun, _cpu_seconds(first) - before


def run(name: str, told: dict[str, str], workers: int, seconds: float, stored: Callable[[], int]) -> bool:
    """Measure one installation on every path; whether the ledger is right and nothing failed."""
    made = subprocess.run(
        [sys.executable, "-m", "benchmarks.installation", told["VAR_DIR"]],
        env=told,
        check=True,
        capture_output=True,
        text=True,
    )
    given: Given = [(name, value) for name, value in json.loads(made.stdout.splitlines()[-1])]
    print(f"\n{name}")
    print(
        f"{'':<18}{'clients':>8}{'visits/s':>10}{'p50 ms':>8}{'p95 ms':>8}{'CPU ms':>8}{'errors':>8}{'load':>6}"
    )
    thanked = failed = 0
    with server(told, workers) as (port, first):
        for label, path in PATHS.items():
            for clients in CLIENTS:
                taken, errors, passed, cpu = measure(port, first, path, given, clients, seconds)
                thanked += len(taken) if path is not only_look else 0
                failed += errors.total()
                ordered = sorted(taken) or [float("nan")]
                p50, p95 = (ordered[int(share * (len(ordered) - 1))] * 1000 for share in (0.5, 0.95))
                print(
                    f"{label:<18}{clients:>8}{len(taken) / passed:>10.0f}{p50:>8.0f}{p95:>8.0f}"
                    f"{cpu * 1000 / max(1, len(taken)):>8.2f}{errors.total():>8}{os.getloadavg()[0]:>6.1f}",
                    flush=True,
                )
                for what, times in errors.most_common(3):
                    print(f"    {times} x {what}")
        memory = sum(process.memory_full_info().pss for process in _family(first)) / 2**20
    kept = stored()
    print(f"memory {memory:.0f} MB; ledger: {thanked} thanked, {kept} stored")
    # A visit that broke off after its answer was stored is in the database, and nobody was thanked for it.
    return failed == 0 and kept == thanked


def main(arguments: list[str]) -> int:
    seconds = min(float(arguments[0]) if arguments else SECONDS, MOST_SECONDS)
    print(f"{os.cpu_count()} cores, shared with the visitors; {seconds:.0f} s a line")
    with tempfile.TemporaryDirectory() as folder:

        def in_file() -> int:
            with contextlib.closing(sqlite3.connect(Path(folder) / "db.sqlite3")) as connection:
                return int(connection.execute("SELECT count(*) FROM surveys_intake").fetchone()[0])

        right = run("SQLite, one process of eight threads", environment(folder, ""), 1, seconds, in_file)
    url, why_not = services.postgresql()
    if url is None:
        print(f"\nPostgreSQL was not measured: {why_not}")
        return 0 if right else 1
    with tempfile.TemporaryDirectory() as folder, throw_away_database(url) as own:

        def in_server() -> int:
            import psycopg

            with psycopg.connect(own) as connection:
                return int(connection.execute("SELECT count(*) FROM surveys_intake").fetchone()[0])  # type: ignore[index]

        told = environment(folder, own)
        right &= run("PostgreSQL, two processes of eight threads", told, 2, seconds, in_server)
    return 0 if right else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
