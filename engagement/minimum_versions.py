"""The oldest safe versions of the packages this product is built with, and which pins or installations lie below them.

Run as ``python engagement/minimum_versions.py`` it checks ``constraints.txt``; it needs nothing but Python, so that it
runs before anything is installed.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

FILE = Path(__file__).with_name("minimum_versions.toml")
CONSTRAINTS = Path(__file__).resolve().parent.parent / "constraints.txt"


@dataclass(frozen=True)
class Minimum:
    """The first version of a package in which the advisories are answered."""

    name: str
    minimum: str
    advisories: tuple[str, ...]


def minimums(file: Path = FILE) -> tuple[Minimum, ...]:
    """The kept table."""
    told = tomllib.loads(file.read_text(encoding="utf-8"))
    return tuple(
        Minimum(package["name"], package["minimum"], tuple(package["advisories"]))
        for package in told["package"]
    )


def ordered(version: str) -> tuple[tuple[int, ...], bool, int]:
    """A release as something that can be compared; a pre-release (a, b, rc, dev) comes before its release.

    >>> ordered("8.0rc2") < ordered("8.0") == ordered("8.0.0") < ordered("8.0.1")
    True
    """
    match = re.fullmatch(
        r"v?(\d+(?:\.\d+)*)(?:\.?(a|b|rc|dev)(\d*))?(?:\.?post\d+)?(?:\+.*)?", version.lower()
    )
    if match is None:
        raise ValueError(f"{version} is no version this list can compare.")
    numbers = tuple(int(part) for part in match[1].split("."))
    while numbers and numbers[-1] == 0:
        numbers = numbers[:-1]
    return numbers, match[2] is None, int(match[3] or 0)


def normal(name: str) -> str:
    """A package's name as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def pins(text: str) -> dict[str, str]:
    """Name to version of every pin in a constraints file."""
    lines = (line.split("==") for line in text.splitlines() if "==" in line)
    return {normal(name.strip()): version.strip() for name, version in lines}


def below(found: Mapping[str, str], table: tuple[Minimum, ...] | None = None) -> list[str]:
    """A sentence for each package that is older than its minimum; packages that are not there are no matter."""
    return [
        f"{line.name} {found[normal(line.name)]} is older than {line.minimum}, the first that answers"
        f" {', '.join(line.advisories)}."
        for line in (minimums() if table is None else table)
        if normal(line.name) in found and ordered(found[normal(line.name)]) < ordered(line.minimum)
    ]


def installed() -> dict[str, str]:
    """The versions in this environment of the packages in the table."""
    found = {}
    for line in minimums():
        try:
            found[normal(line.name)] = metadata.version(line.name)
        except metadata.PackageNotFoundError:
            continue
    return found


def main() -> int:
    told = below(pins(CONSTRAINTS.read_text(encoding="utf-8")))
    for sentence in told:
        print(f"constraints.txt: {sentence}")
    if not told:
        print(f"constraints.txt: {len(minimums())} packages stand at or above their oldest safe version.")
    return 1 if told else 0


if __name__ == "__main__":
    sys.exit(main())
