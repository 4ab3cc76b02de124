"""Mixes at the same time as others, as senders and as writers of tags: every answer exactly once."""

from __future__ import annotations

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections, transaction

from engagement.database import files
from surveys.mixing.rewrite.postgresql import PostgreSQL
from surveys.mixing.rewrite.sqlite import SQLite
from surveys.mixing.services import clean_files, mix, mix_due
from surveys.models import Comment, Intake, OwedVacuum, Response, SurveyPage, ThemeTag
from tests.surveys.mixing.waiting import send


@pytest.fixture
def survey(engine) -> SurveyPage:
    return SurveyPage.objects.get(slug="insights", locale__language_code="en")


def on_a_connection_of_its_own(work):
    def done():
        try:
            return work()
        finally:
            connections.close_all()

    return done


def stored(survey) -> Counter:
    return Counter(answers["NUMBER"] for answers in survey.responses.values_list("answers", flat=True))


def test_mixes_at_once_mix_every_answer_exactly_once(survey):
    numbers = send(survey, 40)
    together = threading.Barrier(4)

    @on_a_connection_of_its_own
    def work():
        together.wait(20)
        return mix(survey, at_least=1).n

    with ThreadPoolExecutor(4) as pool:
        mixed = [future.result() for future in [pool.submit(work) for _ in range(4)]]
    assert sum(mixed) == 40
    assert stored(survey) == Counter(numbers)
    assert (Intake.objects.count(), Comment.objects.count()) == (0, 40)
    assert not OwedVacuum.objects.exists()


def test_answers_sent_while_mixes_run_are_all_kept(survey):
    ended = threading.Event()

    @on_a_connection_of_its_own
    def send_all():
        try:
            return [number for first in range(0, 120, 4) for number in send(survey, 4, first=first)]
        finally:
            ended.set()

    @on_a_connection_of_its_own
    def mix_all():
        n = 0
        while not ended.is_set():
            n += mix(survey).n
        return n

    with ThreadPoolExecutor(2) as pool:
        sending, mixing = pool.submit(send_all), pool.submit(mix_all)
        numbers, mixed = sending.result(), mixing.result()
    assert mixed + mix(survey, at_least=1).n == 120
    assert stored(survey) == Counter(numbers)


def test_tags_written_while_mixes_run_are_neither_lost_nor_refused(survey):
    send(survey, 30)
    mix(survey)
    comments = list(Comment.objects.values_list("pk", flat=True))
    ended = threading.Event()

    @on_a_connection_of_its_own
    def mix_all():
        first = 30
        while not ended.is_set():
            send(survey, 10, first=first)
            mix(survey)
            first += 10

    with ThreadPoolExecutor(1) as pool:
        mixing = pool.submit(mix_all)
        try:
            for comment in comments:
                with transaction.atomic():
                    ThemeTag.objects.create(
                        comment_id=comment, theme="lighting", spans=[], score=1, codebook="1"
                    )
                    assert Comment.objects.filter(pk=comment).update(language="pl") == 1
        finally:
            ended.set()
        mixing.result()
    assert set(ThemeTag.objects.values_list("comment_id", flat=True)) == set(comments)
    assert Comment.objects.filter(language="pl").count() == 30


def test_a_reader_who_does_not_end_delays_the_cleaning_and_the_next_run_makes_it_good(survey, monkeypatch):
    for kind in (PostgreSQL, SQLite):
        monkeypatch.setattr(kind, "attempts", 2)
        monkeypatch.setattr(kind, "pause", 0.01)
    monkeypatch.setattr("surveys.mixing.rewrite.postgresql.WAIT", "50ms")
    monkeypatch.setitem(connection.settings_dict["OPTIONS"], *short_wait())
    send(survey, 10)
    with files.own_connection() as reader, reader.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute("SELECT count(*) FROM surveys_intake")
        cursor.fetchall()
        with pytest.raises(files.StillInUse, match="The answers are mixed, but"):
            mix(survey)
        cursor.execute("ROLLBACK")
    assert (Intake.objects.count(), Response.objects.count()) == (0, 10)
    assert OwedVacuum.objects.count() == 1
    mix_due()
    assert not OwedVacuum.objects.exists()
    clean_files()  # nothing owed: nothing to do


def short_wait() -> tuple[str, object]:
    """The connection option that makes a busy database answer soon."""
    return ("timeout", 0.2) if connection.vendor == "sqlite" else ("connect_timeout", 20)
