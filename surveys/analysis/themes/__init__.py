"""Themes in free text: codebook, normalisation, lexicon, models with evidence, and counts of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from surveys.analysis.themes.tagger import ThemeTagger


def default_tagger() -> ThemeTagger:
    """The ready tagger of the shipped codebook; ``predict(texts)`` gives labels, scores, spans and abstained."""
    from surveys.analysis.themes.tagger import default_tagger as ready

    return ready()
