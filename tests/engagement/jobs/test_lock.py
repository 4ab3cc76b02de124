"""One process writes to an embedded database; commands hand their work to the server that owns it."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from engagement.jobs import requests
from engagement.jobs.lock import ServerRunning, beside_database, one_runner, server_lock, writing_alone
from engagement.jobs.requests import NoAnswer, answer_requests, run_or_hand_over
from engagement.jobs.runner import run_due, run_requested
from engagement.jobs.thread import JobsThread
from surveys.models import Response, SurveyPage
from tests.surveys.mixing.waiting import send

ROOT = Path(__file__).resolve().parents[3]
MIX = {"survey": "insights", "at_least": 10}


def insights() -> SurveyPage:
    return SurveyPage.objects.get(slug="insights", locale__language_code="en")


def asked_files() -> list[str]:
    folder = beside_database(".requests")
    return [path.name for path in folder.iterdir()] if folder.exists() else []


def test_a_second_owner_is_refused_with_a_sentence_and_the_note_of_the_first(sqlite_file):
    with (
        server_lock(note="8000"),
        pytest.raises(ServerRunning, match="is using the database") as refused,
        writing_alone("purge"),
    ):
        pytest.fail("two processes own the database")
    assert refused.value.note == "8000"
    with server_lock():
        pass


def test_the_lock_goes_with_the_process_that_held_it_however_it_ended(sqlite_file):
    code = (
        "import django; django.setup()\n"
        "from engagement.jobs.lock import server_lock\n"
        "with server_lock():\n"
        "    print('held', flush=True); input()\n"
    )
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "engagement.settings.test",
        "DATABASE_UNDER_TEST": sqlite_file.url,
    }
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, env=environment, **pipes) as other:
        assert other.stdout.readline() == b"held\n"
        with pytest.raises(ServerRunning), server_lock():
            pass
        other.kill()
        other.wait()
        with server_lock():
            pass


@pytest.mark.django_db
@pytest.mark.both_databases
def test_a_database_in_memory_and_postgresql_need_no_lock():
    with server_lock(), server_lock():
        assert beside_database(".server") is None


def test_one_process_at_a_time_runs_the_jobs(engine):
    with one_runner() as first, one_runner() as second:
        assert (first, second) == (True, False)
        assert run_due() is None
        assert run_requested() == "Another process is running the jobs at this moment."
    with one_runner() as again:
        assert again


def test_without_a_server_a_command_does_its_work_itself(sqlite_file):
    send(insights(), 10)
    told = StringIO()
    call_command("mix", "--survey", "insights", stdout=told)
    assert told.getvalue() == "Insights: 10 mixed.\n"
    told = StringIO()
    call_command("jobs", stdout=told)
    assert "mix: done." in told.getvalue()


@pytest.fixture
def server(sqlite_file, monkeypatch):
    """The lock and the jobs thread of a server, which looks often and has nothing due."""
    monkeypatch.setattr("engagement.jobs.thread.run_due", lambda: [])
    thread = JobsThread(look=0.02, due=3600)
    with server_lock(note="8000"):
        thread.start()
        yield thread
        thread.stop()
    assert not thread.is_alive()


def test_with_a_server_the_server_does_it_and_the_command_prints_its_answer(server):
    send(insights(), 10)
    carried_out_by = []
    carry_out = requests.carry_out

    def noted(name, options):
        carried_out_by.append(threading.current_thread().name)
        return carry_out(name, options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(requests, "carry_out", noted)
        assert run_or_hand_over("mix", MIX) == "Insights: 10 mixed."
        assert run_or_hand_over("mix", {"survey": "nowhere"}).startswith("No survey has the slug nowhere.")
    assert carried_out_by == ["jobs", "jobs"]
    assert Response.objects.count() == 10
    assert asked_files() == []


def test_a_request_that_fails_is_answered_by_type_and_place(server, caplog):
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(requests.REQUESTS, "mix", f"{__name__}.fail")
        told = run_or_hand_over("mix", {})
    assert told.startswith("It failed: RuntimeError at test_lock.py:")
    assert "canal" not in told + caplog.text


def fail(**options):
    raise RuntimeError("the canal by the school")


def test_a_server_that_does_not_answer_is_told_of_and_nothing_is_left_behind(sqlite_file, monkeypatch):
    with server_lock(), pytest.raises(NoAnswer, match="has not answered mix"):
        run_or_hand_over("mix", MIX, patience=0.3)
    assert asked_files() == []
    monkeypatch.setattr(requests.run_or_hand_over, "__kwdefaults__", {"patience": 0.1})
    with server_lock(), pytest.raises(CommandError, match="has not answered"):
        call_command("mix")


def test_a_server_that_ends_leaves_the_work_to_the_command(sqlite_file):
    send(insights(), 10)
    held, asked = threading.Event(), threading.Event()

    def serve_until_asked():
        with server_lock():
            held.set()
            asked.wait(20)

    server = threading.Thread(target=serve_until_asked)
    server.start()
    held.wait(20)
    threading.Timer(0.3, asked.set).start()
    assert run_or_hand_over("mix", MIX) == "Insights: 10 mixed."
    server.join()
    assert asked_files() == []


def test_a_request_nobody_can_read_is_thrown_away(sqlite_file):
    folder = beside_database(".requests")
    folder.mkdir()
    (folder / "x.asked").write_text("not JSON")
    assert answer_requests() == 0
    assert asked_files() == []


def test_an_open_survey_is_not_mixed_in_small_batches_on_request_unless_it_is_the_example(sqlite_file):
    survey = insights()
    SurveyPage.objects.filter(pk=survey.pk).update(is_example=False)
    send(survey, 3)
    told = run_or_hand_over("mix", {"survey": "insights", "at_least": 1})
    assert "batches of 10 or more" in told
    assert Response.objects.count() == 0
    SurveyPage.objects.filter(pk=survey.pk).update(is_example=True)
    assert run_or_hand_over("mix", {"survey": "insights", "at_least": 1}) == "Insights: 3 mixed."
    assert "add --survey" in run_or_hand_over("mix", {"at_least": 1})
