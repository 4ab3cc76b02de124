"""Fixtures of the whole suite: the cast, each person signed in on a client of their own."""

from __future__ import annotations

import os
import socket

import pytest
from django.db import connection
from django.test import Client, TransactionTestCase

from engagement.audit.append_only import protect, unprotect
from tests import ready, services
from tests.people import cast

pytest_plugins = ["tests.scan.engines"]

NEEDS = {"browser": services.chromium, "postgresql": services.postgresql, "redis": services.redis}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what this machine cannot run, saying in one line what is missing; leave our own clusters to the long checks.

    A PostgreSQL cluster of our own costs each process a quarter of a minute. The core repeats what depends on the
    database on the server that is there, and keeps its looks into files and its kills to SQLite.
    """
    for item in items:
        asked = getattr(getattr(item, "callspec", None), "params", {})
        if asked.get("engine") == "postgresql" or "own_postgresql" in item.fixturenames:
            item.add_marker(pytest.mark.long)
        for marker, service in NEEDS.items():
            if item.get_closest_marker(marker):
                found, why_not = service()
                if found is None:
                    item.add_marker(pytest.mark.skip(reason=why_not))


@pytest.fixture(autouse=True, scope="session")
def _stay_on_this_machine():
    """A test that tried to reach another machine would tell on whoever runs it, and pass or fail by luck."""
    connect = socket.socket.connect

    def guarded(plug: socket.socket, address) -> None:
        here = (
            plug.family == socket.AF_UNIX
            or str(address[0]).startswith("127.")
            or address[0] in ("localhost", "::1")
        )
        if not here:
            raise RuntimeError(f"A test tried to reach {address[0]}, which is beyond this machine.")
        connect(plug, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded)
        yield


@pytest.fixture(autouse=True, scope="session")
def _empty_the_audit_between_tests():
    """Tests that commit are followed by emptying every table, which the triggers of the audit refuse."""
    emptied = TransactionTestCase._fixture_teardown

    def with_triggers_off(self: TransactionTestCase) -> None:
        with connection.schema_editor(atomic=False) as editor:
            unprotect(editor)
        try:
            emptied(self)
        finally:
            with connection.schema_editor(atomic=False) as editor:
                protect(editor)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", with_triggers_off)
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker, django_db_modify_db_settings):
    """In place of pytest-django's own: a copy of one migrated database, where that migrates in every process."""
    with django_db_blocker.unblock(), ready.copied(os.environ.get("DATABASE_UNDER_TEST", "")):
        yield


@pytest.fixture
def visitor() -> Client:
    """Somebody nobody knows, with a browser that checks CSRF as a real one would."""
    return Client(enforce_csrf_checks=True)


def _signed_in(role: str):
    @pytest.fixture(name=role)
    def person(db) -> Client:
        client = Client()
        client.user = cast(role)
        client.force_login(client.user)
        return client

    return person


analyst = _signed_in("analyst")
safeguarding_lead = _signed_in("safeguarding_lead")
moderator = _signed_in("moderator")
campaign_lead = _signed_in("campaign_lead")
youth_lead = _signed_in("youth_lead")
faith_lead = _signed_in("faith_lead")
directory_lead = _signed_in("directory_lead")
admin = _signed_in("admin")
