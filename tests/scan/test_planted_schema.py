"""A table or a column somebody adds tomorrow, with the oldest mistakes in it: each is told by name."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime

import pytest
from django.db import connection

from surveys.models import Intake
from tests.scan.tables import hidden_row_numbers
from tests.scan.test_planted_leaks import Day, day, run

__all__ = ["day"]
pytestmark = pytest.mark.long


def told(day: Day) -> str:
    return "\n".join(day.leaks())


def with_each(day: Day, monkeypatch, sql: str, values) -> None:
    """Let every answer that is sent write a row more, as a forgotten signal or a hasty feature would."""
    send = day.send

    def more(each):
        send(each)
        with connection.cursor() as cursor:
            cursor.execute(sql, values(each))

    monkeypatch.setattr(day, "send", more)


def test_a_task_that_a_public_request_sets_going_is_found(day, monkeypatch):
    run("CREATE TABLE tasks_result (id integer NOT NULL PRIMARY KEY, enqueued_at timestamp, args text)")
    with_each(
        day,
        monkeypatch,
        "INSERT INTO tasks_result VALUES (%s, %s, '[]')",
        lambda each: [each.number + 1, f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S.%f}"],
    )
    day.pass_by()
    found = told(day)
    assert "tasks_result.enqueued_at can hold a time (timestamp" in found
    assert "visitors write to its table" in found
    assert " in tasks_result.enqueued_at" in found


def test_a_key_that_holds_the_time_is_found(day, monkeypatch):
    run("CREATE TABLE receipts (id varchar(36) NOT NULL PRIMARY KEY)")
    with_each(day, monkeypatch, "INSERT INTO receipts VALUES (%s)", lambda each: [str(uuid.uuid1())])
    day.pass_by()
    assert "UUID 1 " in told(day) and " in receipts.id" in told(day)


def test_a_hidden_row_number_is_found(sqlite_file, monkeypatch):
    """Django's own 64-bit keys leave one on SQLite: the order of sending, without a column for it."""
    run("CREATE TABLE notes (id bigint NOT NULL PRIMARY KEY, n integer)")
    day = Day(sqlite_file)
    with_each(day, monkeypatch, "INSERT INTO notes VALUES (%s, 1)", lambda each: [Intake().pk])
    day.pass_by()
    assert "notes has a hidden row number that counts up" in told(day)


def test_the_tables_visitors_write_have_no_hidden_row_number(sqlite_file):
    ours = ["surveys_intake", "surveys_nonce", "surveys_response", "surveys_comment", "surveys_dailycount"]
    assert hidden_row_numbers(ours) == []
    run("CREATE TABLE pairs (a integer, b integer, PRIMARY KEY (a, b)) WITHOUT ROWID")
    run("CREATE TABLE loose (a integer)")
    assert hidden_row_numbers(["pairs", "loose"]) == ["loose"]


def test_a_time_column_on_answers_is_found_before_anything_is_in_it(day):
    day.pass_by()
    run("ALTER TABLE surveys_comment ADD COLUMN written_at timestamp")
    assert any("surveys_comment.written_at can hold a time" in line for line in day.times())
