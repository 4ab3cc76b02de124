"""Asking the advisory databases about every pin: known faults, nothing known, and what could not be asked at all.

Run as ``python engagement/advisories.py`` inside an environment that has pip-audit (`make audit` brings it).
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CONSTRAINTS = Path(__file__).resolve().parent.parent / "constraints.txt"
CLEAN, KNOWN, UNASKED = 0, 1, 2
"""Exit codes. UNASKED is not CLEAN: where no database answers, nothing is known."""


@dataclass(frozen=True)
class Audit:
    """What the databases said: a sentence for each known fault, and the packages nobody could be asked about."""

    faults: tuple[str, ...]
    asked: int
    unasked: tuple[str, ...]

    @property
    def code(self) -> int:
        """The exit code."""
        return KNOWN if self.faults else CLEAN if self.asked and not self.unasked else UNASKED

    def sentences(self) -> list[str]:
        """The findings for a terminal."""
        told = list(self.faults)
        if not self.asked:
            told.append(
                f"No advisory database answers from here: nothing is known about any of {len(self.unasked)} packages."
                " Run make audit again where there is a network."
            )
        elif self.unasked:
            told.append(f"Could not be asked about: {', '.join(self.unasked)}.")
        if self.asked:
            told.append(
                f"{self.asked} packages were asked about, and {len(self.faults) or 'no'} faults are known."
            )
        return told


def read(told: Mapping[str, Any]) -> Audit:
    """Read pip-audit's JSON. A package it skipped was not looked up, whatever its own summary says."""
    packages: Sequence[Mapping[str, Any]] = told.get("dependencies", ())
    asked = [package for package in packages if "skip_reason" not in package]
    return Audit(
        faults=tuple(
            f"{package['name']} {package['version']}: {fault['id']}, answered by"
            f" {', '.join(fault.get('fix_versions') or ()) or 'no release yet'}."
            for package in asked
            for fault in package.get("vulns", ())
        ),
        asked=len(asked),
        unasked=tuple(package["name"] for package in packages if "skip_reason" in package),
    )


def main() -> int:
    command = [
        "-m",
        "pip_audit",
        "-r",
        str(CONSTRAINTS),
        "--no-deps",
        "--disable-pip",
        "--progress-spinner",
        "off",
    ]
    done = subprocess.run(
        [sys.executable, *command, "-f", "json"], capture_output=True, text=True, check=False
    )
    try:
        audit = read(json.loads(done.stdout))
    except ValueError:
        print("No advisory database answers from here: nothing is known. pip-audit said:")
        print(done.stderr.strip().splitlines()[-1] if done.stderr.strip() else "nothing.")
        return UNASKED
    print("\n".join(audit.sentences()))
    return audit.code


if __name__ == "__main__":
    sys.exit(main())
