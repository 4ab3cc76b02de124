"""The plain stream inside a backup: a tar of pictures, the database in pieces, and a manifest at the end.

Times, owners and modes of files are not kept: a picture's time would tell when somebody was at work.
"""

from __future__ import annotations

import hashlib
import json
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from engagement.backup.contents import Manifest
from engagement.backup.sealing import Damaged

MEDIA, DATABASE, MANIFEST = "media/", "database/", "manifest.json"
STEP = 1 << 20
LARGEST_MANIFEST = 64 << 20


class Writer:
    """Adds members to the stream and remembers their digests for the manifest."""

    def __init__(self, into: BinaryIO) -> None:
        self._into = into
        self._database = hashlib.sha256()
        self._pieces = 0
        self._bytes = 0
        self.media: dict[str, str] = {}

    def add_media(self, folder: Path) -> None:
        """Every file below a folder, in the order of names. Links are not followed."""
        for path in sorted(folder.rglob("*")) if folder.is_dir() else []:
            if path.is_symlink() or not path.is_file():
                continue
            name = path.relative_to(folder).as_posix()
            try:
                data = path.read_bytes()
            except FileNotFoundError:  # deleted by an editor meanwhile
                continue
            self.media[name] = hashlib.sha256(data).hexdigest()
            self._add(MEDIA + name, data)

    def add_piece(self, piece: bytes) -> None:
        """The next piece of the database's dump."""
        self._database.update(piece)
        self._bytes += len(piece)
        self._add(f"{DATABASE}{self._pieces:08}", piece)
        self._pieces += 1

    @property
    def database(self) -> dict[str, object]:
        return {"bytes": self._bytes, "sha256": self._database.hexdigest()}

    def close(self, manifest: Manifest) -> None:
        """Write the manifest, which makes the backup whole."""
        self._add(MANIFEST, json.dumps(manifest.as_dict(), indent=1, sort_keys=True).encode())
        self._into.write(bytes(2 * tarfile.BLOCKSIZE))

    def _add(self, name: str, data: bytes) -> None:
        member = tarfile.TarInfo(name)
        member.size, member.mode = len(data), 0o600
        self._into.write(member.tobuf(tarfile.PAX_FORMAT))
        self._into.write(data)
        self._into.write(bytes(-len(data) % tarfile.BLOCKSIZE))


@dataclass
class Reader:
    """Reads the stream once, member by member. ``manifest`` is there when the last has been read."""

    plain: BinaryIO
    manifest: Manifest | None = None
    media: dict[str, str] = field(default_factory=dict)
    _database: hashlib._Hash = field(default_factory=hashlib.sha256)
    _bytes: int = 0

    def members(self) -> Iterator[tuple[str, bytes]]:
        """Name and content of each picture (``media/...``) and each piece of the database (``database/...``).

        Raises ``Damaged`` where the stream is no backup, names a file outside its folder, or does not agree with its
        own manifest; the last two pieces of news come at the end.
        """
        try:
            with tarfile.open(fileobj=self.plain, mode="r|") as tar:
                for member in tar:
                    file = tar.extractfile(member) if member.isreg() else None
                    if file is None or self.manifest is not None:
                        raise Damaged("The backup holds something that this program never puts into one.")
                    data = file.read()
                    if member.name == MANIFEST:
                        self.manifest = Manifest.from_dict(json.loads(data))
                    elif member.name.startswith(MEDIA):
                        self.media[_safe(member.name)] = hashlib.sha256(data).hexdigest()
                        yield member.name, data
                    elif member.name.startswith(DATABASE):
                        self._database.update(data)
                        self._bytes += len(data)
                        yield member.name, data
                    else:
                        raise Damaged("The backup holds something that this program never puts into one.")
        except (tarfile.TarError, json.JSONDecodeError, UnicodeDecodeError, EOFError):
            raise Damaged("This backup is damaged or not whole. Nothing was restored.") from None
        except ValueError as unknown:
            raise Damaged(str(unknown)) from None
        self._agree()

    def _agree(self) -> None:
        if self.manifest is None:
            raise Damaged("This backup has no manifest at its end, so it is not whole. Nothing was restored.")
        told = {"bytes": self._bytes, "sha256": self._database.hexdigest()}
        if told != self.manifest.database or self.media != self.manifest.media:
            raise Damaged("The parts of this backup are not those its manifest names. Nothing was restored.")


def _safe(name: str) -> str:
    """The path of a picture below its folder. Raises ``Damaged`` for one that leads out of it."""
    path = PurePosixPath(name.removeprefix(MEDIA))
    if path.is_absolute() or ".." in path.parts or not path.parts:
        raise Damaged("The backup names a file outside its own folder. Nothing was restored.")
    return path.as_posix()
