"""The PostgreSQL roles of the three processes, printed or made."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from engagement.database.rights import NoRule
from engagement.database.roles import PREFIX, Refused, apply, role_name, script


class Command(BaseCommand):
    help = (
        "Print the SQL that gives the web, jobs and workbench processes a PostgreSQL role each, with the least rights"
        " that work; --apply runs it. Repeat it after every migrate: new tables are closed until then."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--apply", action="store_true", help="run the SQL instead of printing it")
        parser.add_argument("--prefix", default=PREFIX, help=f"what the roles' names begin with ({PREFIX})")

    def handle(self, *args: Any, apply: bool, prefix: str, **options: Any) -> None:
        try:
            self.stdout.write(_applied(prefix) if apply else script(prefix))
        except (Refused, NoRule) as refused:
            raise CommandError(str(refused)) from None


def _applied(prefix: str) -> str:
    done = apply(prefix)
    names = ", ".join(role_name(role, prefix) for role in ("web", "jobs", "workbench"))
    return (
        f"{done} statements: {names} have their rights. New roles have no password and cannot sign in with one:"
        " set it in psql with \\password, and put it into each service's DATABASE_URL."
    )
