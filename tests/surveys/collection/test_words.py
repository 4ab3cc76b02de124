from __future__ import annotations

import re
from pathlib import Path

from surveys.collection.words import WORDS, words

ROOT = Path(__file__).resolve().parents[3]
PROMISED_TOO_MUCH = (
    "100%",
    "anonymous",
    "untraceable",
    "nobody will ever know",
    "police can't see",
    "guarantee",
)


def test_each_language_speaks_itself():
    assert words("ur")["continue"] == "آگے"
    assert words("so")["continue"] == "Sii wad"
    assert words("en")["continue"] == "Continue"


def test_the_words_promise_only_what_is_true():
    told = " ".join(WORDS.values()).lower()
    assert not [phrase for phrase in PROMISED_TOO_MUCH if phrase in told]


def test_every_word_is_used():
    used = "".join(
        path.read_text(encoding="utf-8")
        for folder in ("templates/surveys", "surveys/collection", "surveys/channels", "surveys/questions")
        for path in (ROOT / folder).rglob("*.*")
        if path.suffix in (".html", ".svg", ".py") and path.name != "words.py"
    )
    unused = [
        key
        for key in WORDS
        if not re.search(rf"\b[wp]\.{key}\b|\"{key}\"|'{key}'", used) and not key.startswith("wrong_")
    ]
    assert unused == []
