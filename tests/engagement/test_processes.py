"""More than one server process on an SQLite that cannot bear it is refused before it starts."""

from __future__ import annotations

import pytest

from engagement import checks
from engagement.checks import (
    one_process_on_an_older_sqlite,
    processes_asked_for,
    sqlite_is_safe_for_processes,
)


@pytest.mark.parametrize(
    "environment, processes",
    [
        ({}, 1),
        ({"WEB_CONCURRENCY": "4"}, 4),
        ({"GUNICORN_CMD_ARGS": "--bind :8000 --workers=3"}, 3),
        ({"GUNICORN_CMD_ARGS": "-w 2 --threads 8"}, 2),
        ({"WEB_CONCURRENCY": "", "GUNICORN_CMD_ARGS": "--threads 8"}, 1),
    ],
)
def test_the_environment_tells_how_many_processes_are_wanted(environment, processes):
    assert processes_asked_for(environment) == processes


@pytest.mark.parametrize(
    "version, safe",
    [
        ((3, 40, 1), False),
        ((3, 44, 5), False),
        ((3, 44, 6), True),
        ((3, 50, 6), False),
        ((3, 50, 7), True),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((3, 52, 0), True),
    ],
)
def test_releases_of_sqlite_that_lose_nothing_are_known(version, safe):
    assert sqlite_is_safe_for_processes(version) is safe


@pytest.mark.parametrize(
    "engine, processes, safe, refused",
    [
        ("sqlite3", "2", False, True),
        ("sqlite3", "1", False, False),
        ("sqlite3", "2", True, False),
        ("postgresql", "2", False, False),
    ],
)
def test_several_processes_are_refused_on_an_older_sqlite_alone(
    monkeypatch, settings, engine, processes, safe, refused
):
    monkeypatch.setitem(settings.DATABASES["default"], "ENGINE", f"django.db.backends.{engine}")
    monkeypatch.setenv("WEB_CONCURRENCY", processes)
    monkeypatch.setattr(checks, "sqlite_is_safe_for_processes", lambda: safe)
    found = one_process_on_an_older_sqlite(None)
    assert [error.id for error in found] == (["engagement.E004"] if refused else [])
