"""The live database as it is: tables, columns, references and triggers, in three queries on either engine."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper

_KINDS = (
    ("time", re.compile(r"time|interval")),
    ("day", re.compile(r"^date$")),
    ("yes or no", re.compile(r"^bool")),
    ("number", re.compile(r"int|serial|real|double|numeric|decimal|float")),
    ("text", re.compile(r"char|text|json|clob|uuid")),
    ("bytes", re.compile(r"bytea|blob|binary")),
)


def kind_of(declared: str) -> str:
    """What a column of this type can hold: ``time`` (finer than a day), ``day``, ``number``, ``text`` and so on.

    A type nobody foresaw is returned as it is. The same on SQLite and PostgreSQL, so that digests agree.
    """
    plain = declared.lower()
    return next((kind for kind, pattern in _KINDS if pattern.search(plain)), plain or "anything")


@dataclass(frozen=True)
class Column:
    """A column of a table. ``points_at``: the table it refers to, or empty. ``counts_up``: numbered in order."""

    name: str
    type: str
    kind: str
    is_key: bool = False
    points_at: str = ""
    counts_up: bool = False


@dataclass(frozen=True)
class Table:
    """A table (or a view) with its columns in their order."""

    name: str
    columns: tuple[Column, ...]
    is_view: bool = False
    triggers: tuple[str, ...] = ()

    @property
    def key(self) -> Column | None:
        keys = [column for column in self.columns if column.is_key]
        return keys[0] if len(keys) == 1 else None


@dataclass
class _Found:
    is_view: bool
    columns: list[tuple[str, str, bool, bool]] = field(default_factory=list)


Rows = Iterable[tuple]


def read_schema(using: str = DEFAULT_DB_ALIAS) -> dict[str, Table]:
    """Every table and view of the database by name, whoever made them."""
    connection = connections[using]
    columns, references, triggers = (_of_postgresql if connection.vendor == "postgresql" else _of_sqlite)(
        connection
    )
    found: dict[str, _Found] = {}
    for table, is_view, name, declared, is_key, counts_up in columns:
        at = found.setdefault(table, _Found(bool(is_view)))
        at.columns.append((name, str(declared).lower(), bool(is_key), bool(counts_up)))
    points_at = {(table, column): target for table, column, target in references}
    fired: dict[str, list[str]] = {}
    for table, name in triggers:
        fired.setdefault(table, []).append(name)
    return {
        table: Table(
            table,
            tuple(
                Column(name, declared, kind_of(declared), is_key, points_at.get((table, name), ""), counts_up)
                for name, declared, is_key, counts_up in at.columns
            ),
            at.is_view,
            tuple(sorted(fired.get(table, ()))),
        )
        for table, at in sorted(found.items())
    }


def _of_sqlite(connection: BaseDatabaseWrapper) -> tuple[Rows, Rows, Rows]:
    with connection.cursor() as cursor:
        # The tables in which SQLite keeps a full-text index belong to that index: they are left out by their names.
        cursor.execute(
            "SELECT m.name, m.type = 'view', p.name, p.type, p.pk,"
            " p.pk AND lower(m.sql) LIKE '%autoincrement%'"
            " FROM sqlite_master m JOIN pragma_table_xinfo(m.name) p"
            " WHERE m.type IN ('table', 'view') AND m.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND NOT EXISTS ("
            "SELECT 1 FROM sqlite_master v WHERE v.sql LIKE 'CREATE VIRTUAL TABLE%'"
            " AND m.name LIKE v.name || '\\_%' ESCAPE '\\') ORDER BY m.name, p.cid"
        )
        columns = cursor.fetchall()
        cursor.execute(
            'SELECT m.name, f."from", f."table" FROM sqlite_master m JOIN pragma_foreign_key_list(m.name) f'
            " WHERE m.type = 'table'"
        )
        references = cursor.fetchall()
        cursor.execute("SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger'")
        return columns, references, cursor.fetchall()


def _of_postgresql(connection: BaseDatabaseWrapper) -> tuple[Rows, Rows, Rows]:
    ours = "n.nspname NOT LIKE 'pg\\_%%' AND n.nspname <> 'information_schema'"
    name = "CASE WHEN n.nspname = 'public' THEN c.relname ELSE n.nspname || '.' || c.relname END"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {name}, c.relkind IN ('v', 'm'), a.attname, format_type(a.atttypid, a.atttypmod),"
            " EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'p'"
            " AND a.attnum = ANY(k.conkey)),"
            " a.attidentity <> '' OR coalesce(pg_get_expr(d.adbin, d.adrelid) LIKE 'nextval%%', false)"
            " FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
            " JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped"
            " LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum"
            f" WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND {ours} ORDER BY 1, a.attnum",
            [],
        )
        columns = cursor.fetchall()
        cursor.execute(
            f"SELECT {name}, a.attname, t.relname FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid"
            " JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_class t ON t.oid = k.confrelid"
            " JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY(k.conkey)"
            f" WHERE k.contype = 'f' AND {ours}",
            [],
        )
        references = cursor.fetchall()
        cursor.execute(
            f"SELECT {name}, g.tgname FROM pg_trigger g JOIN pg_class c ON c.oid = g.tgrelid"
            f" JOIN pg_namespace n ON n.oid = c.relnamespace WHERE NOT g.tgisinternal AND {ours}",
            [],
        )
        return columns, references, cursor.fetchall()


def rights_on(names: Iterable[str], using: str = DEFAULT_DB_ALIAS) -> dict[str, tuple[str, ...]]:
    """What the database lets this process do with each table, such as ``("add",)``; empty on SQLite, which cannot."""
    connection = connections[using]
    if connection.vendor != "postgresql":
        return {}
    words = {"SELECT": "read", "INSERT": "add", "UPDATE": "change", "DELETE": "delete"}
    asked = ", ".join(f"has_table_privilege(c.oid, '{right}')" for right in words)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT c.relname, {asked} FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE n.nspname = 'public' AND c.relname = ANY(%s)",
            [list(names)],
        )
        return {
            name: tuple(word for word, may in zip(words.values(), rights, strict=True) if may)
            for name, *rights in cursor.fetchall()
        }


def linked_to(roots: Iterable[str], schema: Mapping[str, Table]) -> list[str]:
    """The roots that exist, and every table that points at one of them, directly or through another."""
    found = [name for name in roots if name in schema]
    for parent in found:
        for table in schema.values():
            if table.name not in found and any(column.points_at == parent for column in table.columns):
                found.append(table.name)
    return found


def known_tables(using: str = DEFAULT_DB_ALIAS) -> dict[str, set[str]]:
    """The tables this program has a model for, each with its columns."""
    known: dict[str, set[str]] = {}
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and not model._meta.proxy:
            columns = {column.column for column in model._meta.local_concrete_fields}
            known.setdefault(model._meta.db_table, set()).update(columns)
    return known


def expected_tables(names: Iterable[str], using: str = DEFAULT_DB_ALIAS) -> dict[str, Table]:
    """Those tables as the running program's models describe them."""
    connection = connections[using]
    wanted = set(names)
    expected = {}
    for model in apps.get_models(include_auto_created=True):
        if model._meta.db_table in wanted and model._meta.managed and not model._meta.proxy:
            columns = []
            for told in model._meta.local_concrete_fields:
                declared = told.db_type(connection) or ""
                tied = told.remote_field is not None and told.db_constraint
                target = told.remote_field.model._meta.db_table if tied else ""
                columns.append(Column(told.column, declared, kind_of(declared), told.primary_key, target))
            expected[model._meta.db_table] = Table(model._meta.db_table, tuple(columns))
    return expected


def digest_of(tables: Iterable[Table]) -> str:
    """SHA-256 of tables, columns, kinds and references: equal on both engines, and for equal schemas alone."""
    told = sorted(
        (table.name, column.name, column.kind, column.is_key, column.points_at)
        for table in tables
        for column in table.columns
    )
    return hashlib.sha256(json.dumps(told, separators=(",", ":")).encode()).hexdigest()
