"""An encrypted copy of everything, made after a mix."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from engagement.backup.services import Made, Refused, backup, verify


class Command(BaseCommand):
    help = (
        "Mix what waits, then copy database and pictures into one encrypted file, and delete copies older than 30"
        " days. Answers too few to be mixed stay out of it."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--new-key", action="store_true", help="print a new pair of keys and end")
        parser.add_argument(
            "--verify", metavar="FILE", type=Path, help="read a backup from end to end and end"
        )
        parser.add_argument(
            "--key", metavar="FILE", type=Path, help="with --verify: the file of the private key"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["new_key"]:
            self.stdout.write(_new_key())
            return
        try:
            if options["verify"]:
                if options["key"] is None:
                    raise CommandError("Say with --key which file holds the private key.")
                self.stdout.write(_told(options["verify"], verify(options["verify"], key=options["key"])))
            else:
                self.stdout.write(str(_backup()))
        except Refused as why:
            raise CommandError(str(why)) from None


def _new_key() -> str:
    from engagement.backup.sealing import new_key

    public, private = new_key()
    return (
        f"# For the server, in BACKUP_RECIPIENTS:\n{public}\n"
        "# For a safe, away from the server, in a file of its own. It is shown this once. Without it no backup can be"
        f" read by anybody:\n{private}"
    )


def _told(file: Path, manifest: Any) -> str:
    return (
        f"{file} is whole: {manifest.server}, made {manifest.made_at}, {manifest.rows:,} rows in"
        f" {len(manifest.tables)} tables, {len(manifest.media):,} files."
    )


def _backup() -> Made:
    return backup(
        to=settings.BACKUP_RECIPIENTS,
        folder=Path(settings.BACKUP_DIR),
        media=Path(settings.MEDIA_ROOT),
        prepare=mixed_and_clean,
    )


def mixed_and_clean() -> None:
    """Mix whatever may be mixed, and see that nothing of the order of sending is left in what will be copied."""
    from django.db import connection

    from engagement.database.files import StillInUse
    from engagement.jobs.requests import NoAnswer, run_or_hand_over
    from surveys.mixing.renewal import write_anew
    from surveys.models import OwedVacuum

    try:
        run_or_hand_over("mix", {})
        if connection.vendor == "postgresql":
            # pg_dump copies rows in the order in which they lie; on SQLite the copy is put in order by itself.
            write_anew()
    except (StillInUse, NoAnswer) as busy:
        raise Refused(f"No backup was made: {busy}") from None
    if OwedVacuum.objects.exists():
        raise Refused(
            "No backup was made: old rows of a mix still lie in the database's files. Run manage.py jobs, then"
            " try again."
        )
