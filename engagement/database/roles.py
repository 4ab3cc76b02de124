"""The SQL that gives each process its role: the same whatever was there before, and safe to repeat."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.db import connection, transaction

from engagement.database.erasing import FUNCTION
from engagement.database.rights import JOBS, ROLES, WEB, WORKBENCH, Rights, rights_of, tables

PREFIX = "engagement"
NAME = re.compile(r"[a-z][a-z0-9_]{0,40}")


class Refused(Exception):
    """The roles cannot be made here; the message says why and what to do."""


def role_name(role: str, prefix: str = PREFIX) -> str:
    """What a role is called in PostgreSQL: roles belong to the whole server, so each installation has a prefix."""
    return f"{prefix}_{role}"


def statements(prefix: str = PREFIX) -> Iterator[str]:
    """Every statement in order, one at a time, to be run by the owner of the tables or a superuser.

    Roles that exist keep their passwords. All rights are taken away before they are given, so that a right that is no
    longer in the rules is gone. Tables the rules do not know, left behind by an older release, are out of reach.
    """
    if not NAME.fullmatch(prefix):
        raise Refused(
            f"“{prefix}” cannot begin the name of a role: use small letters, digits and underscores."
        )
    known = {table: rights_of(model) for table, model in sorted(tables().items())}
    names = ", ".join(role_name(role, prefix) for role in ROLES)
    for role in ROLES:
        name = role_name(role, prefix)
        yield (
            f"DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{name}') THEN"
            f" CREATE ROLE {name} LOGIN; END IF; END $$"
        )
        yield (
            f"ALTER ROLE {name} NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS"
            if _is_superuser()
            else f"ALTER ROLE {name} NOCREATEDB NOCREATEROLE"
        )
    yield f"DO $$ BEGIN EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC, {names}', current_database()); END $$"
    yield f"DO $$ BEGIN EXECUTE format('GRANT CONNECT ON DATABASE %I TO {names}', current_database()); END $$"
    yield f"REVOKE ALL ON SCHEMA public FROM PUBLIC, {names}"
    yield f"GRANT USAGE ON SCHEMA public TO {names}"
    yield f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC, {names}"
    yield f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM PUBLIC, {names}"
    yield f"GRANT EXECUTE ON FUNCTION {FUNCTION}(text) TO {role_name(JOBS, prefix)}"
    yield from _owned(known, prefix)
    for table, rights in known.items():
        for role in ROLES:
            privileges = rights.of(role)
            if privileges and not (role == JOBS and rights.owned_by_jobs):
                yield f'GRANT {", ".join(privileges)} ON "{table}" TO {role_name(role, prefix)}'
        for role, may, only in (
            (WEB, "SELECT", rights.web_reads),
            (WORKBENCH, "SELECT", rights.workbench_reads),
            (WORKBENCH, "UPDATE", rights.workbench_changes),
        ):
            if only:
                columns = ", ".join(f'"{column}"' for column in only)
                yield f'GRANT {may} ({columns}) ON "{table}" TO {role_name(role, prefix)}'
        if rights.workbench_rows:
            yield from _rows(table, rights, prefix)


def _owned(known: dict[str, Rights], prefix: str) -> Iterator[str]:
    """Hand the tables of the answers to the jobs role; whoever migrates becomes a member of it and keeps its rights."""
    jobs = role_name(JOBS, prefix)
    if not _is_superuser():
        yield f"GRANT {jobs} TO CURRENT_USER"
    # PostgreSQL gives a table only to a role that could have made it.
    yield f"GRANT CREATE ON SCHEMA public TO {jobs}"
    for table, rights in known.items():
        if rights.owned_by_jobs:
            yield f'ALTER TABLE "{table}" OWNER TO {jobs}'
            # What the revocation above took from its old owner.
            yield f'GRANT ALL ON "{table}" TO {jobs}'
    yield f"REVOKE CREATE ON SCHEMA public FROM {jobs}"


def _rows(table: str, rights: Rights, prefix: str) -> Iterator[str]:
    """Let the workbench see some rows alone. The owner sees all; whoever else may add or read needs a policy for it."""
    yield f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY'
    for role, may, condition in (
        (WEB, "INSERT", "WITH CHECK (true)"),
        (WORKBENCH, "SELECT", f"USING ({rights.workbench_rows})"),
    ):
        name = role_name(role, prefix)
        yield f'DROP POLICY IF EXISTS {name} ON "{table}"'
        yield f'CREATE POLICY {name} ON "{table}" FOR {may} TO {name} {condition}'


def apply(prefix: str = PREFIX) -> int:
    """Make the roles and give them their rights in one transaction; how many statements it took is returned."""
    _refuse_elsewhere()
    done = 0
    with transaction.atomic(), connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
        missing = sorted(set(tables()) - there)
        if missing:
            raise Refused(
                f"{len(missing)} tables are not there yet, {missing[0]} among them. Run manage.py migrate first."
            )
        for statement in statements(prefix):
            cursor.execute(statement)
            done += 1
    return done


def script(prefix: str = PREFIX) -> str:
    """The same as a file for ``psql``, to read before it is run."""
    _refuse_elsewhere()
    lines = ["BEGIN", *statements(prefix), "COMMIT"]
    return "\n".join(f"{line};" for line in lines)


def _refuse_elsewhere() -> None:
    if connection.vendor != "postgresql":
        raise Refused(
            "Roles are a matter of PostgreSQL, and this database is SQLite: there the code alone keeps processes from"
            " the answers. Set DATABASE_URL to the database's owner and try again."
        )


def _is_superuser() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        return bool(cursor.fetchone()[0])
