"""Where a report comes from: the file, the mapping, the targets and the code, each by its digest."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from importlib import resources
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

_ROOMS = ("surveys.analysis", "surveys.exchange")
_KINDS = (".py", ".toml", ".csv", ".gz")


@lru_cache(maxsize=1)
def code_version() -> str:
    """The release, and a digest of the source that turns a file into figures."""
    digest = hashlib.sha256()
    for room in _ROOMS:
        root = Path(str(resources.files(room)))
        for path in sorted(root.rglob("*")):
            if path.suffix in _KINDS and "__pycache__" not in path.parts:
                digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    try:
        release = version("engagement-platform")
    except PackageNotFoundError:
        release = "unreleased"
    return f"{release}, source {digest.hexdigest()[:16]}"
