"""What lies in files as bytes: markers, and the places of known texts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from tests.scan.markers import Found, Marker, search


def files_below(folder: Path, *, leave_out: Iterable[str] = (), since: float = 0.0) -> Iterator[Path]:
    """Every file below a folder written since a moment (seconds since 1970).

    ``leave_out`` names folders that are not entered.
    """
    skipped = set(leave_out)
    for path in sorted(folder.rglob("*")):
        if skipped & set(path.relative_to(folder).parts[:-1]) or path.is_symlink() or not path.is_file():
            continue
        try:
            if path.stat().st_mtime >= since:
                yield path
        except FileNotFoundError:
            continue


def content(path: Path) -> bytes:
    """The bytes of a file; none if it went while it was looked for, as caches of a running server do."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""


def markers_in_files(
    folder: Path, markers: Iterable[Marker], *, leave_out: Iterable[str] = (), since: float = 0.0
) -> list[Found]:
    """Every marker in the bytes or the name of every file below a folder."""
    wanted = list(markers)
    found = []
    for path in files_below(folder, leave_out=leave_out, since=since):
        place = str(path.relative_to(folder))
        found += search(f"the name of {place}", place.encode(), wanted)
        found += search(place, content(path), wanted)
    return found


def offsets_of(data: bytes, needles: Mapping[int, bytes]) -> tuple[dict[int, int], dict[int, int]]:
    """For numbered bytes, the first and the last place each occurs at; those that do not occur are left out."""
    first, last = {}, {}
    for number, needle in needles.items():
        at = data.find(needle)
        if at >= 0:
            first[number] = at
            last[number] = data.rfind(needle)
    return first, last
