"""A release over the data of an earlier one, on both databases, while that one still runs: every row comes through."""

from __future__ import annotations

import secrets
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.reliability.crowd import Crowd
from tests.reliability.ledger import Ledger
from tests.reliability.server import Server
from tests.scan.engines import Engine
from tests.upgrade.filling import ANSWER_TABLES, RESPONSES
from tests.upgrade.older import OlderRelease
from tests.upgrade.past import environment, make
from tests.upgrade.releases import ROOT, releases
from tests.upgrade.rows import digests, faults, select

pytestmark = pytest.mark.long

RELEASES = [release.name for release in releases()]


@pytest.fixture(scope="module")
def left_behind(request, tmp_path_factory) -> dict[tuple[str, str], str]:
    """Addresses of databases as releases left them, made once each; tests work on copies."""
    return {}


@pytest.fixture
def past(request, release, vendor, left_behind, tmp_path, tmp_path_factory) -> Iterator[Engine]:
    """A copy of the database that a release left on one engine."""
    if vendor == "sqlite":
        if (release, vendor) not in left_behind:
            folder = tmp_path_factory.mktemp("past")
            make(release, f"sqlite:///{folder}/db.sqlite3", folder)
            left_behind[release, vendor] = f"{folder}/db.sqlite3"
        file = tmp_path / "db.sqlite3"
        shutil.copy(left_behind[release, vendor], file)
        yield Engine("sqlite", f"sqlite:///{file}", file=file)
        return
    cluster = request.getfixturevalue("cluster")
    if (release, vendor) not in left_behind:
        name = f"past_{len(left_behind)}"
        cluster.query(f"CREATE DATABASE {name}")
        make(release, cluster.url_of(name), tmp_path_factory.mktemp("past"))
        left_behind[release, vendor] = name
    name = f"test_{secrets.token_hex(6)}"
    cluster.query(f"CREATE DATABASE {name} TEMPLATE {left_behind[release, vendor]}")
    try:
        yield Engine("postgresql", cluster.url_of(name), cluster=cluster)
    finally:
        cluster.query(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def manage(engine: Engine, folder: Path, *command: str, **told: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", "django", *command],
        cwd=ROOT,
        env=environment(engine.url, folder, **told),
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("vendor", ["sqlite", "postgresql"])
@pytest.mark.parametrize("release", RELEASES)
def test_every_row_comes_through_an_upgrade_under_load_and_the_site_goes_on(past, tmp_path):
    before = digests(past, ANSWER_TABLES)
    assert len(before["surveys_response"]) == RESPONSES
    assert all(before[table] for table in ANSWER_TABLES if table != "cms_pageremark")
    with OlderRelease(past) as older:
        older.wait_for(5)
        done = manage(past, tmp_path, "migrate", "--no-input", "--verbosity", "0")
        assert done.returncode == 0, done.stderr
        # It is restarted last: until then what it does must go on working.
        older.wait_for(5)
    assert not older.faults, dict(older.faults)
    assert older.read > 5
    assert faults(before, digests(past, ANSWER_TABLES)) == []
    assert older.lost() == set()

    nothing_left = manage(past, tmp_path, "migrate", "--check")
    assert nothing_left.returncode == 0, nothing_left.stdout + nothing_left.stderr
    unchanged = manage(past, tmp_path, "makemigrations", "--check", "--dry-run")
    assert unchanged.returncode == 0, unchanged.stdout
    if past.vendor == "postgresql":
        roles = manage(past, tmp_path, "database_roles", "--apply", "--prefix", "upgraded")
        assert roles.returncode == 0, roles.stderr
    assert select(past, "SELECT count(*) FROM auth_group WHERE name = 'Safeguarding leads'") == [(1,)]

    ledger = Ledger()
    with Server(past, tmp_path / "served") as server, Crowd(server.port, ledger, clients=1) as visitors:
        visitors.wait_for(3)
    assert not ledger.faults, ledger.faults


@pytest.mark.parametrize("vendor", ["sqlite", "postgresql"])
@pytest.mark.parametrize("release", RELEASES[:1])
def test_a_migration_that_loses_one_row_and_changes_another_is_found(past, tmp_path):
    before = digests(past, ANSWER_TABLES)
    done = manage(
        past,
        tmp_path,
        "migrate",
        "--no-input",
        DJANGO_SETTINGS_MODULE="tests.upgrade.planted.settings",
    )
    assert done.returncode == 0, done.stderr
    told = faults(before, digests(past, ANSWER_TABLES))
    assert f"surveys_nonce: 1 of {RESPONSES} rows were lost" in told
    assert f"surveys_comment: 1 of {len(before['surveys_comment'])} rows were changed" in told
    assert len(told) == 2
