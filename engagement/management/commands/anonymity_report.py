"""`manage.py anonymity_report`: what this installation stores, read from the live schema, settings and logs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser


class Command(BaseCommand):
    help = (
        "Say what this installation stores of visitors: every column of the tables of answers in the live database,"
        " the logs, cookies, headers and times of deletion, and what is not as promised."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="as JSON, the file the public page offers")
        parser.add_argument(
            "--check",
            action="store_true",
            help="print what is not as promised alone, and fail if there is anything",
        )
        parser.add_argument(
            "--nginx", type=Path, metavar="FILE", help="look at nginx too: a file with the output of nginx -T"
        )

    def handle(self, *args: Any, json: bool, check: bool, nginx: Path | None, **options: Any) -> None:
        from cms.transparency.report import read_report
        from cms.transparency.text import as_text
        from cms.transparency.views import as_bytes
        from engagement.privacy.web_server import Unreadable

        try:
            told = nginx.read_text(encoding="utf-8") if nginx else None
            report = read_report(web_server=told, web_server_name=str(nginx or ""))
        except OSError as error:
            raise CommandError(f"{nginx} cannot be read: {error.strerror}.") from None
        except (Unreadable, UnicodeDecodeError) as error:
            raise CommandError(f"{nginx} is not a configuration of nginx. {error}") from None
        if json:
            self.stdout.write(as_bytes(report).decode(), ending="")
        elif not check:
            self.stdout.write(as_text(report), ending="")
        if check and report.problems:
            raise CommandError("\n".join([f"{len(report.problems)} not as promised:", *report.problems]))
        if check:
            self.stdout.write(f"Everything is as promised. Digest {report.digest}.")
