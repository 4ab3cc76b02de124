"""Real databases for tests that look into files, kill processes or run several of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DEFAULT_DB_ALIAS, connections

from engagement.settings.base import database


@contextmanager
def use_database(url: str) -> Iterator[str]:
    """Let Django's default connection, in every thread, lead to another database until the block ends."""
    from django.contrib.contenttypes.models import ContentType  # Not before Django is ready.

    settings = connections.settings[DEFAULT_DB_ALIAS]
    before, kept = connections[DEFAULT_DB_ALIAS], dict(settings)
    settings.update({"OPTIONS": {}} | database(url))
    connections[DEFAULT_DB_ALIAS] = connections.create_connection(DEFAULT_DB_ALIAS)
    # Types of content have other numbers there.
    ContentType.objects.clear_cache()
    try:
        yield url
    finally:
        connections[DEFAULT_DB_ALIAS].close()
        settings.clear()
        settings.update(kept)
        # The old connection was never closed: a database in memory lives no longer than its last connection.
        connections[DEFAULT_DB_ALIAS] = before
        ContentType.objects.clear_cache()
