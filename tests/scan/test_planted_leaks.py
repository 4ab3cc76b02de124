"""On real databases: a leak somebody builds in tomorrow is told by the scan; the mix as it is leaks nothing."""

from __future__ import annotations

import hashlib
import time
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from surveys.collection.nonce import make_nonce, read_nonce
from surveys.mixing.rewrite.postgresql import PostgreSQL
from surveys.mixing.rewrite.sqlite import SQLite
from surveys.mixing.services import mix
from surveys.models import Intake, Nonce, Response, SurveyPage
from tests.scan.markers import Marker
from tests.scan.report import leaks, times_of_sending, write_pages
from tests.scan.tables import row_counts
from tests.scan.times import Window, fresh_second
from tests.scan.visitors import Sent

pytestmark = pytest.mark.long
"""The scan itself is in the core; that it finds what it is there for takes a minute of planting."""

ADDRESS = Marker("client address", "203.0.113.186")
BATCHES = 4


class Day:
    """Sixty answers, sent one after the other straight into the intake and mixed in four batches."""

    def __init__(self, engine) -> None:
        self.engine = engine
        self.sent = [Sent(number) for number in range(60)]
        self.survey = SurveyPage.objects.get(slug="insights", locale__language_code="en")
        self.before = row_counts()
        write_pages()
        self.start = fresh_second()

    def send(self, each: Sent) -> None:
        each.nonce = make_nonce(time.time())
        ticket = read_nonce(each.nonce, time.time())
        Nonce.objects.create(pk=ticket.key, expires_on=ticket.expires_on)
        version = self.survey.versions.get().pk
        Intake.objects.create(survey=self.survey, payload={"version": version, "comments": each.comments})

    def pass_by(self) -> None:
        for each in self.sent:
            self.send(each)
            if (each.number + 1) % (len(self.sent) // BATCHES) == 0:
                assert mix(self.survey).n

    @property
    def window(self) -> Window:
        return Window(self.start, datetime.now(UTC) + timedelta(seconds=1))

    def leaks(self) -> list[str]:
        return leaks(self.engine, self.sent, markers=[ADDRESS], window=self.window, before=self.before)

    def times(self) -> list[str]:
        return list(times_of_sending(self.window, self.before))


@pytest.fixture
def day(engine) -> Day:
    if engine.vendor == "postgresql":
        run("ALTER TABLE surveys_comment ALTER COLUMN text SET STORAGE EXTERNAL")
        run("ALTER TABLE surveys_intake ALTER COLUMN payload SET STORAGE EXTERNAL")
    return Day(engine)


def run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def test_the_mix_as_it_is_leaks_nothing_until_something_is_planted(day):
    day.pass_by()
    assert day.leaks() == []

    run("ALTER TABLE surveys_response ADD COLUMN sent_at timestamp")
    assert any("surveys_response.sent_at can hold a time" in told for told in day.times())
    run(f"UPDATE surveys_response SET sent_at = '{datetime.now(UTC):%Y-%m-%d %H:%M:%S}'")
    assert any("in surveys_response.sent_at" in told for told in day.times())

    run(f"UPDATE surveys_response SET flags = '[\"{hashlib.sha256(ADDRESS.value.encode()).hexdigest()}\"]'")
    run("CREATE TABLE drafts AS SELECT text FROM surveys_comment")
    log = day.engine.folder / "access.log"
    log.write_text(f"POST from {ADDRESS.value}\nsaid the {day.sent[3].short} sign\n")
    try:
        told = day.leaks()
    finally:
        log.unlink()
    assert "client address (sha256 hex) in surveys_response.flags" in told
    assert "client address (plain) in access.log" in told
    assert "texts in access.log" in told
    assert "texts in drafts.text" in told


def test_keys_that_count_up_are_found(day, monkeypatch):
    keys = iter(range(1, 1000))
    monkeypatch.setattr(Response._meta.pk, "_get_default", lambda: next(keys))
    day.pass_by()
    assert "surveys_response key: tau +" in "\n".join(day.leaks())


def test_batches_that_are_shuffled_but_not_rewritten_are_found(day, monkeypatch):
    for storage in (PostgreSQL, SQLite):
        monkeypatch.setattr(storage, "rewrite", lambda self, survey_id: None)
    if day.engine.vendor == "sqlite":
        # There VACUUM alone writes everything anew: take that away too.
        monkeypatch.setattr(SQLite, "vacuum", lambda self: None)
    day.pass_by()
    told = "\n".join(day.leaks())
    if day.engine.vendor == "postgresql":
        for place in ("surveys_response ctid", "surveys_response xmin", "surveys_comment long values"):
            assert f"{place}: tau +" in told
    assert "place of long texts: tau +" in told


def test_files_that_are_not_vacuumed_are_found(day, monkeypatch):
    for storage in (PostgreSQL, SQLite):
        monkeypatch.setattr(storage, "vacuum", lambda self: None)
    day.pass_by()
    told = "\n".join(day.leaks())
    assert "place of long texts: tau +" in told
    assert "texts in " in told


def test_a_plain_vacuum_of_postgresql_leaves_old_copies_in_the_files(own_postgresql, monkeypatch):
    """Why the mix asks for VACUUM FULL: the space of dead rows is freed without being erased."""

    def plainly(self, own, table):
        with own.cursor() as cursor:
            cursor.execute(f'VACUUM "{table}"')

    run("ALTER TABLE surveys_comment ALTER COLUMN text SET STORAGE EXTERNAL")
    monkeypatch.setattr(PostgreSQL, "_vacuum_full", plainly)
    day = Day(own_postgresql)
    day.pass_by()
    assert any("old copies of" in told for told in day.leaks())
