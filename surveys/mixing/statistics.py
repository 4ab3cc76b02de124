"""PostgreSQL samples columns for its planner and keeps the samples: no answer may be among them, nor its key.

A sample of an earlier day tells which keys were there then, and so which batch an answer came with.
"""

from __future__ import annotations

from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, models


def unsampled() -> list[type[models.Model]]:
    """The tables no statistic may copy from: the intake and every table that a mix rewrites."""
    from surveys.mixing.tables import rewritten_tables
    from surveys.models import Intake

    return [Intake, *(rewritten.model for rewritten in rewritten_tables())]


def keep_answers_out_of_statistics(*, using: str = DEFAULT_DB_ALIAS, **kwargs: Any) -> None:
    """Switch the planner's statistics off for every column of answers, after each migration; harmless to repeat."""
    connection = connections[using]
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
        for model in unsampled():
            table = model._meta.db_table
            if table in there:
                columns = [row.name for row in connection.introspection.get_table_description(cursor, table)]
                actions = ", ".join(f'ALTER COLUMN "{column}" SET STATISTICS 0' for column in columns)
                cursor.execute(f'ALTER TABLE "{table}" {actions}')
