"""Fixtures: a database of our own with one open survey, on either engine, whose files and users are ours to break."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.scan.cluster import Cluster, throw_away_cluster, why_not
from tests.scan.database import use_database
from tests.scan.site import make_site


@dataclass(frozen=True)
class Engine:
    """A database that Django's default connection leads to, in every thread, for the length of one test."""

    vendor: str
    url: str
    file: Path | None = None
    cluster: Cluster | None = None

    @property
    def folder(self) -> Path:
        """The folder that holds everything the engine keeps on disk."""
        if self.cluster is not None:
            return self.cluster.folder
        assert self.file is not None
        return self.file.parent


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """One PostgreSQL cluster of our own for the session; tests make databases in it."""
    if why_not():
        pytest.skip(why_not())
    with throw_away_cluster() as running:
        yield running


@pytest.fixture(scope="session")
def prepared_cluster(cluster, tmp_path_factory) -> Cluster:
    """The cluster with a database ``prepared`` that holds every table and one open survey."""
    cluster.query("CREATE DATABASE prepared")
    make_site(cluster.url_of("prepared"), tmp_path_factory.mktemp("site"))
    return cluster


@pytest.fixture(scope="session")
def prepared_file(tmp_path_factory) -> Path:
    """A SQLite file that holds every table and one open survey."""
    file = tmp_path_factory.mktemp("prepared") / "db.sqlite3"
    make_site(f"sqlite:///{file}", file.parent)
    return file


@pytest.fixture
def sqlite_file(prepared_file, tmp_path, django_db_blocker) -> Iterator[Engine]:
    """A SQLite file of this test's own."""
    folder = tmp_path / "database"
    folder.mkdir()
    file = folder / "db.sqlite3"
    shutil.copy(prepared_file, file)
    with django_db_blocker.unblock(), use_database(f"sqlite:///{file}") as url:
        yield Engine("sqlite", url, file=file)


@pytest.fixture
def own_postgresql(prepared_cluster, django_db_blocker) -> Iterator[Engine]:
    """A PostgreSQL database of this test's own in a cluster of our own."""
    name = f"test_{secrets.token_hex(6)}"
    prepared_cluster.query(f"CREATE DATABASE {name} TEMPLATE prepared")
    url = prepared_cluster.url_of(name)
    try:
        with django_db_blocker.unblock(), use_database(url):
            yield Engine("postgresql", url, cluster=prepared_cluster)
    finally:
        prepared_cluster.query(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request) -> Engine:
    """Both engines in turn."""
    return request.getfixturevalue({"sqlite": "sqlite_file", "postgresql": "own_postgresql"}[request.param])
