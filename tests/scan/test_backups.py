"""A backup tells no more than the tables after a mix: not who waits, not who came first, not which batch was last."""

from __future__ import annotations

import secrets
import subprocess
import tarfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection

from engagement.backup.databases import program
from engagement.backup.sealing import identities, new_key, opened
from engagement.management.commands import backup as command
from surveys.collection.nonce import read_nonce
from surveys.mixing.services import mix
from surveys.models import Comment, Intake, ThemeReading
from surveys.workbench.services import tag_all_comments
from tests.scan.database import use_database
from tests.scan.files import offsets_of
from tests.scan.order import compare
from tests.scan.places import KEYS, orders_in_tables, ranks
from tests.scan.tables import markers_in_tables
from tests.scan.test_planted_leaks import ADDRESS, Day, day
from tests.scan.visitors import Sent

__all__ = ["day"]
pytestmark = pytest.mark.long


@pytest.fixture
def key(tmp_path, settings) -> Path:
    public, private = new_key()
    settings.BACKUP_RECIPIENTS, settings.BACKUP_DIR = [public], str(tmp_path / "backups")
    settings.MEDIA_ROOT = str(tmp_path / "media")
    (tmp_path / "key").write_text(private)
    return tmp_path / "key"


def pass_by_and_be_read(day: Day) -> list[Sent]:
    """Sixty answers in four mixes, themes read after each, and five more that wait; those are returned."""
    for each in day.sent:
        day.send(each)
        if (each.number + 1) % 15 == 0:
            assert mix(day.survey).n == 15
            assert tag_all_comments()
    late = [Sent(number) for number in range(5)]
    for each in late:
        day.send(each)
    return late


def backed_up(folder: Path, key: Path) -> tuple[Path, bytes]:
    """The backup that the command makes, and the plain bytes of the database in it."""
    call_command("backup", verbosity=0)
    (file,) = folder.glob("*.age")
    with file.open("rb") as source, opened(source, identities(key)) as plain:
        stream = plain.read()
    with tarfile.open(fileobj=BytesIO(stream)) as tar:
        parts = {
            member.name: tar.extractfile(member).read() for member in tar if member.name[:9] == "database/"
        }
    return file, b"".join(parts[name] for name in sorted(parts))


def readable(day: Day, dump: bytes, folder: Path) -> bytes:
    """The dump with nothing compressed: for PostgreSQL the SQL that it stands for, for SQLite the file itself."""
    if day.engine.vendor == "sqlite":
        return dump
    (folder / "dump").write_bytes(dump)
    told = [program("pg_restore"), "--file=-", str(folder / "dump")]
    return subprocess.run(told, capture_output=True, check=True).stdout


@contextmanager
def restored(day: Day, file: Path, key: Path, folder: Path, settings) -> Iterator[None]:
    folder.mkdir()
    settings.MEDIA_ROOT = str(folder / "media")
    cluster, name = day.engine.cluster, f"restored_{secrets.token_hex(4)}"
    if cluster is not None:
        cluster.query(f"CREATE DATABASE {name}")
    try:
        with use_database(cluster.url_of(name) if cluster else f"sqlite:///{folder / 'db.sqlite3'}"):
            call_command("restore", file, key=key, verbosity=0)
            yield
    finally:
        if cluster is not None:
            cluster.query(f"DROP DATABASE {name} WITH (FORCE)")


def tells_the_last_batch(day: Day) -> bool:
    """Whether the themes that were read last can be told by where they lie: fifteen of sixty, so four by chance."""
    of_comment = comment_ranks(day)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT comment_id FROM {ThemeReading._meta.db_table}")
        people = [of_comment[key] for (key,) in cursor.fetchall() if key in of_comment]
    assert len(people) == 60
    return sum(number >= 45 for number in people[-15:]) >= 12


def comment_ranks(day: Day) -> dict[int, int]:
    """Which comment is whose, by the word each person wrote."""
    words = {each.short: each.number for each in day.sent}
    written = Comment.objects.filter(question="WHERE").values_list("pk", "text")
    return {pk: words[word] for pk, text in written for word in text.split() if word in words}


def test_a_backup_tells_nobody_who_answered_or_when(day, key, tmp_path, settings):
    late = pass_by_and_be_read(day)
    file, dump = backed_up(tmp_path / "backups", key)
    plain = readable(day, dump, tmp_path)
    sealed = file.read_bytes()
    words = {each.number: each.short.encode() for each in day.sent}
    long_words = {each.number: each.long.encode() for each in day.sent}

    assert not [word for word in (*words.values(), *long_words.values()) if word in sealed]
    for name, wanted in (("short texts", words), ("long texts", long_words)):
        first, last = offsets_of(plain, wanted)
        assert len(first) == 60, "what was mixed is in the backup"
        assert not compare(f"first place of {name}", first).leaks
        assert not compare(f"last place of {name}", last).leaks
    for each in late:
        assert each.short.encode() not in plain and each.long.encode() not in plain
    for each in [*day.sent, *late]:
        mark = read_nonce(each.nonce, time.time()).key
        assert str(mark).encode() not in plain
        assert not [write for write in KEYS[day.engine.vendor].values() if write(mark) in plain]
    assert Intake.objects.count() == 5

    with restored(day, file, key, tmp_path / "new", settings):
        found = ranks(day.sent, now=time.time())
        found = {model: ranked for model, ranked in found.items() if model._meta.db_table != "surveys_nonce"}
        judged = list(orders_in_tables(found))
        assert len(judged) >= 6
        assert [str(order) for order in judged if order.leaks] == []
        assert not tells_the_last_batch(day)
        assert day.times() == []
        assert markers_in_tables([ADDRESS]) == []


def test_themes_read_after_a_mix_would_tell_the_last_batch(
    own_postgresql, key, tmp_path, settings, monkeypatch
):
    """The step of the backup that prevents it, taken away: the last batch must be seen."""
    monkeypatch.setattr("surveys.mixing.renewal.write_anew", lambda: None)
    day = Day(own_postgresql)
    pass_by_and_be_read(day)
    file, _ = backed_up(tmp_path / "backups", key)
    with restored(day, file, key, tmp_path / "new", settings):
        assert tells_the_last_batch(day)


def test_a_backup_with_the_intake_in_it_would_tell_who_waits(day, key, tmp_path, monkeypatch):
    """What is left out, put in: the words of those who wait must be found."""
    monkeypatch.setattr("engagement.backup.databases.LEFT_OUT", {})
    monkeypatch.setattr(command, "mixed_and_clean", lambda: None)
    late = pass_by_and_be_read(day)
    _, dump = backed_up(tmp_path / "backups", key)
    plain = readable(day, dump, tmp_path)
    assert all(each.short.encode() in plain for each in late)
