"""Fit the shipped models and write their card: python -m surveys.analysis.themes.training

Deterministic: the same texts, lexicon and library versions give the same file.
"""

from __future__ import annotations

from pathlib import Path

from surveys.analysis.themes.card import model_card
from surveys.analysis.themes.card_file import CARD_PATH
from surveys.analysis.themes.codebook import default_codebook
from surveys.analysis.themes.coded_texts import held_texts, training_texts
from surveys.analysis.themes.lexicon import default_lexicon
from surveys.analysis.themes.model_file import save_model
from surveys.analysis.themes.tagger import MODEL_PATH, ThemeTagger


def fit_default() -> ThemeTagger:
    """The tagger of the shipped codebook, fitted on the shipped texts."""
    texts = training_texts()
    return ThemeTagger(default_lexicon(), default_codebook()).fit(
        [text.text for text in texts],
        [text.themes for text in texts],
        rules_saw=[text.rules_saw for text in texts],
    )


def write(tagger: ThemeTagger, model: Path = MODEL_PATH, card: Path = CARD_PATH) -> None:
    """Write model file and card."""
    texts = training_texts()
    save_model(tagger, model, about={"texts": len(texts), "held": len(held_texts())})
    card.write_text(model_card(tagger, texts, held_texts()), encoding="utf-8")


if __name__ == "__main__":
    write(fit_default())
    print(f"{MODEL_PATH.name} and {CARD_PATH.name} written; the card holds the figures.")
