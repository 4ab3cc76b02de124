"""Runs the suite: once on SQLite, then what depends on the database again on PostgreSQL; long checks when asked."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

from tests import services

WORKERS = 2
"""Processes the suite is spread over: each makes a database of its own, which a third would not repay."""
FAILED = 1
"""What pytest returns when tests failed, and nothing else did."""
CHANCE = 8
"""So many failures of one run may be chance: each is tried once more by itself."""
LAST_FAILED = Path(".pytest_cache/v/cache/lastfailed")


def pytest(*arguments: str, database: str = "") -> int:
    # One thread for each worker's arithmetic: two workers on two cores lose minutes when their threads compete.
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    if database:
        environment["DATABASE_UNDER_TEST"] = database
    # In the order they were collected: tests that empty the tables come last, and no worker may steal one from there.
    command = [sys.executable, "-m", "pytest", "-n", str(min(WORKERS, os.cpu_count() or 1)), *arguments]
    status = subprocess.run([*command, "--cache-clear"], env=environment, check=False).returncode
    if status == FAILED:
        status = again_alone(arguments, environment)
    # 5: nothing among the arguments is marked for the second database.
    return 0 if status == 5 and database else status


def again_alone(arguments: list[str], environment: dict[str, str]) -> int:
    """Run what failed once more, by itself: a browser that starved beside another worker must pass here.

    More than ``CHANCE`` failures are no chance, and are not tried again. What needed the second run stays named in the
    output, to be mended.
    """
    failed = list(json.loads(LAST_FAILED.read_text(encoding="utf-8"))) if LAST_FAILED.exists() else []
    if not 0 < len(failed) <= CHANCE:
        return FAILED
    announce("Once more, alone, what failed beside another worker (to be mended even where it passes now):")
    print("\n".join(failed), flush=True)
    command = [sys.executable, "-m", "pytest", "-n", "0", "--last-failed", *arguments]
    return subprocess.run(command, env=environment, check=False).returncode


def announce(text: str) -> None:
    print(f"\n=== {text}", flush=True)


def suite(selection: str, arguments: list[str]) -> int:
    """The selected tests on SQLite, then those marked ``both_databases`` on PostgreSQL where one answers."""
    announce(f"On SQLite ({selection})")
    failed = pytest("-m", selection, *arguments)
    url, why_not = services.postgresql()
    if url is None:
        announce(f"Not repeated on PostgreSQL: {why_not}")
        return failed
    announce("Again on PostgreSQL: what depends on the database")
    return pytest("-m", f"both_databases and ({selection})", *arguments, database=url) or failed


def soak(arguments: list[str]) -> int:
    """The reliability trials at their whole length, one after the other, telling their figures."""
    announce("Soak: faults under load")
    command = [sys.executable, "-m", "pytest", "tests/reliability", "-q", "-s", *arguments]
    return subprocess.run(command, env={**os.environ, "SOAK": "1"}, check=False).returncode


def main(arguments: list[str]) -> int:
    started = time.monotonic()
    if arguments[0] == "soak":
        return soak(arguments[1:])
    failed = suite("not long", arguments[1:])
    if arguments[0] == "all" and not failed:
        failed = suite("long", arguments[1:])
    announce(f"{'Failed' if failed else 'Passed'} in {time.monotonic() - started:.0f} s")
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
