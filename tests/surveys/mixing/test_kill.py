"""A mix killed at any moment leaves every answer in exactly one of the two places, whole."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection, transaction

from surveys.mixing.services import mix_due
from surveys.models import Comment, Intake, OwedVacuum, Response, SurveyPage
from tests.surveys.mixing.waiting import send
from tests.surveys.safeguarding.leads import queue_key, texts

ROOT = Path(__file__).resolve().parents[3]
KILLED = -9


@contextmanager
def one_snapshot() -> Iterator[None]:
    """Every statement within sees the database as it was at the first."""
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield


class Mixer:
    """The other process, and every answer ever sent."""

    def __init__(self, process: subprocess.Popen) -> None:
        self.process = process
        self.survey = SurveyPage.objects.get(slug="insights", locale__language_code="en")
        self.private = queue_key()
        self.sent: list[int] = []

    def order(self, **order) -> dict:
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def send(self, n: int) -> None:
        """Answers, the last of which tells of danger."""
        self.sent += send(self.survey, n - 1, first=len(self.sent))
        last = len(self.sent)
        self.sent += send(
            self.survey, 1, first=last, comments={"CHANGE": f"my stepdad hits me, voice {last}"}
        )

    def check(self) -> None:
        """Each answer is stored once, whole, at one moment.

        A moment is one snapshot: a server process of PostgreSQL outlives the client that was killed, and may commit the
        mix between two statements of ours.
        """
        with one_snapshot():
            answers_waiting = list(Intake.objects.values_list("payload", "referred"))
            queued = texts(self.private)
            mixed = list(Response.objects.values_list("pk", "answers"))
            commented = Counter(Comment.objects.values_list("response", flat=True))
            told = list(Comment.objects.filter(text__contains="stepdad").values_list("text", flat=True))
        stored = [payload["answers"]["NUMBER"] for payload, _ in answers_waiting]
        stored += [answers["NUMBER"] for _, answers in mixed]
        assert Counter(stored) == Counter(self.sent)
        assert commented == Counter(key for key, _ in mixed)
        told += [payload["comments"]["CHANGE"] for payload, referred in answers_waiting if referred]
        assert queued == sorted(text for text in told if "stepdad" in text)

    def finish(self) -> None:
        """What a run of the jobs after the crash does: everything mixed, nothing owed."""
        self.send(10)
        mix_due()
        self.check()
        assert (Intake.objects.count(), Response.objects.count()) == (0, len(self.sent))
        assert not OwedVacuum.objects.exists()


@pytest.fixture
def mixer(engine) -> Iterator[Mixer]:
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "engagement.settings.test",
        "DATABASE_UNDER_TEST": engine.url,
    }
    with subprocess.Popen(
        [sys.executable, "-m", "tests.surveys.mixing.mixer"],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield Mixer(process)
        process.stdin.close()


@pytest.mark.long
def test_a_mix_killed_at_each_of_its_steps_loses_doubles_and_halves_nothing(mixer):
    before_commit = (
        "before the answers are stored",
        "after the answers are stored",
        "after the originals are queued",
        "after the intake is emptied",
        "after the rewrite",
    )
    for step in before_commit:
        mixer.send(12)
        waiting = Intake.objects.count()
        assert mixer.order(kill_at=step)["ended"] == KILLED
        assert Intake.objects.count() == waiting
        mixer.check()
    assert mixer.order()["ended"] == 0
    for step in ("before the files are cleaned", "after the files are cleaned"):
        mixer.send(12)
        assert mixer.order(kill_at=step)["ended"] == KILLED
        assert Intake.objects.count() == 0
        assert OwedVacuum.objects.exists()
        mixer.check()
    mixer.finish()


@pytest.mark.long
def test_a_reading_for_danger_killed_at_each_step_seals_each_original_once(mixer):
    mixer.send(3)
    for step in ("after the originals are queued", "before the files are cleaned"):
        mixer.order(refer=True, kill_at=step)
        mixer.check()
    mixer.send(2)
    assert mixer.order(refer=True)["ended"] == 0
    mixer.check()
    assert len(texts(mixer.private)) == 2
    mixer.finish()


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_a_mix_that_becomes_durable_during_a_check_is_not_taken_for_a_loss(mixer, monkeypatch):
    mixer.send(12)
    read = Intake.objects.values_list
    meanwhile = [{"kill_at": "before the files are cleaned"}]

    def then_mixed(*args, **kwargs):
        waiting = list(read(*args, **kwargs))
        while meanwhile:
            assert mixer.order(**meanwhile.pop())["ended"] == KILLED
        return waiting

    monkeypatch.setattr(Intake.objects, "values_list", then_mixed)
    mixer.check()
    assert (Intake.objects.count(), Comment.objects.count()) == (0, 12)
    mixer.check()


def kill_at_random(mixer: Mixer, trials: int, seed: int) -> int:
    """How many of so many mixes were killed before they ended, after checking each."""
    chance = random.Random(seed)
    mixer.send(40)
    length = mixer.order()["seconds"]
    killed = 0
    for _ in range(trials):
        mixer.send(chance.randint(1, 40))
        killed += mixer.order(kill_after=chance.uniform(0, length))["ended"] == KILLED
        mixer.check()
    mixer.finish()
    return killed


@pytest.mark.long
def test_forty_mixes_killed_at_any_moment_lose_double_and_halve_nothing(mixer):
    assert kill_at_random(mixer, trials=40, seed=2) > 10
