"""What costs long to fill, filled once for all the tests of a module."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection, transaction


@contextmanager
def filled(blocker) -> Iterator[None]:
    """What is written at the start of this block stands until its end; each test within still undoes its own writing.

    For fixtures of a module; ``blocker`` is pytest-django's ``django_db_blocker``. Each test of the module that expects
    something of the tables asks for the fixture, so that none depends on its place in the order. Not beside tests that
    commit.
    """
    with blocker.unblock(), pytest.MonkeyPatch.context() as patch, transaction.atomic():
        # After a test Django closes its connections; what was never committed would go with this one.
        patch.setattr(connection, "close", lambda: None)
        try:
            yield
        finally:
            transaction.set_rollback(True)
