"""Which texts are hard to read: staff see them folded, with the reason, and open them when they are ready."""

from __future__ import annotations

import tomllib
from functools import lru_cache

from surveys.analysis.themes.lexicon import DATA
from surveys.analysis.themes.normalise import tokenise
from surveys.analysis.themes.patterns import PatternIndex, compile_pattern

PATH = DATA / "hard_words.toml"
_SETS = {"kin": "mum mom dad stepdad stepmum father mother uncle brother husband boyfriend partner he she ex"}


@lru_cache(maxsize=1)
def _rules() -> tuple[PatternIndex, tuple[str, ...]]:
    phrases: list[str] = []
    reasons: list[str] = []
    for entry in tomllib.loads(PATH.read_text(encoding="utf-8")).values():
        phrases += entry["phrases"]
        reasons += [entry["reason"]] * len(entry["phrases"])
    return PatternIndex(compile_pattern(phrase, _SETS) for phrase in phrases), tuple(reasons)


def why_folded(text: str) -> str:
    """Why a text is shown folded, in a sentence; empty for one that is shown at once."""
    index, reasons = _rules()
    found = index.find(tokenise(text))
    return reasons[min(found)] if found else ""
