"""Where a figure comes from: the code that made it and the counts it was made of."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from surveys.analysis.themes.edition import PARTS
from surveys.codebooks.selectors import Edition, edition_in_use

if TYPE_CHECKING:
    import pandas as pd


@lru_cache(maxsize=1)
def code_version() -> str:
    """A digest of the source that turns answers into figures: it changes when, and only when, that code does."""
    return _digest_of(_sources("surveys.analysis") + _sources("surveys.reports"))


def tagger_version(edition: Edition | None = None) -> str:
    """The codebook's version, with the model fitted here if there is one (``1.0+m2``), and a digest of its lexicon,
    the models and the code that reads comments by them.

    Of the codebook in use, or of an ``edition_in_use`` found before.
    """
    found = edition or edition_in_use()
    made_of = " ".join(filter(None, (found.digest, found.model_digest, _reader_digest())))
    return f"{found.name}/{hashlib.sha256(made_of.encode()).hexdigest()[:8]}"


@lru_cache(maxsize=1)
def _reader_digest() -> str:
    """A digest of what reads comments beside the codebook, whose own digest covers definitions and lexicon."""
    own = {"codebook.toml", *(part.file for part in PARTS)}
    words = [
        path
        for path in _sources("surveys.analysis.data")
        if path.suffix in (".toml", ".npz") and path.name not in own
    ]
    return _digest_of(words + _sources("surveys.analysis.themes"))


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
