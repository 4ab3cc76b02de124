"""The secret key of an installation that was given none: made once, kept in a file only its owner can read."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def secret_key_from_file(path: Path) -> str:
    """The key kept at ``path``; made there first if the file does not exist yet."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        key = secrets.token_urlsafe(64)
        file.write(key + "\n")
    return key
