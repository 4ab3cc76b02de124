"""Redis as docs/deploy sets it up: it holds nothing of a visitor, and nothing of it is ever on the disk."""

from __future__ import annotations

import contextlib
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from redis import Redis
from redis.exceptions import RedisError

from tests.deploy.installation import PAPERS, end, free_port, gunicorn
from tests.scan.files import files_below
from tests.scan.markers import Marker, search
from tests.scan.site import PATH
from tests.scan.visitors import Sent, Visitor

pytestmark = pytest.mark.long


@contextlib.contextmanager
def running(folder: Path) -> Iterator[Redis]:
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip("no redis-server (apt-get install redis-server)")
    folder.mkdir()
    port = free_port()
    text = (PAPERS / "redis.conf").read_text(encoding="utf-8")
    assert "bind 127.0.0.1 -::1" in text
    (folder / "redis.conf").write_text(
        text.replace("bind 127.0.0.1 -::1", f"bind 127.0.0.1\nport {port}\ndir {folder}")
    )
    with (folder / "redis.out").open("ab") as output:
        server = subprocess.Popen([program, str(folder / "redis.conf")], stdout=output, stderr=output)
    client = Redis(port=port)
    try:
        deadline = time.monotonic() + 30
        while True:
            try:
                client.ping()
                break
            except RedisError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.05)
        yield client
    finally:
        client.close()
        end(server)


def everything(client: Redis) -> bytes:
    """Every key and value as Redis would write it."""
    found = []
    for key in client.scan_iter():
        found += [key, client.dump(key) or b""]
    return b"\n".join(found)


def test_the_cache_holds_nothing_of_a_visitor_and_leaves_no_file(roles, tmp_path):
    folder = tmp_path / "redis"
    sent = [Sent(number) for number in range(5)]
    with running(folder) as client:
        client.set("a key that must be seen", "lamp")
        assert b"a key that must be seen" in everything(client)
        url = f"redis://127.0.0.1:{client.connection_pool.connection_kwargs['port']}/0"
        told, port = roles.environment("web") | {"REDIS_URL": url}, free_port()
        with gunicorn(told, bind=f"127.0.0.1:{port}", log=tmp_path / "web.log"):
            visitor = Visitor(port)
            visitor.request("GET", "/")
            for each in sent:
                visitor.answer(PATH, each)
            visitor.misbehave(PATH)
            words = [Marker("answer", word) for each in sent for word in (each.short, each.long, each.nonce)]
            assert search("the cache", everything(client), [*visitor.markers(), *words]) == []
        assert (
            client.config_get("save")["save"] == "" and client.config_get("appendonly")["appendonly"] == "no"
        )
        assert client.slowlog_get() == []
    # A server that is told to end writes a last snapshot unless it is told not to.
    written = {path.name for path in files_below(folder)}
    assert written == {"redis.conf", "redis.out"}
    out = (folder / "redis.out").read_text(errors="replace")
    assert search("what it printed", out.encode(), visitor.markers()) == []
    assert not re.search(r"Saving the final RDB", out)


def test_a_redis_that_saves_would_leave_a_file(tmp_path, monkeypatch):
    """The fault the test above is there for, planted."""
    saves = tmp_path / "papers"
    saves.mkdir()
    text = (PAPERS / "redis.conf").read_text(encoding="utf-8")
    assert 'save ""' in text
    (saves / "redis.conf").write_text(text.replace('save ""', "save 1 1"))
    monkeypatch.setattr("tests.deploy.test_cache.PAPERS", saves)
    with running(tmp_path / "redis") as client:
        client.set("answer", "lamp")
    assert "dump.rdb" in {path.name for path in files_below(tmp_path / "redis")}
