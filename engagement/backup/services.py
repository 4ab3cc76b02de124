"""Making a backup, looking whether one is whole, and bringing one back."""

from __future__ import annotations

import errno
import os
import re
import secrets
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from engagement.backup.archive import DATABASE, MEDIA, Reader, Writer
from engagement.backup.contents import Manifest
from engagement.backup.databases import CannotDump, database
from engagement.backup.sealing import BadKey, Damaged, WrongKey, identities, opened, recipients, sealed_into

KEEP = timedelta(days=30)
"""How long a backup lies there. What was deleted from the database is in no backup any more when this has passed."""
NAMED = re.compile(r"engagement-(\d{8}T\d{6}Z)\.age")
STAMP = "%Y%m%dT%H%M%SZ"


class Refused(Exception):
    """Nothing was made or restored; the message says why and what to do."""


@dataclass(frozen=True)
class Made:
    """A backup: where it lies, what it holds, and the names of those that were too old to keep."""

    file: Path
    manifest: Manifest
    forgotten: tuple[str, ...] = ()

    def __str__(self) -> str:
        told = (
            f"{self.file}: {self.manifest.rows:,} rows in {len(self.manifest.tables)} tables and"
            f" {len(self.manifest.media):,} files, encrypted. Left out: {', '.join(self.manifest.left_out)}."
            " Answers that wait to be mixed are in no backup: until their mix they are on this machine alone."
        )
        if self.forgotten:
            told += f" Deleted, {KEEP.days} days old: {', '.join(self.forgotten)}."
        return told


def backup(
    *, to: Sequence[str], folder: Path, media: Path, prepare: Callable[[], None], now: datetime | None = None
) -> Made:
    """Copy database and pictures into one encrypted file in ``folder``, and delete those older than thirty days.

    ``prepare`` brings the answers into a state that may be copied (mixed, rewritten, files clean) and raises
    ``Refused`` where it cannot. A file of its final name is whole: it is written under another name first, and no
    earlier one is ever written over. Raises ``Refused``.
    """
    now = now or datetime.now(UTC)
    # The promise to delete is kept whether or not a new one can be made.
    forgotten = rotate(folder, now=now)
    try:
        keys = recipients(to)
        prepare()
        final = folder / f"engagement-{now:{STAMP}}.age"
        with _whole_or_nothing(final) as target, sealed_into(target, keys) as plain:
            manifest = _write(Writer(plain), media=media, now=now)
    except (BadKey, CannotDump) as why:
        raise Refused(str(why)) from None
    except DatabaseError as trouble:
        # Its text may quote what people wrote.
        raise Refused(
            f"The database gave up while it was mixed or copied ({type(trouble).__name__}), so nothing was made. Look"
            " whether its disk is full and whether this role owns the tables."
        ) from None
    except OSError as trouble:
        raise Refused(_in_words(trouble, folder)) from None
    return Made(final, manifest, forgotten)


def _write(writer: Writer, *, media: Path, now: datetime) -> Manifest:
    writer.add_media(media)
    store = database()
    tables = store.dump(writer.add_piece)
    manifest = Manifest(
        made_at=f"{now:%Y-%m-%d %H:%M} UTC",
        vendor=connection.vendor,
        server=store.server(),
        migrations=sorted(
            f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations()
        ),
        tables=tables,
        database=writer.database,
        media=writer.media,
    )
    writer.close(manifest)
    return manifest


def rotate(folder: Path, *, now: datetime) -> tuple[str, ...]:
    """Delete backups older than thirty days, and drafts left by a killed run; the names that went."""
    gone = []
    for path in sorted(folder.glob("engagement-*.age")):
        named = NAMED.fullmatch(path.name)
        if named and datetime.strptime(named[1], STAMP).replace(tzinfo=UTC) + KEEP < now:
            path.unlink(missing_ok=True)
            gone.append(path.name)
    for path in folder.glob(".engagement-*.draft-*"):
        if datetime.fromtimestamp(path.stat().st_mtime, tz=UTC) + timedelta(days=1) < now:
            path.unlink(missing_ok=True)
    return tuple(gone)


def verify(file: Path, *, key: Path) -> Manifest:
    """Read a backup to its end and compare every part with its manifest; nothing is written. Raises ``Refused``."""
    with _reading(file, key) as reader:
        for _name, _data in reader.members():
            pass
    assert reader.manifest is not None
    return reader.manifest


def restore(file: Path, *, key: Path, media: Path) -> Manifest:
    """Bring a backup back into an empty database and an empty folder of pictures, and compare every row.

    The whole file is read and proved before anything is written. Raises ``Refused``; then the database is as empty as
    it was, or, where the rows themselves differ at the end, the message says that it must not be used.
    """
    manifest = verify(file, key=key)
    store = database()
    drafts = media / f".restoring-{secrets.token_hex(4)}"
    if manifest.vendor != connection.vendor:
        raise Refused(
            f"This is a backup of {manifest.server}, and DATABASE_URL leads to {store.server()}. Give it a database of"
            " its own kind."
        )
    _refuse_newer(manifest)
    _refuse_filled(media)
    try:
        store.refuse_unless_empty()
        with _reading(file, key) as reader:
            store.look(data for name, data in reader.members() if name.startswith(DATABASE))
        with _reading(file, key) as reader:
            tables = store.load(_database_pieces(reader, drafts))
        differing = manifest.differences(tables)
        if differing:
            raise Refused(
                "The restored database is not the one in the backup; do not use it: " + "; ".join(differing)
            )
        _move_up(drafts, media)
    except CannotDump as why:
        raise Refused(str(why)) from None
    except OSError as trouble:
        raise Refused(_in_words(trouble, media)) from None
    finally:
        # Nothing after a success. Pictures of a restore that failed would stand in the way of the next one.
        shutil.rmtree(drafts, ignore_errors=True)
    return manifest


def _database_pieces(reader: Reader, drafts: Path) -> Iterator[bytes]:
    """The pieces of the dump; the pictures, which come before them, are put aside on the way."""
    drafts.mkdir(parents=True)
    for name, data in reader.members():
        if name.startswith(DATABASE):
            yield data
        else:
            path = drafts / name.removeprefix(MEDIA)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)


def _move_up(drafts: Path, media: Path) -> None:
    for path in sorted(drafts.iterdir()):
        path.rename(media / path.name)
    drafts.rmdir()


def _refuse_filled(media: Path) -> None:
    if media.is_dir() and any(path.is_file() for path in media.rglob("*")):
        raise Refused(
            f"There are files in {media} already. Move them away, or set VAR_DIR to an empty place."
        )


def _refuse_newer(manifest: Manifest) -> None:
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    unknown = sorted(set(manifest.migrations) - known)
    if unknown:
        raise Refused(
            f"The backup was made by another release: it has the migration {unknown[0]}, which this one does not."
            " Restore it with the release that made it, or with a later one."
        )


@contextmanager
def _reading(file: Path, key: Path) -> Iterator[Reader]:
    try:
        keys = identities(key)
        with file.open("rb") as source, opened(source, keys) as plain:
            yield Reader(plain)
    except (BadKey, WrongKey, Damaged) as why:
        raise Refused(str(why)) from None
    except FileNotFoundError as missing:
        if missing.filename is None or Path(missing.filename) != file:
            raise
        raise Refused(f"There is no file {file}.") from None


@contextmanager
def _whole_or_nothing(final: Path) -> Iterator:
    """A file that appears under its name when it is complete and on the disk, and never over another."""
    final.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = final.with_name(f".{final.name}.draft-{secrets.token_hex(4)}")
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, final)
        folder = os.open(final.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    finally:
        draft.unlink(missing_ok=True)


def _in_words(trouble: OSError, folder: Path) -> str:
    if trouble.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return f"The disk of {folder} is full, so nothing was made and nothing half made is left. Free some space."
    if isinstance(trouble, FileExistsError):
        return f"There is a backup of this very second in {folder}; it was not written over. Try again."
    return f"{folder} cannot be written: {trouble.strerror or type(trouble).__name__}."
