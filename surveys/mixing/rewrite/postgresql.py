"""PostgreSQL: position (ctid), transaction (xmin) and numbers of long values (TOAST) all follow the order of writing.

A row deleted and inserted again in one statement gets a new position, the transaction of the mix and a new TOAST
number, in the order of the keys, which are random. CLUSTER changes positions alone and leaves the other two.
"""

from __future__ import annotations

import time
from collections.abc import Iterable

from django.db import OperationalError, connection
from django.db.backends.base.base import BaseDatabaseWrapper

from engagement.database.files import StillInUse, own_connection
from surveys.mixing.rewrite.own import WritersBusy
from surveys.mixing.tables import Rewritten, locked_tables, rewritten_tables
from surveys.models import Intake

LOCK_NOT_AVAILABLE = "55P03"
WAIT = "2s"
"""How long a vacuum waits for a reader before it steps aside: whoever sends an answer queues behind it."""
STEP_ASIDE = "400ms"
"""How long a mix waits for writers: shorter than PostgreSQL's search for deadlocks (1 s), so that in one it is the mix
that gives way and never somebody's work."""


class PostgreSQL:
    """The storage of production."""

    attempts = 15
    pause = 1.0

    def hold_writers(self) -> None:
        """Conflicts with itself and with every writer, so two mixes never meet and no tag is written to a row that
        is about to be replaced: it would be refused, or lost."""
        names = ", ".join(f'"{rewritten.table}"' for rewritten in locked_tables())
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = '{STEP_ASIDE}'")
            try:
                cursor.execute(f"LOCK TABLE {names} IN SHARE ROW EXCLUSIVE MODE")
            except OperationalError as refused:
                if getattr(refused.__cause__, "sqlstate", "") == LOCK_NOT_AVAILABLE:
                    raise WritersBusy from None
                raise
            cursor.execute("SET LOCAL lock_timeout = 0")

    def rewrite(self, survey_id: int) -> None:
        self.rewrite_tables(rewritten_tables(), survey_id)

    def rewrite_tables(self, tables: Iterable[Rewritten], survey_id: int = 0) -> None:
        with connection.cursor() as cursor:
            for rewritten in tables:
                keys, parameters = rewritten.rows_of(survey_id)
                # Foreign keys are checked at commit, when every key is there again.
                cursor.execute(
                    f'WITH gone AS (DELETE FROM "{rewritten.table}" WHERE "{rewritten.key}" IN ({keys}) RETURNING *)'
                    f' INSERT INTO "{rewritten.table}" SELECT * FROM gone ORDER BY "{rewritten.key}"',
                    parameters,
                )

    def vacuum(self) -> None:
        """A plain VACUUM frees the space of dead rows without erasing them; FULL writes files of living rows alone."""
        tables = [Intake._meta.db_table, *(rewritten.table for rewritten in rewritten_tables())]
        with own_connection() as own:
            with own.cursor() as cursor:
                cursor.execute(f"SET lock_timeout = '{WAIT}'")
            for table in tables:
                self._vacuum_full(own, table)

    def _vacuum_full(self, own: BaseDatabaseWrapper, table: str) -> None:
        for attempt in range(self.attempts):
            if attempt:
                time.sleep(self.pause)
            try:
                with own.cursor() as cursor:
                    cursor.execute(f'VACUUM (FULL) "{table}"')
                return
            except OperationalError as refused:
                if getattr(refused.__cause__, "sqlstate", "") != LOCK_NOT_AVAILABLE:
                    raise
        raise StillInUse(
            f"The answers are mixed, but {table} is being read without a pause, so its old rows still lie in its file."
            " The next run of the jobs tries again; end long transactions and exports until then."
        )
