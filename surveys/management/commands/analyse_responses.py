"""`manage.py analyse_responses`: weigh and read responses that were collected elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser


class Command(BaseCommand):
    help = "Weigh responses collected elsewhere to Census 2021, read their comments, and write tables and a report."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="the responses, a CSV or Excel file")
        parser.add_argument(
            "--mapping", type=Path, required=True, help="what its columns and words mean, a TOML file"
        )
        parser.add_argument("--out", type=Path, required=True, help="the folder to write, new or empty")
        parser.add_argument(
            "--replace", action="store_true", help="replace the results of an earlier run in that folder"
        )

        parser.add_argument(
            "--codebook",
            default="",
            help="the version of the codebook to read comments with, such as the one a survey was read with;"
            " the one in use here unless you say otherwise",
        )

    def handle(
        self,
        *args: Any,
        file: Path,
        mapping: Path,
        out: Path,
        replace: bool,
        codebook: str,
        verbosity: int,
        **options: Any,
    ) -> None:
        from surveys.exchange.problems import Unreadable
        from surveys.exchange.reading import called, in_use
        from surveys.exchange.run import run

        try:
            analysis = run(
                file,
                mapping,
                out,
                replace=replace,
                bar=self._bar if verbosity else None,
                read_with=called(codebook) if codebook else in_use(),
            )
        except Unreadable as refusal:
            count = len(refusal.problems) + refusal.more
            head = "" if count == 1 else f"{count} problems; nothing was written.\n"
            raise CommandError(f"{head}{refusal}") from None
        if verbosity:
            self._tell(analysis, out)

    def _bar(self, steps: int, title: str) -> Callable[[], Any]:
        """A progress bar where somebody watches, and nothing where the output goes into a file."""
        from tqdm import tqdm

        bar = tqdm(total=steps, desc=title, disable=None, leave=False, file=self.stderr._out)

        def step() -> None:
            bar.update()
            if bar.n >= steps:
                bar.close()

        return step

    def _tell(self, analysis: Any, out: Path) -> None:
        people = len(analysis.coded.people)
        self.stdout.write(
            f"{people:,} people, {len(analysis.tables)} tables, {len(analysis.comments):,} comments."
        )
        if analysis.coded.left_out:
            self.stdout.write(f"{analysis.coded.left_out:,} rows are left out: outside the population.")
        if analysis.weighed is None:
            self.stdout.write("Nothing was weighted: the mapping has no demographic with Census figures.")
        else:
            weights = analysis.weighed.weights
            self.stdout.write(
                f"Weighted: every target met; worth {weights.ess:,.0f} equally weighted answers, weights "
                f"{weights.range[0]:.2f} to {weights.range[1]:.2f} times the mean."
            )
            for decision in analysis.weighed.decisions:
                self.stdout.write(f"  {decision}")
            for caution in weights.warnings:
                self.stdout.write(f"  Mind: {caution}")
        self.stdout.write(
            f"Written to {out}: open report.html. comments.csv is masked by machine: read it before sharing."
        )
