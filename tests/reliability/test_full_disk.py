"""A disk that fills up under load: nobody is thanked for nothing, the site can be read, and it recovers by itself."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.reliability.crowd import PATH, Crowd, request
from tests.reliability.figures import FULL_DISK, tell
from tests.reliability.ledger import Ledger, stored_answers, used_forms
from tests.reliability.server import Server
from tests.scan.cluster import Cluster, why_not
from tests.scan.engines import Engine
from tests.scan.site import make_site

pytestmark = pytest.mark.long


@contextlib.contextmanager
def small_disk(megabytes: int) -> Iterator[Path]:
    """A disk of this size, mounted on a folder."""
    folder = Path(tempfile.mkdtemp(prefix="small-disk-"))
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)], capture_output=True
    )
    if mounted.returncode:
        folder.rmdir()
        pytest.skip("no small disk: mounting one needs root")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)
        folder.rmdir()


def fill(disk: Path) -> Path:
    """A file that takes every byte that is left."""
    filler = disk / "filler"
    descriptor = os.open(filler, os.O_WRONLY | os.O_CREAT)
    size = 1 << 20
    try:
        while size:
            try:
                os.write(descriptor, b"\1" * size)
            except OSError:
                size //= 2
    finally:
        os.close(descriptor)
    return filler


def trials(engine: Engine, disk: Path, site: Path) -> None:
    """Fill the disk and free it again under load, as often as the figures say."""
    ledger = Ledger()
    slowest = 0.0
    with Server(engine, site) as server, Crowd(server.port, ledger) as crowd:
        for _ in range(FULL_DISK.trials):
            crowd.wait_for(FULL_DISK.each)
            filler = fill(disk)
            crowd.until_told_unsaved(5)
            assert request(server.port, "GET", PATH)[0] == 200
            filler.unlink()
            slowest = max(slowest, crowd.until_back())
    assert ledger.faults_with(engine) == []
    stored = stored_answers(engine)
    assert used_forms(engine) == len(stored) >= len(ledger.thanked) >= FULL_DISK.answers
    tell(
        f"{engine.vendor}: disk filled {FULL_DISK.trials} times, {len(ledger.thanked):,} thanked, {len(stored):,} "
        f"stored, 'not saved' told {ledger.told_unsaved} times; back in {slowest:.1f} s at the slowest"
    )


def test_a_full_disk_under_sqlite_is_told_and_got_over(prepared_file, tmp_path):
    with small_disk(24) as disk:
        file = disk / "db.sqlite3"
        shutil.copy(prepared_file, file)
        trials(Engine("sqlite", f"sqlite:///{file}", file=file), disk, tmp_path / "site")


def test_a_full_disk_under_postgresql_is_told_and_got_over(tmp_path):
    if why_not():
        pytest.skip(why_not())
    with small_disk(240) as disk:
        folder = disk / "cluster"
        folder.mkdir()
        disk.chmod(0o755)
        cluster = Cluster(folder)
        try:
            cluster.make()
            cluster.start()
            make_site(cluster.url, tmp_path)
            trials(Engine("postgresql", cluster.url, cluster=cluster), disk, tmp_path / "site")
        finally:
            cluster.kill()
