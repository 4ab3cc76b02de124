"""A site with one open survey, made in an empty database by a process of its own.

Run as ``python -m tests.scan.site``. A process of its own, because Wagtail's search settles on one
kind of database when it starts.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PATH = "/insights/"


def make_site(url: str, folder: Path) -> None:
    """Every table, and the site, in the empty database at ``url``; ``folder`` is for whatever else is written."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "engagement.settings.test",
        "DATABASE_UNDER_TEST": url,
        "VAR_DIR": str(folder),
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.scan.site"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr)


class NoMigrations(dict):
    """Every app without its migrations: tables come straight from the models, in seconds rather than in minutes."""

    def __contains__(self, app: object) -> bool:
        return True

    def __getitem__(self, app: str) -> None:
        return None


def make_tables() -> None:
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.recorder import MigrationRecorder
    from django.test import override_settings

    with override_settings(MIGRATION_MODULES=NoMigrations()):
        call_command("migrate", run_syncdb=True, verbosity=0, interactive=False)
    MigrationRecorder(connection).ensure_schema()


def open_the_survey() -> None:
    """Root, home page, site and the Insights survey in English and Urdu, open for answers."""
    from wagtail.models import Locale, Page, Site

    from cms.models import HomePage
    from surveys.example import insights

    for language in ("en", "ur"):
        Locale.objects.get_or_create(language_code=language)
    english = Locale.objects.get(language_code="en")
    root = Page.add_root(title="Root", slug="root", locale=english)
    home = root.add_child(
        instance=HomePage(title="Most of Us", slug="home", headline="Most of us", locale=english)
    )
    Site.objects.create(is_default_site=True, hostname="127.0.0.1", root_page=home)
    insights.build(home, slug="insights", title="Insights")


if __name__ == "__main__":
    import django

    django.setup()
    make_tables()
    open_the_survey()
