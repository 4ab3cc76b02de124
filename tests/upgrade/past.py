"""A database as an earlier release left it, filled through the tables that release had.

Run as ``python -m tests.upgrade.past RELEASE`` with the database's address in ``DATABASE_UNDER_TEST``: in a process of
its own, because Wagtail's search settles on one kind of database when it starts. No model of today is used, and no
signal that follows a migration: roles and permissions come with the upgrade, as they do for a release.
"""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.upgrade.releases import ROOT, releases

PAGES = Path(__file__).with_name("first_pages.json.gz")
"""Rows of the site as release 0.1 stored them: home page, one open and one closed survey, frozen, English and Urdu."""
CONTENT_TYPE = "content_type_id"


def make(release: str, url: str, folder: Path, *, run: str = "tests.upgrade.past") -> None:
    """Bring the empty database at ``url`` to a release and fill it."""
    done = subprocess.run(
        [sys.executable, "-m", run, release],
        cwd=ROOT,
        env=environment(url, folder),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr)


def environment(url: str, folder: Path, **told: str) -> dict[str, str]:
    """What a process needs to work on that database."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "engagement.settings.test",
        "DATABASE_UNDER_TEST": url,
        "VAR_DIR": str(folder),
        **told,
    }


def bring_to(name: str) -> Any:
    """Apply the migrations of a release; the registry of its models."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    release = next(one for one in releases() if one.name == name)
    targets = list(release.last.items())
    MigrationExecutor(connection).migrate(targets)
    return MigrationExecutor(connection).loader.project_state(targets).apps


class Tables:
    """Rows into tables as they were, by the names of their columns."""

    def __init__(self, apps: Any) -> None:
        self._models = {model._meta.db_table: model for model in apps.get_models(include_auto_created=True)}
        self._types = apps.get_model("contenttypes", "ContentType")

    def insert(self, table: str, rows: list[dict[str, Any]]) -> None:
        """Add rows, each with the same columns."""
        from django.db import connection

        if not rows:
            return
        fields = {field.column: field for field in self._models[table]._meta.local_fields}
        columns = list(rows[0])
        names = ", ".join(connection.ops.quote_name(column) for column in columns)
        places = ", ".join(["%s"] * len(columns))
        with connection.cursor() as cursor:
            cursor.executemany(
                f"INSERT INTO {connection.ops.quote_name(table)} ({names}) VALUES ({places})",
                [[self._value(fields[column], row[column]) for column in columns] for row in rows],
            )

    def _value(self, field: Any, value: Any) -> Any:
        if field.column == CONTENT_TYPE and isinstance(value, str):
            app, model = value.split(".")
            return self._types.objects.get_or_create(app_label=app, model=model)[0].pk
        kind = field.get_internal_type()
        if kind == "BooleanField" and value is not None:
            return bool(value)
        if kind == "JSONField" and not isinstance(value, str):
            return json.dumps(value, ensure_ascii=False)
        return value

    def go_on_counting(self) -> None:
        """Let PostgreSQL number new rows after those that were given their numbers."""
        from django.core.management.color import no_style
        from django.db import connection

        with connection.cursor() as cursor:
            for sql in connection.ops.sequence_reset_sql(no_style(), list(self._models.values())):
                cursor.execute(sql)


def lay_out_the_site(tables: Tables) -> None:
    """Put the recorded site in the place of the one that Wagtail's migrations make."""
    from django.db import connection

    with connection.cursor() as cursor:
        for table in ("wagtailcore_site", "wagtailcore_page", "wagtailcore_locale"):
            cursor.execute(f"DELETE FROM {table}")
    for table, rows in json.loads(gzip.decompress(PAGES.read_bytes())).items():
        tables.insert(table, rows)


def main(name: str) -> None:
    import django

    django.setup()
    from django.db import transaction

    from tests.upgrade.filling import fill

    tables = Tables(bring_to(name))
    with transaction.atomic():
        lay_out_the_site(tables)
        fill(tables)
        tables.go_on_counting()


if __name__ == "__main__":
    main(sys.argv[1])
