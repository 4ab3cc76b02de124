"""The version of the program, as pyproject.toml says it."""

from __future__ import annotations

import tomllib
from pathlib import Path

_FILE = Path(__file__).resolve().parents[2] / "pyproject.toml"
VERSION: str = (
    tomllib.loads(_FILE.read_text(encoding="utf-8"))["project"]["version"] if _FILE.exists() else "unknown"
)
