"""Deleting what is older than it may be kept, beside the daily round."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from engagement.jobs.requests import NoAnswer, run_or_hand_over


class Command(BaseCommand):
    help = "Delete whatever is older than it may be kept: answers, used forms, texts in the queue, lines of registers."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self.stdout.write(run_or_hand_over("purge", {}))
        except NoAnswer as silent:
            raise CommandError(str(silent)) from None
