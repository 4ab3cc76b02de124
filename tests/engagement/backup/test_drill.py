"""The drill: a backup of a mixed survey comes back in an empty place, row for row; what cannot be whole is refused."""

from __future__ import annotations

import os
import resource
import secrets
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection

from engagement.backup import services
from engagement.backup.sealing import new_key
from engagement.management.commands.backup import mixed_and_clean
from surveys.models import Comment, Intake, Nonce, OwedVacuum, Response, SurveyPage
from tests.scan.cluster import throw_away_cluster
from tests.scan.database import use_database
from tests.scan.site import ROOT
from tests.surveys.mixing.waiting import payload

pytestmark = pytest.mark.long


class Host:
    """An installation with answers in it: some mixed, five waiting, and a picture."""

    def __init__(self, engine, folder: Path) -> None:
        self.engine, self.folder = engine, folder
        self.media = folder / "media"
        self.backups = folder / "backups"
        self.key = folder / "safe" / "key"
        public, private = new_key()
        self.key.parent.mkdir()
        self.key.write_text(private)
        self.settings = {"BACKUP_RECIPIENTS": [public], "BACKUP_DIR": str(self.backups)}
        (self.media / "images").mkdir(parents=True)
        (self.media / "images" / "park.jpg").write_bytes(b"a picture of the park")
        self.survey = SurveyPage.objects.get(slug="insights", locale__language_code="en")
        self.send(30)
        mixed_and_clean()
        self.send(5, word="not yet mixed")

    def send(self, n: int, word: str = "lamp") -> None:
        for number in range(n):
            comments = {"CHANGE": f"a {word} on corner {number}"}
            Intake.objects.create(survey=self.survey, payload=payload(self.survey, number, comments=comments))
            Nonce.objects.create(pk=secrets.randbits(60), expires_on="2100-01-01")

    def made(self) -> list[Path]:
        return sorted(self.backups.glob("*.age"))

    @contextmanager
    def empty_place(self, settings, folder: Path):
        """A database that holds nothing, of the same kind, and a folder for pictures."""
        folder.mkdir()
        settings.MEDIA_ROOT = str(folder / "media")
        name = f"empty_{secrets.token_hex(4)}"
        if self.engine.cluster is None:
            with use_database(f"sqlite:///{folder / 'db.sqlite3'}"):
                yield
            return
        self.engine.cluster.query(f"CREATE DATABASE {name}")
        try:
            with use_database(self.engine.cluster.url_of(name)):
                yield
        finally:
            self.engine.cluster.query(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def host(engine, tmp_path, settings) -> Host:
    made = Host(engine, tmp_path)
    settings.MEDIA_ROOT = str(made.media)
    for name, value in made.settings.items():
        setattr(settings, name, value)
    return made


def told(capsys) -> str:
    return capsys.readouterr().out


def rows() -> tuple[list, list]:
    return (
        sorted(Response.objects.values_list("pk", "answers__NUMBER", "version_id")),
        sorted(Comment.objects.values_list("pk", "response_id", "text")),
    )


def test_a_backup_comes_back_row_for_row_without_what_was_not_mixed(host, settings, capsys, tmp_path):
    call_command("backup")
    assert "Answers that wait to be mixed are in no backup" in told(capsys)
    (file,) = host.made()
    assert file.stat().st_mode & 0o077 == 0
    before = rows()
    assert Intake.objects.count() == 5, "no answer may be lost: those that wait stay where they are"

    call_command("backup", verify=file, key=host.key)
    assert "is whole" in told(capsys)
    with host.empty_place(settings, tmp_path / "new"):
        call_command("restore", file, key=host.key)
        assert "every row has been compared" in told(capsys)
        assert rows() == before and len(before[0]) == 30
        assert (Intake.objects.count(), Nonce.objects.count()) == (0, 0)
        assert (tmp_path / "new" / "media" / "images" / "park.jpg").read_bytes() == b"a picture of the park"
        assert [path.name for path in (tmp_path / "new" / "media").iterdir()] == ["images"]
        # It is in use from now on: a second restore finds it filled.
        with pytest.raises(CommandError, match="Move them away"):
            call_command("restore", file, key=host.key)
        settings.MEDIA_ROOT = str(tmp_path / "newer")
        with pytest.raises(CommandError, match="already"):
            call_command("restore", file, key=host.key)
        assert rows() == before


def test_what_waited_or_was_never_encrypted_is_not_in_the_file(host):
    call_command("backup")
    data = host.made()[0].read_bytes()
    for word in (b"not yet mixed", b"lamp on corner", b"picture of the park", b"surveys_response"):
        assert word not in data
    assert [path.name for path in host.backups.iterdir() if not path.name.endswith(".age")] == []


def test_another_key_or_a_changed_file_restores_nothing(host, settings, tmp_path):
    call_command("backup")
    (file,) = host.made()
    (tmp_path / "other").write_text(new_key()[1])
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    changed = tmp_path / "changed.age"
    changed.write_bytes(data)
    cut = tmp_path / "cut.age"
    cut.write_bytes(data[: len(data) // 3])
    with host.empty_place(settings, tmp_path / "new"):
        for what, key, says in (
            (file, tmp_path / "other", "made for another key"),
            (changed, host.key, "damaged or not whole"),
            (cut, host.key, "damaged or not whole"),
            (tmp_path / "nothing.age", host.key, "There is no file"),
        ):
            with pytest.raises(CommandError, match=says):
                call_command("restore", what, key=key)
        assert connection.introspection.table_names() == []
        assert not (tmp_path / "new" / "media").exists()


def test_a_restore_that_fails_half_way_can_be_done_again(host, settings, tmp_path, monkeypatch):
    call_command("backup")
    (file,) = host.made()
    with host.empty_place(settings, tmp_path / "new"):
        with monkeypatch.context() as broken:
            broken.setattr(services.Manifest, "differences", lambda *_: ["surveys_response: 29 rows, not 30"])
            with pytest.raises(CommandError, match="do not use it"):
                call_command("restore", file, key=host.key)
        assert not [path for path in (tmp_path / "new" / "media").rglob("*") if path.is_file()]


def test_a_disk_that_fills_leaves_no_file_and_harms_no_earlier_one(host, monkeypatch):
    call_command("backup")
    (first,) = host.made()
    kept = first.read_bytes()
    # The limit below is for every file of this process: the database's own must have been written before.
    monkeypatch.setattr("engagement.management.commands.backup.mixed_and_clean", lambda: None)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, hard))
    try:
        with pytest.raises(CommandError, match="is full"):
            call_command("backup")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert [path.name for path in host.backups.iterdir()] == [first.name]
    assert first.read_bytes() == kept


def test_a_database_that_gives_up_is_told_without_its_words(host, monkeypatch):
    def broken() -> None:
        raise OperationalError("could not write the lamp on corner 3")

    monkeypatch.setattr("engagement.management.commands.backup.mixed_and_clean", broken)
    with pytest.raises(CommandError, match="gave up while it was mixed or copied") as told:
        call_command("backup")
    assert "lamp" not in str(told.value)
    assert host.made() == []


def test_no_backup_is_made_while_old_rows_lie_in_the_files(host, monkeypatch):
    OwedVacuum.objects.create()
    monkeypatch.setattr("surveys.mixing.services.storage", lambda: Stuck())
    with pytest.raises(CommandError, match="No backup was made"):
        call_command("backup")
    assert host.made() == []


class Stuck:
    """A database that somebody reads without a pause."""

    def hold_writers(self) -> None: ...

    def rewrite(self, survey_id: int) -> None: ...

    def vacuum(self) -> None:
        from engagement.database.files import StillInUse

        raise StillInUse("The answers are mixed, but the database is being read without a pause.")


def test_a_backup_of_another_kind_of_database_is_refused(host, settings, tmp_path, request):
    call_command("backup")
    (file,) = host.made()
    settings.MEDIA_ROOT = str(tmp_path / "elsewhere")
    if host.engine.vendor == "postgresql":
        with (
            use_database(f"sqlite:///{tmp_path / 'other.sqlite3'}"),
            pytest.raises(CommandError, match="of its own kind"),
        ):
            call_command("restore", file, key=host.key)
    else:
        cluster = request.getfixturevalue("cluster")
        with use_database(cluster.url_of("postgres")), pytest.raises(CommandError, match="of its own kind"):
            call_command("restore", file, key=host.key)


def test_a_new_pair_of_keys_is_printed_and_kept_nowhere(capsys, tmp_path, settings):
    settings.BACKUP_DIR = str(tmp_path)
    call_command("backup", new_key=True)
    lines = [line for line in told(capsys).splitlines() if not line.startswith("#")]
    assert lines[0].startswith("age1") and lines[1].startswith("AGE-SECRET-KEY-1")
    assert list(tmp_path.iterdir()) == []


def test_a_broken_private_key_file_is_told_before_the_database_is_looked_at(tmp_path):
    (tmp_path / "key").write_text("hunter2")
    (tmp_path / "x.age").write_bytes(b"")
    with pytest.raises(CommandError, match="not a private key"):
        call_command("restore", tmp_path / "x.age", key=tmp_path / "key")


def give_roles(url: str) -> None:
    """As an operator does, in a process of its own: Wagtail's search settles on one kind of database at its start."""
    told = {"DJANGO_SETTINGS_MODULE": "engagement.settings.test", "DATABASE_UNDER_TEST": url}
    command = [sys.executable, "manage.py", "database_roles", "--apply", "--prefix", "drilled"]
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, **told}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_a_backup_of_a_database_with_roles_comes_back_on_a_server_without_them(
    own_postgresql, tmp_path, settings
):
    host = Host(own_postgresql, tmp_path)
    settings.MEDIA_ROOT = str(host.media)
    for name, value in host.settings.items():
        setattr(settings, name, value)
    give_roles(own_postgresql.url)
    call_command("backup")
    before = rows()
    with throw_away_cluster() as elsewhere, use_database(elsewhere.url):
        settings.MEDIA_ROOT = str(tmp_path / "new")
        call_command("restore", host.made()[0], key=host.key)
        assert rows() == before and before[0]
        give_roles(elsewhere.url)
        assert elsewhere.query("SELECT count(*) FROM pg_policies") == [(2,)]
