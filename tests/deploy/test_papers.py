"""What docs/deploy tells an operator is true of the program: commands, variables, users, addresses, folders."""

from __future__ import annotations

import configparser
import re
import shlex
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import get_commands, load_command_class

from engagement.database.rights import ROLES
from engagement.database.roles import role_name
from tests.deploy.installation import PAPERS, ROOT, environment_of

UNITS = sorted(PAPERS.glob("*.service"))
SETTINGS = ROOT / "engagement" / "settings"
RUNBOOK = (PAPERS / "README.md").read_text(encoding="utf-8")
HARDENED = {
    "NoNewPrivileges": "yes",
    "PrivateTmp": "yes",
    "ProtectSystem": "strict",
    "ProtectHome": "yes",
    "LimitCORE": "0",
    "UMask": "0007",
}


class Several(dict):
    """A section in which a key may stand more than once, as systemd allows."""

    def __setitem__(self, key, value):
        if isinstance(value, list) and key in self:
            self[key].extend(value)
        else:
            super().__setitem__(key, value)


def unit(path: Path) -> configparser.RawConfigParser:
    found = configparser.RawConfigParser(strict=False, dict_type=Several, delimiters=("=",))
    found.optionxform = str
    found.read_string(path.read_text(encoding="utf-8"))
    return found


def values(path: Path, key: str, section: str = "Service") -> list[str]:
    return [line for line in unit(path)[section].get(key, "").split("\n") if line]


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.stem)
def test_a_unit_starts_something_that_exists_with_what_it_needs_and_no_more(path):
    (start,) = values(path, "ExecStart")
    words = shlex.split(start)
    assert words[0].startswith("/srv/engagement/.venv/bin/")
    if "manage.py" in words:
        name = words[words.index("manage.py") + 1]
        if (
            name == "db_worker"
        ):  # of an app that the production settings alone install: run by test_database_roles
            assert words[words.index(name) :] == ["db_worker", "--queue-name", "*"]
        else:
            parser = load_command_class(get_commands()[name], name).create_parser("manage.py", name)
            parser.parse_args(words[words.index("manage.py") + 2 :])
    else:
        assert words[1:] == ["-c", "docs/deploy/gunicorn.conf.py", "engagement.wsgi"]
        assert (ROOT / words[2]).is_file()
    for key, wanted in HARDENED.items():
        assert values(path, key) == [wanted], key
    files = [Path(name).name for name in values(path, "EnvironmentFile")]
    assert files[0] == "common.env" and len(files) == 2
    assert all((PAPERS / name).is_file() for name in files)
    service = environment_of(files[1]).get("SERVICE", "")
    # Each process signs in to PostgreSQL by its system user, so user and role have one name.
    assert values(path, "User") == [role_name(service) if service else "engagement"]


def test_each_role_has_a_process_and_each_timer_a_service():
    assert {environment_of(f"{role}.env")["SERVICE"] for role in ROLES} == set(ROLES)
    for timer in PAPERS.glob("*.timer"):
        assert timer.with_suffix(".service") in UNITS
        assert values(timer, "OnCalendar", "Timer")


def test_every_variable_is_one_that_the_settings_read_and_every_needed_one_is_there():
    read = set()
    for file in ("base.py", "production.py"):
        read |= set(re.findall(r'env\.\w+\(\s*"(\w+)"', (SETTINGS / file).read_text(encoding="utf-8")))
        read |= set(re.findall(r'Env\(\)\.\w+\("(\w+)"', (SETTINGS / file).read_text(encoding="utf-8")))
    told = {name for path in PAPERS.glob("*.env") for name in environment_of(path.name)}
    assert told - {"DJANGO_SETTINGS_MODULE"} <= read
    production = (SETTINGS / "production.py").read_text(encoding="utf-8")
    needed = set(re.findall(r'env\.\w+\("(\w+)"\)', production))
    assert needed and needed <= told


def test_no_secret_stands_in_an_example():
    for path in PAPERS.glob("*.env"):
        for name, value in environment_of(path.name).items():
            if "SECRET" in name or "RECIPIENTS" in name:
                assert value == "", (path.name, name)
            assert "@" not in value.partition("://")[2].rpartition("@")[0]


def test_the_web_server_sends_staff_addresses_to_their_process_and_no_others():
    text = (PAPERS / "nginx.conf").read_text(encoding="utf-8")
    (told,) = re.findall(r"location ~ \^/\(([a-z|]+)\)/ \{", text)
    assert {f"/{name}/" for name in told.split("|")} == set(settings.STAFF_PREFIXES) - {"/demo/"}
    assert "access_log off;" in text and not re.findall(r"access_log (?!off;)", text)
    assert set(re.findall(r"error_log ([^;]+);", text)) == {"/dev/null emerg"}
    assert text.count("{") == text.count("}")


def test_the_limits_of_the_web_server_leave_room_for_what_the_program_takes():
    text = (PAPERS / "nginx.conf").read_text(encoding="utf-8")
    megabytes = [int(n) for n in re.findall(r"client_max_body_size (\d+)m;", text)]
    assert megabytes == [1, 12]
    assert megabytes[1] * 1024 * 1024 > settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE
    # A body that fits into memory is never written to a file.
    assert [int(n) for n in re.findall(r"client_body_buffer_size (\d+)m;", text)] == megabytes


def test_the_runbook_names_every_file_and_every_file_is_there():
    for path in PAPERS.iterdir():
        if path.name != "README.md" and path.suffix not in (".service", ".timer", ".pyc") and path.is_file():
            assert f"`{path.name}`" in RUNBOOK, path.name
    for name in re.findall(r"manage\.py (\w+)", RUNBOOK):
        assert name in get_commands(), name
    for target in re.findall(r"\]\((\.\./[^)#]+)\)", RUNBOOK):
        assert (PAPERS / target).is_file(), target
