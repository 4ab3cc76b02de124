"""What a classifier sees of an answer: the lexicon's findings, its words with denials marked, and their letters.

The steps are scikit-learn transformers over readings (a text once tokenised, spelt and read by the lexicon), so they
can be joined, cloned and cross-validated by its tools.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np
from scipy import sparse
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import FeatureUnion

from surveys.analysis.themes.language import language_of
from surveys.analysis.themes.lexicon_tagger import MAX_CHARACTERS, LexiconTagger, Reading
from surveys.analysis.themes.negation import cues
from surveys.analysis.themes.normalise import Tokens, tokenise
from surveys.analysis.themes.tagged import Tagged

DENIAL_REACH = 6
"""How many words after a denying word, within its clause, count as denied words."""

DENIED = "~"
"""Put before a denied word: "not scared" and "scared" are different words to the classifier."""


class Normaliser(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Texts to readings: folded and respelt words with their places, language, and the lexicon's findings.

    Without rules (``lexicon_tagger=None``) words are folded but neither respelt nor read: for label sets that have no
    lexicon.
    """

    def __init__(self, lexicon_tagger: LexiconTagger | None = None):
        self.lexicon_tagger = lexicon_tagger

    def fit(self, texts: Sequence[str], y: Any = None) -> Normaliser:
        """Nothing is learnt."""
        return self

    def transform(self, texts: Sequence[str]) -> list[Reading]:
        """One reading per text."""
        if self.lexicon_tagger is not None:
            return [self.lexicon_tagger.read(text) for text in texts]
        return [_unread(text) for text in texts]


def _unread(text: str) -> Reading:
    tokens = tokenise(text[:MAX_CHARACTERS])
    language = language_of(text[:MAX_CHARACTERS], tokens.words)
    return Reading(tokens, language, (), Tagged((), {}, (), False, language))


class LexiconFeatures(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """The strength of the lexicon's evidence for each theme, times ``weight``: one column a theme."""

    def __init__(self, codes: Sequence[str] = (), weight: float = 1.0):
        self.codes = codes
        self.weight = weight

    def fit(self, readings: Sequence[Reading], y: Any = None) -> LexiconFeatures:
        """Nothing is learnt."""
        return self

    def transform(self, readings: Sequence[Reading]) -> sparse.csr_matrix:
        """Shape (texts, themes)."""
        place = {code: column for column, code in enumerate(self.codes)}
        rows, columns, values = [], [], []
        for row, reading in enumerate(readings):
            for code, score in reading.tagged.scores.items():
                if code in place:
                    rows.append(row)
                    columns.append(place[code])
                    values.append(score * self.weight)
        return sparse.csr_matrix(
            (values, (rows, columns)), shape=(len(readings), len(self.codes)), dtype=float
        )


def marked_words(tokens: Tokens, language: str) -> list[str]:
    """The words of a text, those after a denying word in its clause marked as denied."""
    places = frozenset(cues(tokens, language))
    if not places:
        return tokens.words
    marked: list[str] = []
    cue = clause = -1
    for index, word in enumerate(tokens.words):
        if tokens.clause[index] != clause:
            cue, clause = -1, tokens.clause[index]
        marked.append(DENIED + word if cue >= 0 and index - cue <= DENIAL_REACH else word)
        if index in places:
            cue = index
    return marked


def word_grams_with_places(reading: Reading) -> Iterator[tuple[str, int, int]]:
    """Single words and pairs of neighbours, each with its first and last token."""
    words = marked_words(reading.tokens, reading.language)
    for index, word in enumerate(words):
        yield word, index, index
        if index + 1 < len(words):
            yield f"{word} {words[index + 1]}", index, index + 1


def word_grams(reading: Reading) -> list[str]:
    """Single words and pairs of neighbours, denied words marked."""
    words = marked_words(reading.tokens, reading.language)
    return [*words, *(f"{first} {second}" for first, second in pairwise(words))]


@lru_cache(maxsize=50_000)
def letters_of(word: str) -> tuple[str, ...]:
    """Every run of three or four letters of a word with a space on either side."""
    padded = f" {word} "
    return tuple(
        padded[start : start + length] for length in (3, 4) for start in range(len(padded) - length + 1)
    )


def letter_grams(reading: Reading) -> list[str]:
    """Runs of three and four letters within words: what a slip of the pen leaves intact."""
    return [gram for word in reading.tokens.words for gram in letters_of(word)]


def text_features(
    codes: Sequence[str] = (),
    *,
    lexicon_weight: float = 1.0,
    rare_words: int = 1,
    rare_letters: int = 2,
) -> FeatureUnion:
    """The joined features of readings; n-grams in fewer texts than ``rare_words`` or ``rare_letters`` are left out."""
    parts: list[tuple[str, Any]] = []
    if codes:
        parts.append(("lexicon", LexiconFeatures(tuple(codes), lexicon_weight)))
    parts += [
        ("words", tfidf(word_grams, rare_words)),
        ("letters", tfidf(letter_grams, rare_letters)),
    ]
    return FeatureUnion(parts)


def tfidf(grams: Any, rarest: int = 1, **settings: Any) -> TfidfVectorizer:
    """TF-IDF over n-grams of readings, with the logarithm of counts."""
    return TfidfVectorizer(analyzer=grams, sublinear_tf=True, min_df=rarest, dtype=np.float32, **settings)
