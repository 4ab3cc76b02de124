"""`manage.py check_census_table`: read a table downloaded from ONS or Nomis and compare it with the figures in use."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser


class Command(BaseCommand):
    help = (
        "Read a population table downloaded from ONS or Nomis and compare it with the figures weighting uses."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="the table as downloaded, CSV or Excel")
        parser.add_argument(
            "--ages", default="13 and over", help='the population, such as "18 and over" or "under 25"'
        )

    def handle(self, *args: Any, file: Path, ages: str, **options: Any) -> None:
        from surveys.analysis.errors import AnalysisError
        from surveys.analysis.official import beside_the_census, read_table, targets_from

        try:
            table = read_table(file.read_bytes(), file.name)
            found = targets_from(table, ages=ages)
        except OSError as fault:
            raise CommandError(f"{file} cannot be read: {fault.strerror}.") from None
        except AnalysisError as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(f"{table.format}, {table.geography}, {table.date}. SHA-256 {table.sha256}")
        self.stdout.write(f"{found.total:,.0f} {found.base_population}")
        for note in found.notes:
            self.stdout.write(f"  {note}")
        self.stdout.write(str(beside_the_census(found, ages)))
