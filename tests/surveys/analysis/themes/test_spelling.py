"""Informal spellings are restored, real words are left alone."""

from __future__ import annotations

import pytest

from surveys.analysis.themes.lexicon import default_lexicon


@pytest.mark.parametrize(
    ("written", "usual"),
    [
        ("scaaaared", "scared"),
        ("sceard", "scared"),
        ("bulied", "bullied"),
        ("harrased", "harassed"),
        ("kniiife", "knife"),
        ("dont", "don't"),
        ("cos", "because"),
        ("skool", "school"),
        ("machettes", "machetes"),
        ("racissm", "racism"),
        ("oportunities", "opportunities"),
        ("everyone's", "everyone"),
    ],
)
def test_a_slip_near_a_word_that_matters_is_restored(written: str, usual: str):
    assert default_lexicon().spell(written) == usual


@pytest.mark.parametrize(
    "word",
    [
        "bangs",
        "wives",
        "shared",
        "sacred",
        "palace",
        "banged",
        "stored",
        "fights",
        "hopes",
        "warps",
        "tuning",
    ],
)
def test_a_real_word_is_never_changed_into_another(word: str):
    assert default_lexicon().spell(word) == word


@pytest.mark.parametrize("word", ["przez", "noaptea", "waxaan", "bahut", "мы", "ਡਰ"])
def test_words_of_other_languages_are_left_as_they_are(word: str):
    assert default_lexicon().spell(word) == word
