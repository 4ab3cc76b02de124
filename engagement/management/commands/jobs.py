"""Timed work, run once: for a timer of the system. On the embedded default the server does it by itself."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from engagement.jobs.requests import NoAnswer, run_or_hand_over


class Command(BaseCommand):
    help = "Run whatever is due once: mixing, scheduled publishing, forgetting. Start it every five minutes."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self.stdout.write(run_or_hand_over("jobs", {}))
        except NoAnswer as silent:
            raise CommandError(str(silent)) from None
