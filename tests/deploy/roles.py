"""A database whose three roles were made by the command that an operator runs."""

from __future__ import annotations

import secrets
from pathlib import Path

import psycopg
import pytest

from tests.deploy.installation import environment, manage
from tests.people import PASSWORD


class Roles:
    """A database with an open survey whose three roles were made by the command; ``url`` gives each its address."""

    def __init__(self, cluster, name: str, folder: Path) -> None:
        self.cluster, self.name, self.folder = cluster, name, folder

    def url(self, role: str) -> str:
        user = f"engagement_{role}" if role else "postgres"
        return self.cluster.url_of(self.name).replace("postgres@", f"{user}@")

    def environment(self, role: str) -> dict[str, str]:
        return environment(self.folder, self.url(role), role)

    def refuses(self, role: str, sql: str) -> bool:
        """Whether PostgreSQL itself says no."""
        with psycopg.connect(self.url(role)) as connection:
            try:
                connection.execute(sql)
            except psycopg.errors.InsufficientPrivilege:
                return True
            finally:
                connection.rollback()
        return False

    def empty(self) -> None:
        """Empty the tables of answers, and with them all that was ever written about an answer."""
        self.run("", "TRUNCATE surveys_response, surveys_comment, surveys_intake, surveys_nonce CASCADE")

    def run(self, role: str, sql: str) -> list[tuple]:
        with psycopg.connect(self.url(role)) as connection:
            cursor = connection.execute(sql)
            return cursor.fetchall() if cursor.description else []


@pytest.fixture(scope="session")
def roles(prepared_cluster, tmp_path_factory) -> Roles:
    """One for the session, in a database of its own."""
    name = f"roles_{secrets.token_hex(4)}"
    folder = tmp_path_factory.mktemp("installation")
    prepared_cluster.query(f"CREATE DATABASE {name} TEMPLATE prepared")
    made = Roles(prepared_cluster, name, folder)
    owner = made.environment("")
    added = manage(owner, "shell", "-v0", given=MAKE_WHAT_PRODUCTION_ADDS)
    assert added.returncode == 0, added.stderr
    for _ in range(2):
        done = manage(owner, "database_roles", "--apply")
        assert done.returncode == 0, done.stderr
        assert "engagement_workbench have their rights" in done.stdout
    collected = manage(owner, "collectstatic", "--no-input", "-v0")
    assert collected.returncode == 0, collected.stderr
    return made


MAKE_WHAT_PRODUCTION_ADDS = f"""
from django.apps import apps
from django.contrib.auth.models import Group, User
from django.db import connection
there = connection.introspection.table_names()
with connection.schema_editor() as editor:
    for model in apps.get_models():
        if model._meta.managed and not model._meta.proxy and model._meta.db_table not in there:
            editor.create_model(model)
from engagement.accounts.roles import ROLES, ensure_roles
ensure_roles()
amara = User.objects.create_user("amara", "amara@example.org", {PASSWORD!r}, first_name="Amara")
from datetime import date
from engagement.support.areas import AREAS
from engagement.support.models import SupportLine
for area in AREAS:
    SupportLine.objects.get_or_create(
        name=f"Help in {{area}}", area=area, need="local", phone="0800 000", says="Help", owner="Us", source="Us",
        defaults={{"reviewed_on": date.today()}},
    )
amara.groups.set(Group.objects.filter(name=ROLES["analyst"].name))
"""
