"""The stream inside a backup: whole, in agreement with its manifest, and never a way out of its folder."""

from __future__ import annotations

import json
import tarfile
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest

from engagement.backup.archive import Reader, Writer
from engagement.backup.contents import Manifest, digest_of_rows
from engagement.backup.sealing import Damaged
from engagement.backup.services import rotate

NOW = datetime(2026, 11, 22, 3, 30, tzinfo=UTC)


def archive(tmp_path, **changes) -> bytes:
    media = tmp_path / "media"
    (media / "images").mkdir(parents=True, exist_ok=True)
    (media / "images" / "park.jpg").write_bytes(b"a park")
    out = BytesIO()
    writer = Writer(out)
    writer.add_media(media)
    writer.add_piece(b"first ")
    writer.add_piece(b"second")
    told = {
        "made_at": "2026-11-22 03:30 UTC",
        "vendor": "sqlite",
        "server": "SQLite",
        "migrations": [],
        "tables": {"surveys_response": digest_of_rows(["a", "b"])},
        "database": writer.database,
        "media": writer.media,
    }
    writer.close(Manifest(**(told | changes)))
    return out.getvalue()


def test_what_goes_in_comes_out_and_holds_no_time_and_no_owner(tmp_path):
    data = archive(tmp_path)
    reader = Reader(BytesIO(data))
    members = dict(reader.members())
    assert members["media/images/park.jpg"] == b"a park"
    assert b"".join(data for name, data in members.items() if name.startswith("database/")) == b"first second"
    assert reader.manifest.rows == 2 and "surveys_intake" in reader.manifest.left_out
    with tarfile.open(fileobj=BytesIO(data)) as tar:
        assert {(member.mtime, member.uid, member.uname) for member in tar} == {(0, 0, "")}


def test_a_stream_that_ends_early_or_disagrees_with_its_manifest_is_damaged(tmp_path):
    data = archive(tmp_path)
    for wrong in (
        data[:2000],
        b"",
        archive(tmp_path, media={}),
        archive(tmp_path, database={"bytes": 3, "sha256": "x"}),
        archive(tmp_path, format=2),
    ):
        with pytest.raises(Damaged):
            list(Reader(BytesIO(wrong)).members())


@pytest.mark.parametrize("name", ["media/../outside", "media//etc/passwd", "elsewhere/x", "media/"])
def test_a_name_that_leads_out_of_the_folder_is_refused(name):
    out = BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        member = tarfile.TarInfo(name)
        member.size = 1
        tar.addfile(member, BytesIO(b"x"))
    with pytest.raises(Damaged):
        list(Reader(BytesIO(out.getvalue())).members())


def test_a_link_is_refused_and_never_followed_into_a_backup(tmp_path):
    out = BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        member = tarfile.TarInfo("media/link")
        member.type, member.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(member)
    with pytest.raises(Damaged):
        list(Reader(BytesIO(out.getvalue())).members())
    (tmp_path / "media").mkdir()
    (tmp_path / "media" / "passwd").symlink_to("/etc/passwd")
    assert "passwd" not in json.dumps(list(dict(Reader(BytesIO(archive(tmp_path))).members())))


def test_digests_tell_rows_and_not_their_order():
    assert digest_of_rows(["a", "b"]) == digest_of_rows(["b", "a"])
    assert digest_of_rows(["a", "b"]) != digest_of_rows(["a", "c"])
    assert digest_of_rows(["a", "a"]) != digest_of_rows(["a"])
    manifest = Manifest("", "", "", [], {"t": digest_of_rows(["a"])}, {}, {})
    assert manifest.differences({"t": digest_of_rows(["a"])}) == []
    assert manifest.differences({"t": digest_of_rows(["b"])}) == [
        "t holds 1 rows instead of 1, or other rows"
    ]
    assert manifest.differences({}) == ["t is missing"]


def test_backups_go_after_thirty_days_and_nothing_else_does(tmp_path):
    def named(days: int) -> str:
        return f"engagement-{NOW - timedelta(days=days):%Y%m%dT%H%M%SZ}.age"

    for name in (named(0), named(29), named(31), named(400), "engagement-notes.age", "other.age"):
        (tmp_path / name).write_bytes(b"x")
    assert rotate(tmp_path, now=NOW) == (named(400), named(31))
    assert {path.name for path in tmp_path.iterdir()} == {
        named(0),
        named(29),
        "engagement-notes.age",
        "other.age",
    }
    assert rotate(tmp_path / "not there yet", now=NOW) == ()
