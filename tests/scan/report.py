"""Everything the scan finds wrong with a database after a mix, as sentences. No sentence: nothing leaks."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from django.db import connection

from tests.scan.engines import Engine
from tests.scan.files import content, files_below, markers_in_files
from tests.scan.markers import Marker
from tests.scan.places import (
    ENOUGH,
    files_of_texts,
    orders_in_files,
    orders_in_tables,
    ranks,
    words_in,
)
from tests.scan.tables import (
    as_bytes,
    columns,
    hidden_row_numbers,
    markers_in_tables,
    row_counts,
    values,
)
from tests.scan.times import Window, has_time_type, times_in
from tests.scan.visitors import Sent

WAL = ("pg_wal",)
"""Not looked into: PostgreSQL's write-ahead log holds the order of sending for as long as it is kept, and we say so."""

TEXTS = "surveys_comment.text"
"""The one column in which what people wrote may stand."""

OF_THE_SCHEDULE = {"jobs_jobrun", "surveys_seenclosed"}
"""Tables of timed work: they hold times of the schedule, the same whether anybody answers or nobody."""


def leaks(
    engine: Engine,
    sent: Sequence[Sent],
    *,
    markers: Sequence[Marker],
    window: Window,
    before: Mapping[str, int],
    private: bytes | None = None,
) -> list[str]:
    """What is wrong: markers, times of sending, orders of sending, texts where none belong.

    ``before`` counts the rows of each table before the first answer: a table that grew was written by visitors.
    """
    write_pages()
    # Files are dated by a clock that may run a tick behind.
    since = window.start.timestamp() - 1
    files = list(files_below(engine.folder, leave_out=WAL, since=since))
    found = ranks(sent, now=time.time(), private=private)
    told = [str(hit) for hit in markers_in_tables(markers)]
    told += [str(hit) for hit in markers_in_files(engine.folder, markers, leave_out=WAL, since=since)]
    told += times_of_sending(window, before)
    told += texts_elsewhere(engine, sent, files)
    told += old_copies(engine, sent)
    judged = [*orders_in_tables(found), *orders_in_files(engine, sent, found, files)]
    told += [str(order) for order in judged if order.leaks]
    if len(judged) < ENOUGH // 3:
        told.append(f"only {len(judged)} orders could be judged: the scan does not see the answers")
    return told


def times_of_sending(window: Window, before: Mapping[str, int]) -> Iterator[str]:
    """Columns that could hold a time in tables visitors wrote to, values anywhere that are such a time, and tables
    visitors wrote to that number their rows in secret."""
    grown = {table for table, rows in row_counts().items() if rows > before.get(table, 0)} - OF_THE_SCHEDULE
    # SQLite's own list of tables that count their rows grows when the schedule first writes one of its own.
    for table in hidden_row_numbers(grown - {"sqlite_sequence"}):
        yield f"{table} has a hidden row number that counts up, and visitors write to it"
    for column in columns():
        if column.table in grown and has_time_type(column.type):
            yield f"{column} can hold a time ({column.type}), and visitors write to its table"
        if column.table not in OF_THE_SCHEDULE:
            for value in values(column):
                yield from (f"{how} in {column}" for how in times_in(value, window))


def texts_elsewhere(engine: Engine, sent: Sequence[Sent], files: Iterable[Path]) -> Iterator[str]:
    """What people wrote, in any column or file but the one for texts."""
    for column in columns():
        if str(column) != TEXTS and any(words_in(as_bytes(value), sent) for value in values(column)):
            yield f"texts in {column}"
    for column, sample in planner_samples():
        if words_in(sample.encode(), sent):
            yield f"texts among the planner's samples of {column}"
    for path in sorted(set(files) - files_of_texts(engine)):
        if words_in(content(path), sent):
            yield f"texts in {path.relative_to(engine.folder)}"


def planner_samples() -> list[tuple[str, str]]:
    """What PostgreSQL's planner keeps of each column: its samples lie compressed in a table of the system."""
    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tablename || '.' || attname, concat_ws(' ', most_common_vals::text, histogram_bounds::text,"
            " most_common_elems::text) FROM pg_stats WHERE schemaname = 'public'"
        )
        return cursor.fetchall()


def old_copies(engine: Engine, sent: Sequence[Sent]) -> Iterator[str]:
    """Texts that lie more than once in the files of their column: rows deleted or moved, and not erased."""
    for path in sorted(files_of_texts(engine)):
        data = content(path)
        twice = sum(data.count(word.encode()) > 1 for each in sent for word in (each.short, each.long))
        if twice:
            yield f"old copies of {twice} texts in {path.relative_to(engine.folder)}"


def write_pages() -> None:
    """Bring what PostgreSQL holds in memory into its files, the samples its planner keeps included."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
            cursor.execute("CHECKPOINT")
