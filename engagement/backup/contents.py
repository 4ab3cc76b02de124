"""What a backup holds, what it leaves out, and the digests by which a restored copy is known to be the same."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

FORMAT = 1

LEFT_OUT = {
    "surveys_intake": "answers that are not mixed yet lie in the order of sending, unredacted",
    "surveys_nonce": "used forms of the last day lie in the order of sending",
    "django_session": "sessions of staff: after a restore everybody signs in again",
    "outbox_mail": "mail that waits would go out a second time from a restored copy",
    "membership_memberlink": "links to papers open for an hour, once",
    "django_tasks_database_dbtaskresult": "tasks hold times to the microsecond, and are over in minutes",
}
"""Tables whose rows stay behind, and why. The tables themselves are in the backup, empty."""

MODULUS = 1 << 256


@dataclass(frozen=True)
class Manifest:
    """The last member of a backup: how it was made, and a digest of every part.

    ``tables`` gives rows and digest by table, ``media`` a SHA-256 by path, ``database`` the bytes of the dump and
    their SHA-256. ``migrations`` are the applied ones as ``app.name``.
    """

    made_at: str
    vendor: str
    server: str
    migrations: list[str]
    tables: dict[str, dict[str, Any]]
    database: dict[str, Any]
    media: dict[str, str]
    left_out: list[str] = field(default_factory=lambda: sorted(LEFT_OUT))
    format: int = FORMAT

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_dict(cls, told: Mapping[str, Any]) -> Manifest:
        """Raises ``ValueError`` with a sentence where the backup is of a format this release does not know."""
        if told.get("format") != FORMAT:
            raise ValueError(
                f"The backup has format {told.get('format')}, and this release reads {FORMAT}."
                " Restore it with the release that made it."
            )
        try:
            return cls(**told)
        except TypeError:
            raise ValueError("The backup's manifest lacks a part of its own format.") from None

    @property
    def rows(self) -> int:
        return sum(table["n"] for table in self.tables.values())

    def differences(self, tables: Mapping[str, Mapping[str, Any]]) -> list[str]:
        """How the tables of a restored database differ, as sentences; none if they are the same."""
        told = [f"{name} is missing" for name in sorted(self.tables.keys() - tables.keys())]
        told += [f"{name} was not in the backup" for name in sorted(tables.keys() - self.tables.keys())]
        for name in sorted(self.tables.keys() & tables.keys()):
            if dict(self.tables[name]) != dict(tables[name]):
                told.append(
                    f"{name} holds {tables[name]['n']} rows instead of {self.tables[name]['n']}, or other rows"
                )
        return told


def digest_of_rows(rows: Iterable[str]) -> dict[str, Any]:
    """How many rows, and a digest that does not depend on their order: the sum of the SHA-256 of each."""
    n = total = 0
    for row in rows:
        n += 1
        total += int.from_bytes(hashlib.sha256(row.encode("utf-8", "surrogateescape")).digest())
    return {"n": n, "sha256": f"{total % MODULUS:064x}"}


def pieces(data: bytes, size: int) -> Iterator[bytes]:
    for start in range(0, len(data), size):
        yield data[start : start + size]
