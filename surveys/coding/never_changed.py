"""A trigger that keeps a person's decision from being changed by whoever can write to the database.

A decision may be added, and it goes with its comment; a mix takes rows out and puts them back as they were. Nothing may
change one.
"""

from __future__ import annotations

from typing import Any

TABLE = "surveys_humancoding"
TRIGGER = "humancoding_no_update"
REFUSAL = "what a person decided about a comment is never changed"

ON = {
    "sqlite": (
        f"CREATE TRIGGER {TRIGGER} BEFORE UPDATE ON {TABLE} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
    ),
    "postgresql": (
        f"""CREATE OR REPLACE FUNCTION humancoding_refuses() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$""",
        f"""CREATE TRIGGER {TRIGGER} BEFORE UPDATE ON {TABLE}
            FOR EACH ROW EXECUTE FUNCTION humancoding_refuses()""",
    ),
}
OFF = {
    "sqlite": (f"DROP TRIGGER IF EXISTS {TRIGGER}",),
    "postgresql": (
        f"DROP TRIGGER IF EXISTS {TRIGGER} ON {TABLE}",
        "DROP FUNCTION IF EXISTS humancoding_refuses()",
    ),
}


def protect(schema_editor: Any) -> None:
    """Put the trigger on."""
    for statement in ON[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


def unprotect(schema_editor: Any) -> None:
    """Take the trigger off, when the table itself goes."""
    for statement in OFF[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)
