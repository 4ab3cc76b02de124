"""Where a figure comes from: the code that made it and the counts it was made of."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


@lru_cache(maxsize=1)
def code_version() -> str:
    """A digest of the source that turns answers into figures: it changes when, and only when, that code does."""
    return _digest_of(_sources("surveys.analysis") + _sources("surveys.reports"))


@lru_cache(maxsize=1)
def tagger_version() -> str:
    """The codebook's version and a digest of the lexicon, the models and the code that reads comments by them."""
    from surveys.analysis.themes.codebook import default_codebook

    words = [path for path in _sources("surveys.analysis.data") if path.suffix in (".toml", ".npz")]
    return f"{default_codebook().version}/{_digest_of(words + _sources('surveys.analysis.themes'))[:8]}"


def _sources(package: str) -> list[Path]:
    root = Path(str(resources.files(package)))
    return sorted(
        path
        for path in root.rglob("*")
        if path.suffix in (".py", ".toml", ".csv", ".gz", ".npz") and "__pycache__" not in path.parts
    )


def _digest_of(paths: list[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def data_digest(*frames: pd.DataFrame) -> str:
    """SHA-256 of counts, equal for equal counts on whatever database they were made."""
    digest = hashlib.sha256()
    for frame in frames:
        digest.update(frame.to_csv(index=False, lineterminator="\n").encode())
    return digest.hexdigest()
