"""A backup brought back into an empty place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from engagement.backup.services import Refused, restore
from engagement.jobs.lock import ServerRunning, writing_alone


class Command(BaseCommand):
    help = (
        "Bring an encrypted backup back into an empty database and an empty folder of pictures, row for row."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="the backup")
        parser.add_argument(
            "--key", type=Path, required=True, metavar="FILE", help="the file of the private key"
        )

    def handle(self, *args: Any, file: Path, key: Path, **options: Any) -> None:
        try:
            with writing_alone("restore"):
                manifest = restore(file, key=key, media=Path(settings.MEDIA_ROOT))
        except (Refused, ServerRunning) as why:
            raise CommandError(str(why)) from None
        self.stdout.write(
            f"{manifest.rows:,} rows in {len(manifest.tables)} tables and {len(manifest.media):,} files are back as"
            f" they were on {manifest.made_at}, and every row has been compared. Next: manage.py migrate"
            + (", then manage.py database_roles --apply." if manifest.vendor == "postgresql" else ".")
        )
