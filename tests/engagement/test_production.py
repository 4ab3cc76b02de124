"""The production settings pass every deployment check, and an unsafe installation is refused before it starts."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.contrib.auth.models import User

from engagement.checks import nobody_is_above_the_roles

ROOT = Path(__file__).resolve().parents[2]

CHECKS = """
import json
import django
django.setup()
from django.core.checks import run_checks
from django.core.management import CommandError, call_command
from django.test.utils import override_settings

def found(**changes):
    with override_settings(**changes):
        return sorted(told.id for told in run_checks(include_deployment_checks=True))

from django.conf import settings
told = {
    "as it stands": found(),
    "DEBUG": found(DEBUG=True),
    "demo sign-in": found(DEMO_SIGN_IN=True),
    "no second factor": found(REQUIRE_SECOND_FACTOR=False),
    "SQLite": found(DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}),
    "insecure session cookie": found(SESSION_COOKIE_SECURE=False),
    "no name": found(SERVICE=""),
    "cookies": [settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, settings.SESSION_COOKIE_AGE,
                settings.SESSION_COOKIE_SECURE, settings.SESSION_COOKIE_HTTPONLY, settings.CSRF_COOKIE_SECURE,
                settings.SESSION_COOKIE_SAMESITE],
}
try:
    call_command("demo", "--no-serve")
except CommandError as refused:
    told["demo"] = str(refused)
print(json.dumps(told))
"""


def run(program: str, folder: Path, **changes: str | None) -> subprocess.CompletedProcess:
    """A Python process on the production settings with a plausible environment. No database answers at its address."""
    environment = {
        "PATH": os.environ["PATH"],
        "VAR_DIR": str(folder),
        "DJANGO_SETTINGS_MODULE": "engagement.settings.production",
        "SECRET_KEY": "k3p-" * 5 + "abcdefghijklmnopqrstuvwxyz0123456789-ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none",
        "ALLOWED_HOSTS": "engagement.example.org",
        "SITE_URL": "https://engagement.example.org",
        "SECURITY_CONTACT": "mailto:security@engagement.example.org",
        "SERVICE": "web",
        "MAIL_PROVIDER": "smtp",
        **changes,
    }
    return subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env={name: value for name, value in environment.items() if value is not None},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.long
def test_production_settings_pass_every_check_and_each_unsafe_change_is_told(tmp_path):
    done = run(CHECKS, tmp_path)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["as it stands"] == []
    assert told["DEBUG"] == ["engagement.E005", "engagement.E030", "security.W018"]
    assert told["demo sign-in"] == ["engagement.E001", "engagement.E006"]
    assert told["no second factor"] == ["engagement.E002"]
    assert told["SQLite"] == ["engagement.E003"]
    assert told["insecure session cookie"] == ["security.W012"]
    assert told["no name"] == ["engagement.E020", "engagement.W038"]
    assert told["cookies"] == ["__Host-session", "__Host-csrf", 12 * 3600, True, True, True, "Lax"]
    assert told["demo"] == "The example site never runs on production settings."


def test_the_application_does_not_start_without_a_key(tmp_path):
    done = run("import engagement.wsgi", tmp_path, SECRET_KEY=None)
    assert done.returncode != 0 and "Set the SECRET_KEY environment variable" in done.stderr


def test_the_application_does_not_start_where_it_would_be_unsafe_and_gives_every_reason(tmp_path):
    done = run(
        "import engagement.wsgi",
        tmp_path,
        DATABASE_URL="sqlite:///:memory:",
        ALLOWED_HOSTS="*",
        SECRET_KEY="short",
        SITE_URL="http://engagement.example.org",
        GUNICORN_CMD_ARGS="--access-logfile -",
    )
    assert done.returncode != 0 and "This installation is not started:" in done.stderr
    for reason in (
        "The database is a SQLite file",
        "name each host in full",
        "security.W009",
        "links in mails to staff would go unencrypted",
        "List of visits (access log)",
    ):
        assert reason in done.stderr, reason


@pytest.mark.django_db
def test_an_active_superuser_is_refused():
    assert nobody_is_above_the_roles(None) == []
    root = User.objects.create_superuser("root")
    (told,) = nobody_is_above_the_roles(None)
    assert told.id == "engagement.E007" and "1 active superuser:" in told.msg
    root.is_active = False
    root.save()
    assert nobody_is_above_the_roles(None) == []
