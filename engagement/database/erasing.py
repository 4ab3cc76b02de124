"""Deleted lines of registers, logs and lists leave the database's files too, and no place there tells when a row came.

PostgreSQL leaves a deleted row where it was until its file is written anew. For the answers the mix sees to that; the
tables named here are written anew once a day. Whoever does so must own them, and the process for timed work must not:
the owner of the audit could switch its triggers off. So it is a function that writes them anew, made by whoever
migrates and run with their rights, and it can do nothing else.
"""

from __future__ import annotations

import time
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, OperationalError, connection, connections

from engagement.database.files import StillInUse, own_connection, vacuum_sqlite

ERASED = (
    "audit.StaffAct",
    "audit.FailedSignIns",
    "cms.PageRemark",
    "directory.KeeperLink",
    "directory.Proposal",
    "directory.Suggestion",
    "jobs.JobRun",
    "membership.JoiningRequest",
    "membership.Member",
    "membership.MemberLink",
    "membership.Subscription",
    "outbox.Mail",
    "outbox.StoppedAddress",
    "publishing.PreviewLink",
    "surveys.CodebookTrial",
    "surveys.Export",
    "surveys.HardTextsOpened",
    "wagtailcore.ModelLogEntry",
    "wagtailcore.PageLogEntry",
)
"""Models whose deleted rows are erased: registers, logs of staff, and whatever else is deleted by age or by hand."""
IN_KEY_ORDER = (
    "cms.PageRemark",
    "membership.JoiningRequest",
    "membership.Subscription",
    "outbox.Mail",
    "outbox.StoppedAddress",
)
"""Of these, what visitors write: the transaction that wrote a row must not tell when it came either."""

FUNCTION = "engagement_write_anew"
LOCK_NOT_AVAILABLE = "55P03"
ATTEMPTS = 15
PAUSE = 1.0

_FUNCTION = """
CREATE OR REPLACE FUNCTION {name}(named text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
    by_key regclass;
BEGIN
    IF named <> ALL (ARRAY[{tables}]) THEN
        RAISE EXCEPTION 'this table is not one of those that are written anew';
    END IF;
    SELECT indexrelid INTO STRICT by_key FROM pg_index WHERE indrelid = named::regclass AND indisprimary;
    -- CLUSTER copies the rows that live, in the order of their keys, into a new file and drops the old one.
    EXECUTE format('CLUSTER %s USING %s', named::regclass, by_key);
END $$
"""


def erase_deleted(*, now: datetime | None = None) -> int:
    """Write anew every table of ``ERASED``: no deleted row is left in its file. Timed work, once a day; nothing is
    deleted by it, so 0 is returned.

    Raises ``StillInUse`` if somebody reads one of them without a pause; the next run tries again.
    """
    if connection.vendor == "sqlite":
        if not vacuum_sqlite():
            raise StillInUse(
                "The database is being read without a pause, so deleted rows still lie in its log."
            )
        return 0
    for label in IN_KEY_ORDER:
        _insert_again(label)
    with own_connection() as own:
        for table in _tables():
            _write_anew(own, table)
    return 0


def prepare_erasing(*, using: str = DEFAULT_DB_ALIAS, **kwargs: Any) -> None:
    """After each migration on PostgreSQL: make the function that writes tables anew, and keep what stands in them out
    of the planner's samples. Harmless to repeat."""
    into = connections[using]
    if into.vendor != "postgresql":
        return
    tables = _tables()
    with into.cursor() as cursor:
        there = set(into.introspection.table_names(cursor))
        listed = ", ".join(f"'{table}'" for table in tables)
        cursor.execute(_FUNCTION.format(name=FUNCTION, tables=listed))
        cursor.execute(f"REVOKE ALL ON FUNCTION {FUNCTION}(text) FROM PUBLIC")
        for table in there.intersection(tables):
            columns = [row.name for row in into.introspection.get_table_description(cursor, table)]
            actions = ", ".join(f'ALTER COLUMN "{column}" SET STATISTICS 0' for column in columns)
            cursor.execute(f'ALTER TABLE "{table}" {actions}')


def _tables() -> list[str]:
    return [apps.get_model(label)._meta.db_table for label in ERASED]


def _insert_again(label: str) -> None:
    """Every row gets a new transaction and a new number of its long values, in the order of the keys."""
    meta = apps.get_model(label)._meta
    with connection.cursor() as cursor:
        cursor.execute(
            f'WITH gone AS (DELETE FROM "{meta.db_table}" RETURNING *)'
            f' INSERT INTO "{meta.db_table}" SELECT * FROM gone ORDER BY "{meta.pk.column}"'
        )


def _write_anew(own: Any, table: str) -> None:
    for attempt in range(ATTEMPTS):
        if attempt:
            time.sleep(PAUSE)
        try:
            with own.cursor() as cursor:
                cursor.execute(f"SELECT {FUNCTION}(%s)", [table])
            return
        except OperationalError as refused:
            if getattr(refused.__cause__, "sqlstate", "") != LOCK_NOT_AVAILABLE:
                raise
    raise StillInUse(f"{table} is being read without a pause, so its deleted rows still lie in its file.")
