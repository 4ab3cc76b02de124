"""Triggers that keep the audit from being rewritten by whoever can write to the database through this product.

A line may be added. It may not be changed, and it may be deleted only when it is two years old: the retention is part
of the trigger, so that the job which deletes needs no way around it. The owner of a database can still drop a trigger;
that leaves its own traces, and the assurance says so.
"""

from __future__ import annotations

from typing import Any

KEPT_DAYS = 730
TABLE = "audit_staffact"

SQLITE_ON = (
    f"""CREATE TRIGGER audit_no_update BEFORE UPDATE ON {TABLE}
        BEGIN SELECT RAISE(ABORT, 'lines of the audit are never changed'); END""",
    f"""CREATE TRIGGER audit_no_delete BEFORE DELETE ON {TABLE}
        WHEN OLD.at > strftime('%Y-%m-%d %H:%M:%f', 'now', '-{KEPT_DAYS} days')
        BEGIN SELECT RAISE(ABORT, 'lines of the audit are kept for two years'); END""",
)
SQLITE_OFF = ("DROP TRIGGER IF EXISTS audit_no_update", "DROP TRIGGER IF EXISTS audit_no_delete")

POSTGRESQL_ON = (
    f"""CREATE OR REPLACE FUNCTION audit_refuses() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP = 'DELETE' AND OLD.at <= now() - interval '{KEPT_DAYS} days' THEN
                RETURN OLD;
            END IF;
            RAISE EXCEPTION 'lines of the audit are kept for two years and never changed';
        END $$""",
    f"""CREATE TRIGGER audit_no_change BEFORE UPDATE OR DELETE ON {TABLE}
        FOR EACH ROW EXECUTE FUNCTION audit_refuses()""",
    f"""CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON {TABLE}
        FOR EACH STATEMENT EXECUTE FUNCTION audit_refuses()""",
)
POSTGRESQL_OFF = (
    f"DROP TRIGGER IF EXISTS audit_no_change ON {TABLE}",
    f"DROP TRIGGER IF EXISTS audit_no_truncate ON {TABLE}",
    "DROP FUNCTION IF EXISTS audit_refuses()",
)


def protect(schema_editor: Any) -> None:
    """Put the triggers on."""
    _run(schema_editor, {"sqlite": SQLITE_ON, "postgresql": POSTGRESQL_ON})


def unprotect(schema_editor: Any) -> None:
    """Take the triggers off, when the table itself goes."""
    _run(schema_editor, {"sqlite": SQLITE_OFF, "postgresql": POSTGRESQL_OFF})


def _run(schema_editor: Any, statements: dict[str, tuple[str, ...]]) -> None:
    for statement in statements[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)
