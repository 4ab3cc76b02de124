"""Why a tag was given: the rules' evidence and the words that moved a trained model, as places in the text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import FeatureUnion

from surveys.analysis.themes.features import letters_of, word_grams_with_places
from surveys.analysis.themes.lexicon_tagger import Reading
from surveys.analysis.themes.tagged import Span

MOST_WORDS = 4
"""So many words at most are shown as evidence of a model."""

SHARE = 0.4
"""A word is shown if it weighs at least this share of the heaviest word."""

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Word:
    """A word of the text and its weight towards a theme: positive speaks for it, negative against it."""

    start: int
    end: int
    text: str
    weight: float


@dataclass(frozen=True)
class Reason:
    """Why a theme was given: ``by`` rules or model, the evidence shown, and the words by weight, heaviest first."""

    label: str
    by: str
    spans: tuple[Span, ...]
    words: tuple[Word, ...]


def word_weights(features: FeatureUnion, reading: Reading, contributions: Floats) -> Floats:
    """The weight of each word of a reading, from the weight of each feature of the text.

    The weight of an n-gram is shared equally among the places where it stands, and within one among its words.
    """
    tokens = reading.tokens
    weights = np.zeros(len(tokens))
    first = 0
    for name, step in features.transformer_list:
        if not isinstance(step, TfidfVectorizer):
            first += len(step.codes)
            continue
        vocabulary = step.vocabulary_
        places: dict[int, list[tuple[int, int]]] = {}
        if name == "words":
            for gram, begin, end in word_grams_with_places(reading):
                if gram in vocabulary:
                    places.setdefault(vocabulary[gram], []).append((begin, end))
        else:
            for index, word in enumerate(tokens.words):
                for gram in letters_of(word):
                    if gram in vocabulary:
                        places.setdefault(vocabulary[gram], []).append((index, index))
        for column, spans in places.items():
            share = contributions[first + column] / len(spans)
            for begin, end in spans:
                weights[begin : end + 1] += share / (end - begin + 1)
        first += len(vocabulary)
    return weights


def evidence_spans(reading: Reading, label: str, weights: Floats | None) -> list[Span]:
    """The words that speak most for a theme, neighbours joined; empty if none does."""
    if weights is None or not len(weights) or weights.max() <= 0:
        return []
    tokens = reading.tokens
    heavy = [index for index in np.argsort(-weights, kind="stable")[:MOST_WORDS] if weights[index] > 0]
    chosen = sorted(int(index) for index in heavy if weights[index] >= SHARE * weights[heavy[0]])
    runs: list[tuple[int, int]] = []
    for index in chosen:
        if runs and index == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], index)
        else:
            runs.append((index, index))
    return [
        Span(tokens.start[a], tokens.end[b], label, tokens.text[tokens.start[a] : tokens.end[b]])
        for a, b in runs
    ]


def reasons_for(
    reading: Reading, label: str, spans: Sequence[Span], weights: Floats | None, *, by_model: bool
) -> Reason:
    """The reason for one tag."""
    tokens = reading.tokens
    words: list[Word] = []
    if weights is not None:
        for index in np.argsort(-np.abs(weights), kind="stable"):
            weight = float(weights[index])
            if weight:
                start, end = tokens.start[index], tokens.end[index]
                words.append(Word(start, end, tokens.text[start:end], round(weight, 4)))
    return Reason(label, "model" if by_model else "rules", tuple(spans), tuple(words))
