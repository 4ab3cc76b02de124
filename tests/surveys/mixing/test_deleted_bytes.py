"""Deleted is gone: once the time to keep something is over, no file of the database holds a byte of it any more."""

from __future__ import annotations

import secrets
import time
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from engagement.jobs.requests import carry_out
from surveys.collection.nonce import make_nonce, read_nonce
from surveys.mixing.expiry import forget_expired_nonces
from surveys.mixing.retention import purge
from surveys.mixing.rewrite.postgresql import PostgreSQL
from surveys.mixing.rewrite.sqlite import SQLite
from surveys.mixing.services import mix
from surveys.models import Comment, Fieldwork, Intake, Nonce, Response, SurveyPage
from tests.scan.files import content, files_below
from tests.scan.places import KEYS
from tests.scan.report import WAL, write_pages
from tests.scan.visitors import made_up_word
from tests.surveys.mixing.waiting import payload

pytestmark = pytest.mark.long

YEAR = timedelta(days=365)


def run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.fixture
def survey(engine) -> SurveyPage:
    if engine.vendor == "postgresql":
        # Long values lie in the files as they are, so that a search for bytes sees them.
        for table, column in (("intake", "payload"), ("comment", "text"), ("response", "answers")):
            run(f"ALTER TABLE surveys_{table} ALTER COLUMN {column} SET STORAGE EXTERNAL")
    return SurveyPage.objects.get(slug="insights", locale__language_code="en")


def files_with(engine, token: bytes) -> list[str]:
    """The files that hold some bytes: the database, its log beside it, every heap file; not PostgreSQL's own log."""
    write_pages()
    found = files_below(engine.folder, leave_out=WAL)
    return [str(path.relative_to(engine.folder)) for path in found if token in content(path)]


class Said:
    """Ten people who each wrote a word that is in no dictionary, short or thousands of letters long, and ticked one."""

    def __init__(self, survey: SurveyPage) -> None:
        self.wrote, self.wrote_long, self.ticked = made_up_word(), made_up_word(), made_up_word()
        for number in range(10):
            long = f"{self.wrote_long} {secrets.token_hex(3000)}" if number % 2 else "short"
            comments = {"WHERE": f"the {self.wrote} sign", "CHANGE": long}
            told = payload(survey, number, comments=comments, answers={"SAFEDAY": self.ticked})
            Intake.objects.create(survey=survey, payload=told)


def close(survey: SurveyPage, *, ago: timedelta) -> None:
    Fieldwork.objects.filter(survey=survey).update(state="closed", closes_at=timezone.now() - ago)


def test_words_are_in_no_file_after_a_year_and_ticks_in_none_after_three(engine, survey):
    said = Said(survey)
    assert mix(survey).n == 10
    kept = [said.wrote.encode(), said.wrote_long.encode(), said.ticked.encode()]
    assert all(files_with(engine, token) for token in kept), (
        "what is kept must be found, or the search finds nothing"
    )

    close(survey, ago=YEAR + timedelta(days=1))
    assert purge() > 0
    assert not Comment.objects.exists() and Response.objects.count() == 10
    assert [files_with(engine, token) for token in kept[:2]] == [[], []]
    assert files_with(engine, kept[2])

    close(survey, ago=3 * YEAR + timedelta(days=1))
    assert purge() > 0
    assert files_with(engine, kept[2]) == []


def test_what_waited_is_in_no_file_but_that_of_its_column_after_the_mix(engine, survey):
    said = Said(survey)
    assert files_with(engine, said.wrote.encode())
    mix(survey)
    data = b"".join(content(path) for path in files_below(engine.folder, leave_out=WAL))
    assert data.count(b"the " + said.wrote.encode() + b" sign") == 10


def test_the_mark_of_a_used_form_is_in_no_file_the_day_after_it_could_be_sent(engine, survey):
    now = time.time()
    ticket = read_nonce(make_nonce(now), now)
    Nonce.objects.create(pk=ticket.key, expires_on=ticket.expires_on)
    Nonce.objects.create(pk=secrets.randbits(60), expires_on="2100-01-01")
    written = [write(ticket.key) for write in KEYS[engine.vendor].values()]
    assert any(files_with(engine, token) for token in written)
    assert forget_expired_nonces(now=timezone.now() + timedelta(days=2)) == 1
    assert [files_with(engine, token) for token in written] == [[]] * len(written)
    assert Nonce.objects.count() == 1


def test_a_deletion_that_gives_space_back_without_erasing_it_is_found(engine, survey, monkeypatch):
    """The fault these tests are there for, planted: the old rows stay where they were."""
    for storage in (PostgreSQL, SQLite):
        monkeypatch.setattr(storage, "vacuum", lambda self: None)
    said = Said(survey)
    mix(survey)
    close(survey, ago=YEAR + timedelta(days=1))
    assert purge() > 0
    assert not Comment.objects.exists()
    assert files_with(engine, said.wrote.encode())


def test_the_command_does_every_deletion_of_the_retention_table(engine, survey):
    Said(survey)
    mix(survey)
    Nonce.objects.create(pk=1, expires_on="2000-01-01")
    close(survey, ago=4 * YEAR)
    told = carry_out("purge", {})
    assert "forget-nonces: 1 row deleted." in told
    assert "purge: " in told and "failed" not in told
    assert carry_out("purge", {}) == "Nothing was too old to keep."
