"""Timed work runs once a period, survives failures, and tells none of what it worked on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import override_settings

from engagement.jobs import runner
from engagement.jobs.models import JobRun
from engagement.jobs.periods import every, hourly_at
from engagement.jobs.runner import ATTEMPTS, run_due, run_requested
from engagement.jobs.schedule import REQUESTS, Job, schedule
from engagement.jobs.upkeep import forget_old_runs
from surveys.models import Nonce, Response
from tests.surveys.mixing.waiting import open_survey, send

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

NINE = datetime(2026, 11, 22, 9, 0, 30, tzinfo=UTC)
done: list[datetime] = []


def work(*, now):
    done.append(now)


def fail(*, now):
    raise RuntimeError("the canal by the school")


@pytest.fixture(autouse=True)
def nothing_done():
    done.clear()


def use(monkeypatch, *jobs: Job) -> None:
    monkeypatch.setattr(runner, "schedule", lambda: jobs)


def job(name: str, work: str, rule=None) -> Job:
    return Job(name, rule or hourly_at(range(24)), f"{__name__}.{work}")


def test_a_job_runs_once_a_period_however_often_it_is_asked(monkeypatch):
    use(monkeypatch, job("one", "work"))
    assert [str(ran) for ran in run_due(NINE)] == ["one: done."]
    assert run_due(NINE + timedelta(minutes=59)) == []
    assert len(run_due(NINE + timedelta(minutes=60))) == 1
    assert done == [NINE, NINE + timedelta(minutes=60)]


def test_a_job_that_rests_leaves_no_record(monkeypatch):
    use(monkeypatch, job("one", "work", hourly_at([17])))
    assert run_due(NINE) == []
    assert not JobRun.objects.exists()


def test_a_failure_is_told_by_type_and_place_and_stops_no_other_job(monkeypatch, caplog):
    use(monkeypatch, job("bad", "fail"), job("good", "work"))
    told = "\n".join(map(str, run_due(NINE)))
    assert "bad: failed, RuntimeError at test_runner.py:" in told
    assert "good: done." in told
    assert "RuntimeError at test_runner.py:" in caplog.text
    assert "canal" not in told + caplog.text


def test_a_failed_job_is_tried_again_in_its_period_a_few_times(monkeypatch, caplog):
    use(monkeypatch, job("bad", "fail"))
    tried = [len(run_due(NINE)) for _ in range(ATTEMPTS + 2)]
    assert tried == [1] * ATTEMPTS + [0, 0]
    use(monkeypatch, job("bad", "work"))
    assert len(run_due(NINE + timedelta(hours=1))) == 1


def test_a_job_whose_process_was_killed_is_run_again(monkeypatch):
    use(monkeypatch, job("one", "work"))
    JobRun.objects.create(job="one", period="2026-11-22T09", attempts=1)
    assert len(run_due(NINE)) == 1
    assert JobRun.objects.get().done


def test_periods_follow_local_time(monkeypatch):
    use(monkeypatch, job("one", "work"))
    run_due(datetime(2026, 7, 1, 9, 30, tzinfo=UTC))
    assert JobRun.objects.get().period == "2026-07-01T10"


def test_every_job_and_request_of_the_schedule_can_be_found_and_names_differ():
    from django.utils.module_loading import import_string

    names = [each.name for each in schedule()]
    assert len(set(names)) == len(names) >= 5
    for path in [*(each.work for each in schedule()), *REQUESTS.values()]:
        assert callable(import_string(path))


@pytest.fixture
def nothing_is_erased(monkeypatch):
    """Erasing waits for whoever holds the tables: here that is the transaction this very test lives in.

    It is proved on clusters of its own, in tests/engagement/database/test_erasing.py.
    """
    if connection.vendor == "postgresql":
        monkeypatch.setattr("engagement.database.erasing.erase_deleted", lambda *, now: None)


@pytest.mark.usefixtures("nothing_is_erased")
def test_the_whole_schedule_runs_and_mixes_what_waits():
    survey = open_survey()
    send(survey, 10)
    Nonce.objects.create(pk=7, expires_on=NINE.date() - timedelta(days=1))
    Nonce.objects.create(pk=8, expires_on=NINE.date())
    ran = run_due(NINE)
    assert [each.trouble for each in ran] == [""] * len(schedule())
    assert Response.objects.count() == 10
    assert [nonce.pk for nonce in Nonce.objects.all()] == [8]
    assert run_requested() != ""


@pytest.mark.usefixtures("nothing_is_erased")
@override_settings(MIX_HOURS=[17])
def test_answers_are_mixed_at_the_hours_of_the_setting_alone():
    send(open_survey(), 10)
    run_due(NINE)
    assert Response.objects.count() == 0
    run_due(NINE.replace(hour=17))
    assert Response.objects.count() == 10


def test_periods_long_past_are_forgotten(monkeypatch):
    use(monkeypatch, job("one", "work", every(minutes=5)))
    run_due(NINE - timedelta(days=15))
    run_due(NINE - timedelta(days=13))
    assert forget_old_runs(now=NINE) == 1
    assert JobRun.objects.get().period == "2026-11-09T09:00"
