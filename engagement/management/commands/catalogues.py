"""`manage.py catalogues`: gather what has to be translated, compile what has been, and say what is missing."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    """Refreshes the interface catalogues of every language; ``--check`` writes nothing."""

    help = "Gather the messages of the interface into the catalogue of each language, compile, say what is missing."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--check", action="store_true", help="write nothing, only say what is wrong")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            from engagement import catalogues
        except ImportError as missing:
            raise CommandError(
                "Catalogues need Babel, which only contributors have: install the group “test”."
            ) from missing
        found = []
        for language in catalogues.translated_languages():
            for app in catalogues.APPS:
                if not options["check"]:
                    catalogues.write(app, language)
                found += catalogues.faults(app, language)
        for fault in found:
            self.stderr.write(fault)
        if found:
            raise CommandError(f"{len(found)} messages need a translator. docs/languages.md says how.")
        self.stdout.write("Every message is translated in every language.")
