"""Redis flushed and killed under load: it holds nothing that anybody would miss."""

from __future__ import annotations

import contextlib
import http.client
import shutil
import subprocess
import time
from collections.abc import Iterator

import pytest
from redis import Redis
from redis.exceptions import RedisError

from tests.reliability.crowd import Crowd, request
from tests.reliability.ledger import Ledger
from tests.reliability.server import Server

pytestmark = pytest.mark.long


@contextlib.contextmanager
def own_redis(tmp_path) -> Iterator[tuple[str, subprocess.Popen]]:
    """A Redis of this test's own, which keeps nothing on disk."""
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip("no redis-server to start one of our own")
    plug = tmp_path / "redis.sock"
    options = ["--port", "0", "--unixsocket", str(plug), "--save", "", "--appendonly", "no"]
    process = subprocess.Popen([program, *options], cwd=tmp_path, stdout=subprocess.DEVNULL)
    url = f"unix://{plug}"
    try:
        until = time.monotonic() + 20
        while True:
            with contextlib.suppress(RedisError):
                Redis.from_url(url).ping()
                break
            assert time.monotonic() < until, "Redis did not start"
            time.sleep(0.05)
        yield url, process
    finally:
        process.kill()
        process.wait(10)


def pages_of(port: int) -> dict[str, int]:
    """What a reader and a staff member who signs in are answered with."""
    told = {path: request(port, "GET", path)[0] for path in ("/", "/insights/", "/not-there/")}
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", "/account/login/")
    response = connection.getresponse()
    told["sign in"] = response.status
    response.read()
    connection.close()
    return told


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"], indirect=True)
def test_a_redis_that_is_flushed_and_killed_is_missed_by_nobody(engine, tmp_path):
    ledger = Ledger()
    with (
        own_redis(tmp_path) as (url, redis),
        Server(engine, tmp_path / "site", REDIS_UNDER_TEST=url) as server,
        Crowd(server.port, ledger) as crowd,
    ):
        there = pages_of(server.port)
        assert there == {"/": 200, "/insights/": 200, "/not-there/": 404, "sign in": 200}
        crowd.wait_for(10)
        Redis.from_url(url).flushall()
        crowd.wait_for(10)
        assert pages_of(server.port) == there
        redis.kill()
        redis.wait(10)
        crowd.wait_for(30)
        assert pages_of(server.port) == there
    assert (ledger.told_unsaved, ledger.broken_off) == (0, 0)
    assert ledger.faults_with(engine) == []
