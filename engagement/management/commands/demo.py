"""`manage.py demo`: create, fill and serve the example site."""

from __future__ import annotations

import time
from typing import Any

from django.conf import settings
from django.core.management import CommandError, call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from engagement.demo.people import PASSWORD, PEOPLE


class Command(BaseCommand):
    help = "Create, fill and serve the example site. Repeating it changes nothing that is already there."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--no-serve", action="store_true", help="fill only")
        parser.add_argument("--remove", action="store_true", help="remove the synthetic example and end")

    def handle(self, *args: Any, port: int, no_serve: bool, remove: bool, **options: Any) -> None:
        if not settings.DEMO_SIGN_IN:
            raise CommandError("The example site never runs on production settings.")
        from engagement.jobs.lock import ServerRunning, server_lock

        serves = not (no_serve or remove)
        # Mails to the example's staff are printed beside the server's port: their links lead there.
        settings.WAGTAILADMIN_BASE_URL = f"http://127.0.0.1:{port}"
        try:
            with server_lock(note=str(port) if serves else ""):
                self._prepare(remove=remove)
                if serves:
                    self._tell(port)
                    self._serve(port)
        except ServerRunning as running:
            if not serves or not running.note.isdecimal():
                raise CommandError(str(running)) from None
            self.stdout.write("The example site is already running.")
            self._tell(int(running.note))

    def _step(self, name: str, work: Any) -> None:
        started = time.monotonic()
        self.stdout.write(f"  {name} ... ", ending="")
        self.stdout.flush()
        done = work()
        told = f"{done}, " if isinstance(done, str) else ""
        self.stdout.write(f"{told}{time.monotonic() - started:.1f} s")

    def _prepare(self, *, remove: bool) -> None:
        from engagement.demo import fill, removal
        from engagement.demo.static import collect_static

        self.stdout.write("Preparing the example site")
        self._step("database", self._migrate)
        if remove:
            self._step("removing the synthetic example", removal.remove)
            return
        # Before the pages: a survey is walked page by page when it is published, and its pages name their files.
        self._step("static files", lambda: "collected" if collect_static() else "unchanged")
        for name, work in fill.STEPS:
            self._step(name, work)
        connections.close_all()

    def _migrate(self) -> str:
        connection = connections["default"]
        executor = MigrationExecutor(connection)
        if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return "up to date"
        if connection.vendor == "sqlite" and not executor.loader.applied_migrations:
            # A new database has nothing to lose yet: without waiting for the disk at every step it is made in a
            # fraction of the time. The next connection asks for full synchronisation again.
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA synchronous=OFF")
        call_command("migrate", interactive=False, verbosity=0)
        connection.close()
        return "migrated"

    def _tell(self, port: int) -> None:
        home = f"http://127.0.0.1:{port}"
        write = self.stdout.write
        write("")
        write(f"  The site            {home}/")
        write(f"  Answer the survey   {home}/insights/          (in Urdu: {home}/ur/insights/)")
        write(f"  Kinds of question   {home}/every-kind/")
        write(f"  What we heard       {home}/results/")
        write(f"  Staff, one click    {home}/demo/")
        write(f"  Staff, by password  {home}/admin/             (password: {PASSWORD})")
        for person in PEOPLE:
            write(f"      {person.username:<10} {person.does}")
        write("")
        write(
            "  Everything here is a synthetic example. Ctrl-C stops it; make demo ARGS=--remove removes it."
        )

    def _serve(self, port: int) -> None:
        from engagement.demo.server import ExampleServer

        ExampleServer(port=port).run()
