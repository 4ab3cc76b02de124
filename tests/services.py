"""What this machine offers to test against: a PostgreSQL, a Redis, a Chromium. Each answer says why not."""

from __future__ import annotations

import os
import shutil
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

NO_SERVICES = os.environ.get("NO_SERVICES", "") not in ("", "0")


@cache
def postgresql() -> tuple[str | None, str]:
    """The URL of a PostgreSQL that answers and lets us create databases, or None and the reason."""
    if NO_SERVICES:
        return None, "NO_SERVICES is set"
    import psycopg

    given = os.environ.get("TEST_DATABASE_URL")
    tried = [given] if given else ["postgres://postgres@127.0.0.1:5432/postgres"]
    for url in tried:
        try:
            with psycopg.connect(url, connect_timeout=2) as connection:
                row = connection.execute(
                    "select rolcreatedb or rolsuper from pg_roles where rolname = current_user"
                )
                if row.fetchone() != (True,):
                    return None, f"{urlsplit(url).hostname}'s PostgreSQL user may not create databases"
                return url, ""
        except psycopg.OperationalError:
            continue
    return None, "no PostgreSQL answers (set TEST_DATABASE_URL)"


@cache
def redis() -> tuple[str | None, str]:
    """The URL of a Redis that answers, or None and the reason."""
    if NO_SERVICES:
        return None, "NO_SERVICES is set"
    from redis import Redis
    from redis.exceptions import RedisError

    url = os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:6379/15")
    try:
        client = Redis.from_url(url, socket_connect_timeout=2)
        client.ping()
        client.close()
    except RedisError:
        return None, "no Redis answers (set TEST_REDIS_URL)"
    return url, ""


@cache
def chromium() -> tuple[str | None, str]:
    """The path of a Chromium, or None and the reason."""
    given = os.environ.get("CHROMIUM")
    for path in (
        [given] if given else ["/usr/bin/chromium", shutil.which("chromium"), shutil.which("google-chrome")]
    ):
        if path and Path(path).exists():
            return path, ""
    return None, "no Chromium found (install chromium or set CHROMIUM)"
