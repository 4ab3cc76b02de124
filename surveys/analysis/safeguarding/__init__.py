"""Recognising comments in which somebody may be in danger, so that a trained person reads them.

Rules first, each with its evidence; then a likeness to invented examples, for what no rule foresaw. Recall comes before
precision and a person decides. See docs/safeguarding.md for what has been measured.
"""

from __future__ import annotations

from collections.abc import Sequence

from surveys.analysis.safeguarding.likeness import THRESHOLD, default_likeness
from surveys.analysis.safeguarding.rules import (
    MAX_CHARACTERS,
    REASONS,
    Disclosed,
    Evidence,
    RulesError,
    default_reader,
)

__all__ = ["REASONS", "Disclosed", "Evidence", "RulesError", "read", "read_all"]


def read(text: str) -> Disclosed:
    """Why a person has to read a text, if so, with the words that say it. Some thousand texts a second."""
    disclosed = default_reader().read(text)
    if disclosed.flagged:
        return disclosed
    alike, text = default_likeness(), text[:MAX_CHARACTERS]
    if alike.of(text) < THRESHOLD:
        return disclosed
    evidence = tuple(Evidence(start, end, "alike") for start, end in alike.speaking_words(text))
    return Disclosed(("alike",), evidence, default_reader().speaks_of_soon(text))


def read_all(texts: Sequence[str]) -> list[Disclosed]:
    """The same for many texts, in the order given."""
    return [read(text) for text in texts]
