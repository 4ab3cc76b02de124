"""Which language a short answer is in, by its script and its commonest words.

Answers in no language the lexicon covers go to a person. Codes are BCP 47; "ur-Latn" is Urdu or Hindi and
"pa-Latn" Panjabi in Latin letters; "und" means that the words are not known to be of any language listed here.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

COVERED = frozenset({"en", "ur", "ur-Latn", "pa", "pa-Latn", "bn", "ar", "pl", "ro", "so", "es"})
"""Languages the lexicon can read, at least for its commonest phrases."""

WORDS_PATH = Path(__file__).parent.parent / "data" / "languages.toml"
_SCRIPTS = (
    ("\u0900", "\u097f", "hi"),
    ("\u0980", "\u09ff", "bn"),
    ("\u0a00", "\u0a7f", "pa"),
    ("\u0a80", "\u0aff", "gu"),
    ("\u0b80", "\u0bff", "ta"),
    ("\u0400", "\u04ff", "und-Cyrl"),
    ("\u0370", "\u03ff", "el"),
    ("\u0530", "\u058f", "hy"),
    ("\u0590", "\u05ff", "he"),
    ("\u0e00", "\u0e7f", "th"),
    ("\u1200", "\u137f", "und-Ethi"),
    ("\u3040", "\u30ff", "ja"),
    ("\u4e00", "\u9fff", "zh"),
    ("\uac00", "\ud7af", "ko"),
)
_URDU_LETTERS = frozenset("ٹڈڑںےپچگھژ")
_ARABIC_WORDS = frozenset(
    [
        "في",
        "من",
        "على",
        "الى",
        "إلى",
        "لا",
        "ان",
        "أن",
        "هذا",
        "هذه",
        "هنا",
        "كل",
        "ليس",
        "أنا",
        "نحن",
        "الشرطة",
        "الليل",
    ]
)
_FEW_WORDS = 3


def _languages_by_word() -> dict[str, tuple[str, ...]]:
    table: dict[str, list[str]] = {}
    for language, words in tomllib.loads(WORDS_PATH.read_text(encoding="utf-8")).items():
        for word in dict.fromkeys(words.split()):
            table.setdefault(word, []).append(language)
    return {word: tuple(languages) for word, languages in table.items()}


_BY_WORD = _languages_by_word()


def common_words() -> frozenset[str]:
    """The words by which languages are told apart: none of them is a slip of the pen."""
    return frozenset(_BY_WORD)


def _by_script(text: str) -> str | None:
    letters = [character for character in text if character.isalpha()]
    other = [
        character for character in letters if character >= "\u0370" and not "\u1e00" <= character <= "\u1eff"
    ]
    if len(other) * 2 <= len(letters):
        return None
    for low, high, language in _SCRIPTS:
        if sum(low <= character <= high for character in other) * 2 > len(other):
            return language
    if any("\u0600" <= character <= "\u06ff" for character in other):
        urdu = any(character in _URDU_LETTERS for character in text)
        return "ar" if not urdu and (set(text.split()) & _ARABIC_WORDS or "ال" in text) else "ur"
    return "und"


def language_of(text: str, words: Sequence[str]) -> str:
    """The language of an answer, from its original text and its folded words.

    An answer of fewer than three words counts as English unless its script or a word says otherwise.
    """
    if not text.isascii():
        script = _by_script(text)
        if script is not None:
            return script
    if not words:
        return "en"
    votes: Counter[str] = Counter()
    known = 0
    for word in words:
        languages = _BY_WORD.get(word)
        if languages:
            known += 1
            for language in languages:
                # A word of several languages says less about each of them.
                votes[language] += 1 if "en" in languages and language != "en" else 2
    english = votes.pop("en", 0)
    best, score = max(votes.items(), key=lambda item: (item[1], item[0]), default=("und", 0))
    if score > english and (score >= 4 or score * 2 >= len(words)):
        return best
    foreign = not text.isascii() and any(character > "\x7f" and character.isalpha() for character in text)
    if foreign and not english:
        return best
    if not english and known == 0 and len([word for word in words if word.isalpha()]) > _FEW_WORDS + 1:
        return "und"
    return "en"
