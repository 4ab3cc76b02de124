"""One form, two senders at the same moment."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from django.db import connection, connections

from surveys.authoring.answers import Read
from surveys.collection.nonce import Ticket
from surveys.collection.services import accept_response
from surveys.models import Intake, Nonce
from tests.surveys.collection.survey import put_live

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both_databases]


@pytest.fixture
def threads_can_connect(tmp_path: Path, monkeypatch) -> Iterator[None]:
    """Give threads connections of their own: the tests' SQLite database lives in memory, so they get a copy on disk."""
    if connection.vendor == "sqlite":
        with sqlite3.connect(tmp_path / "db.sqlite3") as copy:
            connection.connection.backup(copy)
        copy.close()
        monkeypatch.setitem(connections.settings["default"], "NAME", str(tmp_path / "db.sqlite3"))
    yield


def in_threads(*works) -> list:
    results: list = [None] * len(works)

    def run(place: int, work) -> None:
        try:
            results[place] = work()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.fixture
def survey(forgetting):
    return put_live()


def test_two_sends_of_one_form_at_once_store_one_answer(survey, threads_can_connect):
    version = survey.versions.get().pk
    rounds = 12
    barrier = threading.Barrier(2)

    def send() -> list[bool]:
        told = []
        for number in range(1, rounds + 1):
            barrier.wait()
            read = Read(answers={"HOPE": number})
            ticket = Ticket(number, date(2199, 1, 1))
            told.append(
                accept_response(survey=survey.pk, version=version, language="en", read=read, nonce=ticket)
            )
        return told

    first, second = in_threads(send, send)
    assert [a + b for a, b in zip(first, second, strict=True)] == [1] * rounds
    (stored,) = in_threads(
        lambda: sorted(p["answers"]["HOPE"] for p in Intake.objects.values_list("payload", flat=True))
    )
    assert stored == list(range(1, rounds + 1))
    assert in_threads(Nonce.objects.count) == [rounds]
