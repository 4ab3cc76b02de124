"""The theme tagger: rules and trained models together, theme by theme whichever reads better, always with evidence.

It starts with rules alone. Once it is fitted on coded texts, a theme is decided by its trained model if, and only if,
that model agreed better with people on texts it was not fitted on than the rules did.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.pipeline import FeatureUnion

from surveys.analysis.themes.classifier import FEWEST, Flags, Floats, ThemeClassifier
from surveys.analysis.themes.codebook import Codebook, default_codebook
from surveys.analysis.themes.evaluation import evaluate
from surveys.analysis.themes.explanation import Reason, evidence_spans, reasons_for, word_weights
from surveys.analysis.themes.features import Normaliser, text_features
from surveys.analysis.themes.lexicon import Lexicon, default_lexicon
from surveys.analysis.themes.lexicon_tagger import DOUBT, THRESHOLD, LexiconTagger, Reading
from surveys.analysis.themes.tagged import Span, Tagged

MODEL_PATH = Path(__file__).parent.parent / "data" / "theme_model.npz"

DOUBTED = 0.6
"""From this share of a theme's threshold on, an answer without any tag is handed to a person."""

HIDDEN_SHARE = 0.6
"""In this share of the texts the rules were written for, their findings are hidden from the model while it learns."""

SURE = 0.9
"""A model takes a theme over if its F1 is better than the rules' in at least this share of resampled sets of texts, and
it tags no more theme-less texts than they do."""

ALONE = 0.8
"""Where the rules found nothing for a theme, a model tags a text only if it is at least so probable; below, the text
goes to a person."""

BATCH = 2_000
"""So many texts are read at a time, to keep memory flat."""


@dataclass(frozen=True)
class Judged:
    """What people, rules and out-of-fold models said of the English texts a tagger was fitted on.

    ``place`` is a text's place among the texts given; the others have shape (English texts, themes).
    """

    place: NDArray[np.int_]
    truth: Flags
    rules: Flags
    model: Flags


def taken_over(rules: Flags, model: Flags, truth: Flags) -> Flags:
    """For each theme whether the model reads it better than the rules, by decisions of shape (texts, themes).

    It does with at least ``FEWEST`` texts that have the theme, a better F1 in at least ``SURE`` of resampled sets of
    texts, and no more theme-less texts tagged.
    """
    themeless = ~truth.any(axis=1)
    quiet = model[themeless].sum(axis=0) <= rules[themeless].sum(axis=0)
    enough = truth.sum(axis=0) >= FEWEST
    result: Flags = enough & (_share_better(model, rules, truth) >= SURE) & quiet
    return result


class ThemeTagger(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """Tags texts with the themes of a codebook; safe to share between threads and processes once fitted or loaded.

    ``predict`` gives one result a text with labels, scores, spans and abstained; ``predict_labels`` the same labels as
    a matrix for scikit-learn's tools.
    """

    _SEED = 20261122

    def __init__(self, lexicon: Lexicon, codebook: Codebook, *, threshold: float = THRESHOLD):
        self.lexicon = lexicon
        self.codebook = codebook
        self.threshold = threshold
        self._rules = LexiconTagger(lexicon, codebook, threshold=threshold)
        self._normaliser = Normaliser(self._rules)

    def fit(
        self,
        texts: Sequence[str],
        themes: Sequence[Sequence[str]],
        groups: Sequence[Any] | None = None,
        *,
        rules_saw: Sequence[bool] | None = None,
        features: FeatureUnion | None = None,
    ) -> ThemeTagger:
        """Learn from coded texts (theme codes per text) and decide theme by theme whether rules or model tag it.

        ``groups`` name what must not be torn between training and test (a template, a respondent). ``rules_saw`` marks
        texts that the rules were written for: they teach, but do not judge, and the rules' findings are hidden in some
        of them, since there the rules look better than they are. Languages other than English are left to the rules.
        ``features`` take the place of the usual ones. What rules and model said of each text stays in ``judged_``.
        Raises ValueError for a code that the codebook does not have, TooFewTexts for too few texts.
        """
        truth = self._matrix(themes)
        seen = np.zeros(len(texts), dtype=bool) if rules_saw is None else np.asarray(rules_saw, dtype=bool)
        readings = self._normaliser.transform(texts)
        english = [place for place, reading in enumerate(readings) if reading.language == "en"]
        readings, truth, seen = [readings[place] for place in english], truth[english], seen[english]
        groups = None if groups is None else [groups[place] for place in english]
        hidden = seen & (np.random.default_rng(self._SEED).random(len(seen)) < HIDDEN_SHARE)
        shown = [
            _without_rules(reading) if hide else reading
            for reading, hide in zip(readings, hidden, strict=True)
        ]
        classifier = ThemeClassifier(text_features(self.codebook.codes) if features is None else features)
        classifier.fit(shown, truth, groups)
        judges = ~seen if (~seen).any() else np.ones(len(seen), dtype=bool)
        rules = self._matrix([reading.tagged.labels for reading in readings])
        self.classifier_ = classifier
        self.rules_f1_ = _f1(rules[judges], truth[judges])
        taken_back = self._matrix([sorted(reading.taken_back) for reading in readings])
        found = self._matrix([sorted(reading.tagged.scores) for reading in readings])
        sure = found | (classifier.out_of_fold_.probability >= ALONE)
        decided = classifier.out_of_fold_.chosen & sure & ~taken_back
        self.model_f1_ = _f1(decided[judges], truth[judges])
        self.judged_ = Judged(np.array(english, dtype=int), truth, rules, decided)
        self.modelled_ = classifier.fit_.learnt & taken_over(rules[judges], decided[judges], truth[judges])
        return self

    @property
    def modelled(self) -> frozenset[str]:
        """The themes that a trained model decides; all others are decided by rules."""
        if not hasattr(self, "modelled_"):
            return frozenset()
        return frozenset(
            code for code, model in zip(self.codebook.codes, self.modelled_, strict=True) if model
        )

    def predict(self, texts: Sequence[str]) -> list[Tagged]:
        """The themes of each text, in the order given."""
        results: list[Tagged] = []
        for start in range(0, len(texts), BATCH):
            results.extend(self._tag_all(texts[start : start + BATCH]))
        return results

    def tag(self, text: str) -> Tagged:
        """The themes of one text."""
        return self.predict([text])[0]

    def read_by_rules(self, text: str) -> Tagged:
        """The themes of one text by the lexicon alone: what the tagger would say had nothing been fitted."""
        return self._rules.tag(text)

    def predict_labels(self, texts: Sequence[str]) -> Flags:
        """The labels of each text as a matrix, shape (texts, themes)."""
        return self._matrix([tagged.labels for tagged in self.predict(texts)])

    def predict_proba(self, texts: Sequence[str]) -> Floats:
        """How strongly each text speaks for each theme, 0 to 1, shape (texts, themes).

        A calibrated probability where a model was fitted on the theme and reads the language, else the rules' strength.
        """
        readings = self._normaliser.transform(texts)
        result = np.array(
            [[reading.tagged.scores.get(code, 0.0) for code in self.codebook.codes] for reading in readings],
            dtype=float,
        ).reshape(len(readings), len(self.codebook.codes))
        if hasattr(self, "classifier_") and readings:
            english = np.array([reading.language == "en" for reading in readings])
            learnt = self.classifier_.fit_.learnt
            if english.any():
                result[np.ix_(english, learnt)] = self.classifier_.predict_proba(readings)[english][:, learnt]
        return result

    @property
    def cuts(self) -> Floats:
        """From where on each theme is given, on the scale of ``predict_proba``, in the order of the codebook."""
        rules = np.full(len(self.codebook.codes), self.threshold)
        if not hasattr(self, "classifier_"):
            return rules
        fit = self.classifier_.fit_
        result: Floats = np.where(fit.learnt, fit.threshold, rules)
        return result

    def abstain(self, texts: Sequence[str]) -> NDArray[np.bool_]:
        """Whether each text should be read by a person rather than be called theme-less."""
        return np.array([tagged.abstained for tagged in self.predict(texts)], dtype=bool)

    def explain(self, text: str) -> tuple[Reason, ...]:
        """Why each theme of a text was given: the rules' evidence, and the words that moved its model most."""
        reading = self._normaliser.transform([text])[0]
        tagged = self.tag(text)
        return tuple(
            reasons_for(
                reading,
                label,
                [span for span in tagged.spans if span.label == label],
                self._contributions(reading, label),
                by_model=label in self.modelled,
            )
            for label in tagged.labels
        )

    def score(
        self, texts: Sequence[str], themes: Sequence[Sequence[str]], sample_weight: Any = None
    ) -> float:
        """Micro F1 against people's codes."""
        return evaluate(themes, [tagged.labels for tagged in self.predict(texts)]).micro_f1

    def _tag_all(self, texts: Sequence[str]) -> list[Tagged]:
        readings = self._normaliser.transform(texts)
        if not self.modelled:
            return [_with_uncertainty(reading.tagged, self.threshold) for reading in readings]
        english = [
            place
            for place, reading in enumerate(readings)
            if reading.language == "en" and len(reading.tokens)
        ]
        results = [_with_uncertainty(reading.tagged, self.threshold) for reading in readings]
        if english:
            read = [readings[place] for place in english]
            probability = self.classifier_.predict_proba(read)
            for row, place in enumerate(english):
                results[place] = self._join(readings[place], probability[row])
        return results

    def _join(self, reading: Reading, probability: Floats) -> Tagged:
        thresholds = self.classifier_.fit_.threshold
        labels: list[str] = []
        scores: dict[str, float] = {}
        spans: list[Span] = []
        nearest, doubt = 0.0, False
        for column, code in enumerate(self.codebook.codes):
            if self.modelled_[column]:
                score, cut = float(probability[column]), float(thresholds[column])
                doubt = doubt or score >= DOUBTED * cut
                if code not in reading.tagged.scores:
                    cut = max(cut, ALONE)
            elif code in reading.tagged.scores:
                score, cut = reading.tagged.scores[code], self.threshold
                doubt = doubt or score >= DOUBT
            else:
                continue
            nearest = max(nearest, _edge(score, cut))
            # A model counts words; what was denied or meant otherwise stays so.
            if score < 0.005 or (self.modelled_[column] and code in reading.taken_back):
                continue
            scores[code] = round(_strength(score, cut), 4)
            if score >= cut:
                evidence = [span for span in reading.spans if span.label == code]
                if not evidence:
                    evidence = evidence_spans(reading, code, self._contributions(reading, code))
                # A tag that nothing in the text speaks for is not given.
                if evidence:
                    labels.append(code)
                    spans.extend(evidence)
        spans.sort(key=lambda span: (span.start, span.end, span.label))
        return Tagged(
            tuple(labels), scores, tuple(spans), not labels and doubt, reading.language, round(nearest, 4)
        )

    def _contributions(self, reading: Reading, label: str) -> Floats | None:
        """The weight of each feature of a text towards a theme, over all features; None without a model."""
        if label not in self.modelled:
            return None
        row: sparse.csr_matrix = self.classifier_.matrix([reading])
        weights = self.classifier_.fit_.coefficients[self.codebook.codes.index(label)]
        result: Floats = np.asarray(row.multiply(weights).todense(), dtype=float)[0]
        return word_weights(self.classifier_.features_, reading, result)

    def _matrix(self, themes: Sequence[Sequence[str]]) -> Flags:
        place = {code: column for column, code in enumerate(self.codebook.codes)}
        truth = np.zeros((len(themes), len(place)), dtype=bool)
        for row, codes in enumerate(themes):
            for code in codes:
                if code not in place:
                    raise ValueError(
                        f"Text {row + 1} is coded {code!r}, which is not in the codebook {self.codebook.version}."
                    )
                truth[row, place[code]] = True
        return truth


def _without_rules(reading: Reading) -> Reading:
    return replace(reading, spans=(), tagged=replace(reading.tagged, labels=(), scores={}, spans=()))


def _f1(chosen: Flags, truth: Flags) -> Floats:
    both = (chosen & truth).sum(axis=0)
    total = chosen.sum(axis=0) + truth.sum(axis=0)
    result: Floats = 2 * both / np.maximum(total, 1)
    return result


def _share_better(chosen: Flags, rules: Flags, truth: Flags, draws: int = 500) -> Floats:
    """In how many of ``draws`` bootstrap samples of the texts the first decisions have the higher F1, per theme."""
    weights = np.random.default_rng(0).multinomial(len(truth), np.full(len(truth), 1 / len(truth)), draws)
    wanted = weights @ truth
    first = 2 * (weights @ (chosen & truth)) / np.maximum(weights @ chosen + wanted, 1)
    second = 2 * (weights @ (rules & truth)) / np.maximum(weights @ rules + wanted, 1)
    result: Floats = (first > second).mean(axis=0)
    return result


def _strength(score: float, cut: float) -> float:
    """A score on the scale on which every tag begins at one half."""
    if score < cut:
        return 0.5 * score / cut
    return 0.5 + 0.5 * (score - cut) / max(1.0 - cut, 1e-9)


def _edge(score: float, cut: float) -> float:
    """1 on the threshold, 0 at either end of the scale."""
    reach = cut if score < cut else max(1.0 - cut, 1e-9)
    return max(0.0, 1.0 - abs(score - cut) / max(reach, 1e-9))


def _with_uncertainty(tagged: Tagged, threshold: float) -> Tagged:
    nearest = max((_edge(score, threshold) for score in tagged.scores.values()), default=0.0)
    if tagged.abstained:
        nearest = 1.0
    return Tagged(
        tagged.labels, tagged.scores, tagged.spans, tagged.abstained, tagged.language, round(nearest, 4)
    )


@lru_cache(maxsize=1)
def default_tagger() -> ThemeTagger:
    """The tagger of the shipped codebook: its lexicon, and the models fitted on the project's own examples."""
    from surveys.analysis.themes.model_file import load_model

    tagger = ThemeTagger(default_lexicon(), default_codebook())
    if MODEL_PATH.exists():
        load_model(tagger, MODEL_PATH)
    return tagger
