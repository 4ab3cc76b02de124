"""Mixing on request, beside the fixed hours."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from engagement.jobs.requests import NoAnswer, run_or_hand_over


class Command(BaseCommand):
    help = "Mix the answers that wait, of one survey or of every survey that has enough of them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--survey", metavar="SLUG", help="Only this survey")
        parser.add_argument(
            "--at-least",
            type=int,
            metavar="N",
            help="Mix from so many answers on (10); fewer only for a closed survey or the example",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        wanted = {"survey": options["survey"], "at_least": options["at_least"]}
        try:
            self.stdout.write(run_or_hand_over("mix", wanted))
        except NoAnswer as silent:
            raise CommandError(str(silent)) from None
