"""What was released: the last migration of every app, and a digest of every migration of ours.

``python -m tests.upgrade.releases NAME`` adds the code as it stands to ``releases.toml``. A release that is recorded is
never changed there: its migrations run in databases that nobody here can reach.
"""

from __future__ import annotations

import hashlib
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FILE = Path(__file__).with_name("releases.toml")
ROOMS = ("engagement", "surveys", "cms")


@dataclass(frozen=True)
class Release:
    """A release by its name: ``last`` is {app: last migration}, ``files`` {path: digest of a migration of ours}."""

    name: str
    last: dict[str, str]
    files: dict[str, str]


def releases(file: Path = FILE) -> tuple[Release, ...]:
    """Every recorded release, the oldest first."""
    told = tomllib.loads(file.read_text(encoding="utf-8"))
    return tuple(Release(one["name"], one["last"], one["files"]) for one in told["release"])


def migrations_of(root: Path = ROOT) -> Iterator[Path]:
    """Every migration of ours, relative to the root."""
    for room in ROOMS:
        for path in sorted((root / room).rglob("migrations/[0-9]*.py")):
            yield path.relative_to(root)


def digest_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def faults(recorded: tuple[Release, ...], root: Path = ROOT) -> list[str]:
    """Sentences on released migrations that are not as they were; empty if all are."""
    told = []
    for release in recorded:
        for name, digest in release.files.items():
            path = root / name
            if not path.exists():
                told.append(f"{name} was deleted. Release {release.name} ran it: bring it back.")
            elif digest_of(path) != digest:
                told.append(
                    f"{name} was changed. Release {release.name} ran it as it was: bring that back, and write a new"
                    " migration for what shall change."
                )
    return told


def record(name: str) -> str:
    """The lines of ``releases.toml`` for the code as it stands."""
    import django

    django.setup()
    from django.db.migrations.loader import MigrationLoader

    loader = MigrationLoader(None, ignore_no_migrations=True)
    last = dict(sorted(loader.graph.leaf_nodes()))
    lines = ["", "[[release]]", f'name = "{name}"', "[release.last]"]
    lines += [f'{app} = "{migration}"' for app, migration in last.items()]
    lines += ["[release.files]"]
    lines += [f'"{path}" = "{digest_of(ROOT / path)}"' for path in migrations_of()]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    if any(release.name == sys.argv[1] for release in releases()):
        sys.exit(f"Release {sys.argv[1]} is recorded already.")
    with FILE.open("a", encoding="utf-8") as file:
        file.write(record(sys.argv[1]))
