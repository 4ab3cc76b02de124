"""Answers are told apart by language, so that those nobody's lexicon reads go to a person."""

from __future__ import annotations

import pytest

from surveys.analysis.themes.language import language_of
from surveys.analysis.themes.normalise import tokenise


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("the park is too dark and i don't go there", "en"),
        ("bare man holdin shanks round here fam", "en"),
        ("more polise on the streats plz", "en"),
        ("knives", "en"),
        ("مجھے رات کو باہر جانے سے ڈر لگتا ہے", "ur"),
        ("أخاف من الشارع في الليل", "ar"),
        ("ਰਾਤ ਨੂੰ ਬਾਹਰ ਜਾਣ ਤੋਂ ਡਰ ਲੱਗਦਾ ਹੈ", "pa"),
        ("রাতে রাস্তায় ভয় লাগে", "bn"),
        ("Boję się chodzić po parku wieczorem", "pl"),
        ("Mi-e frică să merg noaptea prin parc", "ro"),
        ("Waan ka baqayaa habeenkii waddada", "so"),
        ("raat ko park mein dar lagta hai", "ur-Latn"),
        ("sanu raati bahar jaan ton darr lagda hai", "pa-Latn"),
        ("Tengo miedo en la calle de noche", "es"),
        ("Ich habe abends auf dem Heimweg Angst", "de"),
        ("晚上我很害怕", "zh"),
    ],
)
def test_short_answers_are_told_apart(text: str, language: str):
    assert language_of(text, tokenise(text).words) == language


def test_words_of_no_listed_language_are_undetermined():
    text = "xhosa ngiyesaba ebusuku emgwaqweni lapha"
    assert language_of(text, tokenise(text).words) == "und"
