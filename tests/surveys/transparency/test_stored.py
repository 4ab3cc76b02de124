"""The list of what is stored is the live database's own: nothing can be added to it in silence."""

from __future__ import annotations

import pytest
from django.db import connection

from surveys.transparency.retention import in_words, retention
from surveys.transparency.schema import kind_of, read_schema
from surveys.transparency.sentences import sentences
from surveys.transparency.stored import UNDESCRIBED, read_stored

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def table(name: str):
    return next(table for table in read_stored().tables if table.name == name)


def add(column: str, to: str = "surveys_response") -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {to} ADD COLUMN {column}")


def test_every_column_of_the_answers_has_its_sentence_and_nothing_is_wrong_with_any():
    found = read_stored().findings
    assert {kind: sentences for kind, sentences in found.items() if sentences} == {}


def test_every_table_of_the_database_is_described_column_by_column_or_in_one_sentence():
    stored = read_stored()
    told = {table.name for table in stored.tables} | {
        name for group in stored.others for name in group.tables
    }
    assert told == set(read_schema())
    assert all(group.is_described for group in stored.others)


def test_the_digest_is_the_one_the_program_expects():
    stored = read_stored()
    assert stored.digest == stored.expected and len(stored.digest) == 64


def test_a_time_planted_beside_an_answer_is_shown_and_found():
    before = read_stored()
    add("sent_at timestamp")
    after = read_stored()
    shown = next(column for column in table("surveys_response").columns if column.name == "sent_at")
    assert (shown.time, shown.says, shown.is_described) == ("finer than a day", UNDESCRIBED, False)
    assert any("surveys_response.sent_at" in sentence for sentence in after.findings["times"])
    assert any("surveys_response.sent_at" in sentence for sentence in after.findings["columns"])
    assert (
        "surveys_response.sent_at is in the database and unknown to the program." in after.findings["schema"]
    )
    assert after.digest != before.digest and after.expected == before.expected


@pytest.mark.parametrize(
    "told", ["telephone varchar(20)", "seen date", "score real"], ids=["a text", "a day", "a number"]
)
def test_any_planted_column_is_shown_and_found(told):
    name = told.split()[0]
    add(told, to="surveys_comment")
    assert name in [column.name for column in table("surveys_comment").columns]
    assert any(f"surveys_comment.{name}" in sentence for sentence in read_stored().findings["columns"])


def test_a_table_that_points_at_a_comment_is_found_through_it():
    with connection.cursor() as cursor:
        key = "integer" if connection.vendor == "sqlite" else "bigint"
        cursor.execute(
            f"CREATE TABLE visitor_note (id {key} PRIMARY KEY, at timestamp,"
            f" comment {key} REFERENCES surveys_comment (id))"
        )
    stored = read_stored()
    assert "visitor_note" in [table.name for table in stored.tables]
    assert "The table visitor_note is tied to answers and has no sentence." in stored.findings["columns"]
    assert any("visitor_note.at" in sentence for sentence in stored.findings["times"])
    assert any("visitor_note" in sentence for sentence in stored.findings["keys"])


def test_a_table_that_points_at_nothing_is_told_as_unknown():
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE visits (address varchar(40), at timestamp)")
    stored = read_stored()
    assert "visits" in [name for group in stored.others for name in group.tables if not group.is_described]
    assert "The table visits is in the database and unknown to the program." in stored.findings["schema"]
    assert "The table visits has no sentence." in stored.findings["columns"]


def test_answers_tied_to_an_account_are_found():
    add("sender_id integer REFERENCES auth_user (id)")
    assert read_stored().findings["links"] == ("surveys_response.sender_id ties answers to auth_user.",)


def test_a_trigger_on_answers_is_found():
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "CREATE TRIGGER copy_it AFTER INSERT ON surveys_intake BEGIN SELECT 1; END",
            )
        else:
            cursor.execute(
                "CREATE FUNCTION copy_it() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'"
            )
            cursor.execute(
                "CREATE TRIGGER copy_it AFTER INSERT ON surveys_intake FOR EACH ROW EXECUTE FUNCTION copy_it()"
            )
    assert any("copy_it" in sentence for sentence in read_stored().findings["schema"])


def test_keys_of_answers_are_random_and_those_of_sums_may_count():
    keys = {table.name: table.key for table in read_stored().tables}
    assert keys["surveys_intake"] == keys["surveys_response"] == keys["surveys_comment"] == "random"
    assert keys["surveys_nonce"] == "random"
    assert keys["surveys_themereading"] == "that of surveys_comment"
    assert keys["surveys_dailycount"] == "counts up" and sentences().answers["surveys_dailycount"].counts


def test_no_time_finer_than_a_day_and_beside_an_answer_not_even_a_day():
    times = {
        (table.name, column.name): column.time
        for table in read_stored().tables
        for column in table.columns
        if column.time != "none"
    }
    assert set(times.values()) == {"a day"}
    beside = {
        "surveys_intake",
        "surveys_response",
        "surveys_comment",
        "surveys_themetag",
        "surveys_themereading",
    }
    assert not beside & {name for name, _ in times}


def test_every_table_of_answers_says_how_long_it_stays():
    assert all(table.kept in retention() for table in read_stored().tables)


@pytest.mark.parametrize(
    ("declared", "kind"),
    [
        ("timestamp with time zone", "time"),
        ("datetime", "time"),
        ("time without time zone", "time"),
        ("interval", "time"),
        ("date", "day"),
        ("smallint unsigned", "number"),
        ("double precision", "number"),
        ("jsonb", "text"),
        ("character varying(12)", "text"),
        ("boolean", "yes or no"),
        ("inet", "inet"),
    ],
)
def test_a_type_is_known_by_what_it_can_hold(declared, kind):
    assert kind_of(declared) == kind


def test_times_of_keeping_are_told_as_people_say_them():
    from datetime import timedelta

    told = [in_words(timedelta(days=days)) for days in (1, 14, 30, 365, 730)]
    assert told == ["24 hours", "14 days", "30 days", "12 months", "2 years"]
