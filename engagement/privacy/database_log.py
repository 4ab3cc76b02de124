"""What PostgreSQL writes into its own log, and whether what it acknowledged is stored: read with ``SHOW``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import DEFAULT_DB_ALIAS, connections

from engagement.privacy.facts import Fact


@dataclass(frozen=True)
class Wanted:
    """One setting of the server: the values that are safe, and what any other does."""

    name: str
    safe: tuple[str, ...]
    otherwise: str


WANTED = (
    Wanted(
        "log_min_error_statement",
        ("panic",),
        "a failed statement writes an answer into the log, with its time",
    ),
    Wanted("log_error_verbosity", ("terse",), "details of errors quote what people wrote"),
    Wanted("log_min_messages", ("fatal", "panic"), "the first line of an error can quote what people wrote"),
    Wanted("log_statement", ("none", "ddl"), "each statement writes an answer into the log, with its time"),
    Wanted("log_duration", ("off",), "each answer writes a line with its time"),
    Wanted("log_min_duration_statement", ("-1",), "slow statements are quoted, with the answers in them"),
    Wanted("log_min_duration_sample", ("-1",), "some statements are quoted, with the answers in them"),
    Wanted("log_transaction_sample_rate", ("0",), "some transactions are quoted, with the answers in them"),
    Wanted("log_parameter_max_length", ("0",), "values of statements are quoted"),
    Wanted("log_parameter_max_length_on_error", ("0",), "values of failed statements are quoted"),
    Wanted("log_connections", ("off",), "who connected is written down, with the time"),
    Wanted("log_disconnections", ("off",), "who left is written down, with the time"),
    Wanted("log_lock_waits", ("off",), "statements that wait are quoted, with the answers in them"),
    Wanted("log_temp_files", ("-1",), "statements that need space are quoted"),
    Wanted("track_commit_timestamp", ("off",), "the time of every answer is kept"),
    Wanted("archive_mode", ("off",), "the order in which answers came is kept in an archive"),
    Wanted("fsync", ("on",), "answers that were thanked for can be lost"),
    Wanted(
        "synchronous_commit",
        ("on", "remote_write", "remote_apply"),
        "answers that were thanked for can be lost",
    ),
    Wanted("full_page_writes", ("on",), "a power cut can damage answers"),
)
TELLING_EXTENSIONS = ("pg_stat_statements", "auto_explain")


def database_log_facts(using: str = DEFAULT_DB_ALIAS) -> list[Fact]:
    """The settings of the database server this program talks to. One query; nothing to look at on SQLite.

    Raises django.db.DatabaseError where no database answers.
    """
    connection = connections[using]
    if connection.vendor != "postgresql":
        return [
            Fact("The database's own log", "SQLite writes none", True),
            Fact(
                "Times kept by the database",
                "none beside the rows; the file itself has a time of last change",
                True,
            ),
        ]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, setting FROM pg_settings WHERE name = ANY(%s)"
            " UNION ALL SELECT 'extension', extname FROM pg_extension WHERE extname = ANY(%s)",
            [[wanted.name for wanted in WANTED], list(TELLING_EXTENSIONS)],
        )
        return judged(cursor.fetchall())


def judged(rows: Iterable[tuple[str, str]]) -> list[Fact]:
    """The facts in the settings as they were read, in the order of ``WANTED``."""
    told = list(rows)
    found = dict(told)
    facts = [
        Fact(
            f"PostgreSQL: {wanted.name}",
            _as_told(wanted, found.get(wanted.name)),
            found[wanted.name] in wanted.safe if wanted.name in found else None,
            f"Set {wanted.name} = {wanted.safe[0]} (docs/deploy/postgresql.conf).",
        )
        for wanted in WANTED
    ]
    telling = sorted(value for name, value in told if name == "extension")
    facts.append(
        Fact(
            "PostgreSQL: extensions that keep statements",
            f"{', '.join(telling)}: statements are kept" if telling else "none",
            not telling,
            "Remove the extension: DROP EXTENSION, and take it out of shared_preload_libraries.",
        )
    )
    return facts


def _as_told(wanted: Wanted, value: str | None) -> str:
    if value is None:
        return "this server does not have it, or does not show it"
    return value if value in wanted.safe else f"{value}: {wanted.otherwise}"
