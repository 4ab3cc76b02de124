"""The tables of answers as the live database has them, each beside its sentence, with whatever is wrong about them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connections

from surveys.models.keys import RandomKeyField
from surveys.transparency.schema import (
    Column,
    Table,
    digest_of,
    expected_tables,
    known_tables,
    linked_to,
    read_schema,
    rights_on,
)
from surveys.transparency.sentences import Sentences, Told, sentences

ROOTS = ("surveys_intake", "surveys_response", "surveys_nonce")
"""Where an answer is first written and where it ends."""
MAY_POINT_AT = frozenset({"surveys_surveypage", "surveys_surveyversion"})
"""What a row of answers may refer to besides other rows of answers: which survey, which version of it."""
UNDESCRIBED = "Nobody has said yet what this holds."


@dataclass(frozen=True)
class ToldColumn:
    """A column with its sentence, and the finest time it can hold (``none``, ``a day``, ``finer than a day``)."""

    name: str
    type: str
    says: str
    time: str
    is_described: bool


@dataclass(frozen=True)
class ToldTable:
    """A table of answers with its sentence. ``key`` says what its key tells.

    ``may`` is what the database lets the process that made the report do with it; None where the database cannot say.
    """

    name: str
    title: str
    says: str
    written_by: str
    kept: str
    key: str
    columns: tuple[ToldColumn, ...]
    is_described: bool
    may: tuple[str, ...] | None = None


@dataclass(frozen=True)
class OtherTables:
    """Tables beside the answers, under one sentence."""

    about: str
    says: str
    tables: tuple[str, ...]
    is_described: bool


@dataclass(frozen=True)
class Stored:
    """What the database holds of visitors.

    ``digest`` is that of the live tables of answers, ``expected`` that of the same tables in the running program.
    ``findings`` are sentences under one of the names ``columns``, ``times``, ``keys``, ``links``, ``schema``: each is
    something the page may not keep quiet about.
    """

    tables: tuple[ToldTable, ...]
    others: tuple[OtherTables, ...]
    digest: str
    expected: str
    findings: Mapping[str, tuple[str, ...]]


def read_stored(using: str = DEFAULT_DB_ALIAS) -> Stored:
    """Read the live schema and lay it beside the sentences. Four queries; no row of any table is looked at."""
    schema = read_schema(using)
    told = sentences()
    named = [name for name in told.answers if name in schema]
    answers = list(dict.fromkeys([*named, *linked_to([*ROOTS, *named], schema)]))
    on_sqlite = connections[using].vendor == "sqlite"
    expected = expected_tables(answers, using)
    findings: dict[str, list[str]] = {"columns": [], "times": [], "keys": [], "links": [], "schema": []}
    for name in answers:
        for kind, sentence in _wrong_with(schema[name], answers, told.answers.get(name), on_sqlite=on_sqlite):
            findings[kind].append(sentence)
    findings["schema"] += _drift(schema, expected, answers, told, using)
    rights = rights_on(answers, using)
    others = tuple(_others(schema, set(answers), told, using))
    findings["columns"] += [
        f"The table {name} has no sentence."
        for group in others
        if not group.is_described
        for name in group.tables
    ]
    return Stored(
        tables=tuple(
            _told(schema[name], told.answers.get(name), rights.get(name), on_sqlite=on_sqlite)
            for name in answers
        ),
        others=others,
        digest=digest_of(schema[name] for name in answers),
        expected=digest_of(expected.values()),
        findings={kind: tuple(found) for kind, found in findings.items()},
    )


def _told(table: Table, told: Told | None, may: tuple[str, ...] | None, *, on_sqlite: bool) -> ToldTable:
    said = told.columns if told else {}
    return ToldTable(
        name=table.name,
        title=told.title if told else table.name,
        says=told.says if told else UNDESCRIBED,
        written_by=told.written_by if told else "nobody knows",
        kept=told.kept if told else "",
        key=_key(table, on_sqlite=on_sqlite),
        columns=tuple(
            ToldColumn(
                column.name,
                column.type,
                said.get(column.name, UNDESCRIBED),
                {"time": "finer than a day", "day": "a day"}.get(column.kind, "none"),
                column.name in said,
            )
            for column in table.columns
        ),
        is_described=told is not None,
        may=may,
    )


def _key(table: Table, *, on_sqlite: bool) -> str:
    """What a table's key tells: ``random``, ``that of NAME``, ``counts up`` or ``the order of writing``."""
    key = table.key
    if key is None:
        return "the order of writing"
    # On SQLite a key is the row's place only where its type is exactly "integer"; any other hides a number that counts.
    if on_sqlite and key.type != "integer":
        return "the order of writing"
    if key.points_at:
        return f"that of {key.points_at}"
    model = next((model for model in apps.get_models() if model._meta.db_table == table.name), None)
    is_random = model is not None and isinstance(model._meta.pk, RandomKeyField)
    return "random" if is_random and not key.counts_up else "counts up"


def _wrong_with(
    table: Table, answers: list[str], told: Told | None, *, on_sqlite: bool
) -> Iterator[tuple[str, str]]:
    if told is None:
        yield "columns", f"The table {table.name} is tied to answers and has no sentence."
    for column in table.columns:
        yield from _wrong_column(table, column, answers, told)
    for name in (told.columns if told else {}).keys() - {column.name for column in table.columns}:
        yield "schema", f"{table.name}.{name} is described and does not exist."
    key = _key(table, on_sqlite=on_sqlite)
    if key in ("counts up", "the order of writing") and not (told and told.counts):
        yield (
            "keys",
            f"The keys of {table.name} tell {'the order of writing' if key != 'counts up' else 'an order'}.",
        )
    strange = [name for name in table.triggers if told is None or name not in told.triggers]
    if strange:
        yield "schema", f"{table.name} has triggers that this program did not make: {', '.join(strange)}."
    if table.is_view:
        yield "schema", f"{table.name} is a view over answers."


def _wrong_column(
    table: Table, column: Column, answers: list[str], told: Told | None
) -> Iterator[tuple[str, str]]:
    place = f"{table.name}.{column.name}"
    if told is not None and column.name not in told.columns:
        yield "columns", f"{place} ({column.type}) has no sentence."
    if column.kind == "time" and not (told and column.name in told.staff_times):
        yield "times", f"{place} can hold a time finer than a day ({column.type})."
    is_of_staff = told is not None and column.name in told.staff_links
    if column.points_at and not is_of_staff and column.points_at not in MAY_POINT_AT | set(answers):
        yield "links", f"{place} ties answers to {column.points_at}."


def _drift(
    schema: Mapping[str, Table],
    expected: Mapping[str, Table],
    answers: list[str],
    told: Sentences,
    using: str,
) -> Iterator[str]:
    """Where the live database and the running program disagree about tables and columns."""
    for name in answers:
        there = {column.name for column in schema[name].columns}
        known = {column.name for column in expected[name].columns} if name in expected else set()
        for column in sorted(there - known):
            yield f"{name}.{column} is in the database and unknown to the program."
        for column in sorted(known - there):
            yield f"{name}.{column} is known to the program and missing in the database."
    for name in ROOTS:
        if name not in schema:
            yield f"The table {name} is missing in the database."
    known_names = {*known_tables(using), "django_migrations"}
    for name in sorted(schema.keys() - known_names - set(answers)):
        if not _is_index(name, known_names):
            yield f"The table {name} is in the database and unknown to the program."


def _is_index(name: str, known: set[str]) -> bool:
    """Whether this is the full-text index that Wagtail's search makes beside its own table."""
    return name.endswith("_fts") and name.removesuffix("_fts") in known


def _others(
    schema: Mapping[str, Table], answers: set[str], told: Sentences, using: str
) -> Iterator[OtherTables]:
    app_of = {
        model._meta.db_table: model._meta.app_label for model in apps.get_models(include_auto_created=True)
    }
    app_of["django_migrations"] = "migrations"
    groups: dict[str, list[str]] = {}
    for name in schema.keys() - answers:
        if name in told.others:
            yield OtherTables(name, told.others[name], (name,), True)
        else:
            groups.setdefault(app_of.get(name.removesuffix("_fts"), name), []).append(name)
    for app, names in sorted(groups.items()):
        yield OtherTables(app, told.apps.get(app, UNDESCRIBED), tuple(sorted(names)), app in told.apps)
