"""SQLite: the key is the rowid, so what is left to hide is the layout of pages in the file and in the log beside it."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection

from engagement.database.files import StillInUse, vacuum_sqlite
from surveys.mixing.tables import Rewritten, rewritten_tables


class SQLite:
    """The storage of the embedded default."""

    attempts = 30
    pause = 0.5

    def hold_writers(self) -> None:
        """Nothing to do: a transaction of ours begins IMMEDIATE, and SQLite has one writer at a time."""

    def rewrite(self, survey_id: int) -> None:
        self.rewrite_tables(rewritten_tables(), survey_id)

    def rewrite_tables(self, tables: Iterable[Rewritten], survey_id: int = 0) -> None:
        with connection.cursor() as cursor:
            for rewritten in tables:
                keys, parameters = rewritten.rows_of(survey_id)
                cursor.execute(
                    f'CREATE TEMPORARY TABLE kept AS SELECT * FROM "{rewritten.table}"'
                    f' WHERE "{rewritten.key}" IN ({keys})',
                    parameters,
                )
                cursor.execute(
                    f'DELETE FROM "{rewritten.table}" WHERE "{rewritten.key}" IN (SELECT "{rewritten.key}" FROM kept)'
                )
                cursor.execute(
                    f'INSERT INTO "{rewritten.table}" SELECT * FROM kept ORDER BY "{rewritten.key}"'
                )
                cursor.execute("DROP TABLE kept")

    def vacuum(self) -> None:
        if vacuum_sqlite(attempts=self.attempts, pause=self.pause):
            return
        raise StillInUse(
            "The answers are mixed, but the database is being read without a pause, so its log file still holds old"
            " rows. The next run of the jobs tries again; end long exports until then."
        )
