"""How each database forgets the order in which rows came: one small interface, one file a database."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from django.db import connection

from surveys.mixing.rewrite.postgresql import PostgreSQL
from surveys.mixing.rewrite.sqlite import SQLite
from surveys.mixing.tables import Rewritten


class Storage(Protocol):
    """What a mix asks of a database beside plain SQL."""

    def hold_writers(self) -> None:
        """Let no other writer near the answers until the transaction ends. Readers do not wait. Raises
        ``WritersBusy`` if somebody is writing now."""

    def rewrite(self, survey_id: int) -> None:
        """Write all answers of a survey anew, in the order of their keys, inside the transaction of the mix."""

    def rewrite_tables(self, tables: Iterable[Rewritten], survey_id: int = 0) -> None:
        """The same for some tables alone; ``survey_id`` matters to those whose rows name their survey."""

    def vacuum(self) -> None:
        """Remove old rows from the files, after the commit, on a connection of its own. Raises ``StillInUse``."""


def storage() -> Storage:
    """The storage of the database in use."""
    return {"postgresql": PostgreSQL, "sqlite": SQLite}[connection.vendor]()
