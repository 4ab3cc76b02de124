"""The supervised engine: one linear model per theme, calibrated, with a threshold from texts it was not fitted on.

Fitting is cross-validated from end to end: features, models, calibration and thresholds of a text never come from that
text or from another of its group (a template, a respondent).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.special import expit
from sklearn.base import BaseEstimator, clone
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from sklearn.pipeline import FeatureUnion
from sklearn.svm import LinearSVC

from surveys.analysis.themes.lexicon_tagger import Reading

FOLDS = 5

FEWEST = 8
"""A theme with fewer coded examples than this is not learnt."""

CAUTION = 0.7
"""Beta of the F score that sets thresholds: below 1, a wrong tag costs more than a missed one."""

CONTRAST = 0.75
"""How far features count by how much they tell one theme from the rest."""

STEADYING = 20
"""A threshold from so many examples stands halfway between its own best and the median of all themes."""

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


class TooFewTexts(ValueError):
    """Not enough coded texts to learn from, with a sentence that says how many there are and are needed."""


@dataclass(frozen=True)
class Fit:
    """A fitted engine as plain numbers; row l of ``coefficients`` is theme l, columns are features.

    ``slope`` and ``offset`` turn a score into a probability (Platt); ``threshold`` is a probability; ``learnt`` marks
    the themes with enough examples.
    """

    coefficients: NDArray[np.float32]
    intercept: Floats
    slope: Floats
    offset: Floats
    threshold: Floats
    learnt: Flags


@dataclass(frozen=True)
class OutOfFold:
    """What the engine says about each of its own training texts when it was fitted without them.

    ``probability`` and ``chosen`` have shape (texts, themes); calibration and threshold, too, come from other folds.
    """

    probability: Floats
    chosen: Flags


class ThemeClassifier(BaseEstimator):  # type: ignore[misc]
    """One-vs-rest linear models over text features.

    ``model``: "logistic" or "svm", both with balanced class weights; ``strength`` is C, the inverse of the penalty.
    ``contrast``, 0 to 1, is how far features count by how much more often they occur with a theme than without
    (Wang and Manning, 2012): what rare themes have of their own is then not lost among thousands of common words.
    """

    def __init__(
        self,
        features: FeatureUnion,
        *,
        model: str = "svm",
        strength: float = 0.5,
        caution: float = CAUTION,
        contrast: float = CONTRAST,
        folds: int = FOLDS,
        seed: int = 0,
    ):
        self.features = features
        self.model = model
        self.strength = strength
        self.caution = caution
        self.contrast = contrast
        self.folds = folds
        self.seed = seed

    def fit(
        self, readings: Sequence[Reading], truth: Flags, groups: Sequence[Any] | None = None
    ) -> ThemeClassifier:
        """Learn from readings and their themes, shape (texts, themes); ``groups`` are never torn between folds.

        Raises TooFewTexts if there are fewer groups than folds.
        """
        truth = np.asarray(truth, dtype=bool)
        groups = list(range(len(readings))) if groups is None else list(groups)
        if len(set(groups)) < self.folds:
            raise TooFewTexts(
                f"{len(set(groups))} coded texts (or groups of them) are too few to learn from; at least {self.folds} "
                "are needed, and some hundred before it pays."
            )
        scores, fold = self._out_of_fold_scores(readings, truth, groups)
        self.out_of_fold_ = _cross_fitted(scores, fold, truth, self.caution)
        slope, offset = calibration(scores, truth)
        probability = expit(scores * slope + offset)
        threshold = steady_thresholds(probability, truth, self.caution)
        self.features_ = clone(self.features)
        matrix = self.features_.fit_transform(list(readings))
        coefficients, intercept = self._weights(matrix, truth)
        self.fit_ = Fit(
            coefficients.astype(np.float32),
            intercept,
            slope,
            offset,
            threshold,
            truth.sum(axis=0) >= FEWEST,
        )
        return self

    def scores(self, readings: Sequence[Reading]) -> Floats:
        """Signed distances from each theme's boundary, shape (texts, themes)."""
        return self.scores_of(self.matrix(readings))

    def matrix(self, readings: Sequence[Reading]) -> sparse.csr_matrix:
        """The features of readings, shape (texts, features)."""
        return sparse.csr_matrix(self.features_.transform(list(readings)))

    def scores_of(self, matrix: sparse.csr_matrix) -> Floats:
        """Signed distances for rows of features."""
        product: Floats = np.asarray(matrix @ self.fit_.coefficients.T, dtype=float) + self.fit_.intercept
        return product

    def probabilities(self, scores: Floats) -> Floats:
        """Calibrated probabilities of scores."""
        result: Floats = expit(scores * self.fit_.slope + self.fit_.offset)
        return result

    def predict_proba(self, readings: Sequence[Reading]) -> Floats:
        """Calibrated probability of each theme, shape (texts, themes)."""
        return self.probabilities(self.scores(readings))

    def predict(self, readings: Sequence[Reading]) -> Flags:
        """Whether each theme's probability reaches its threshold, shape (texts, themes)."""
        chosen: Flags = self.predict_proba(readings) >= self.fit_.threshold
        return chosen

    def _out_of_fold_scores(
        self, readings: Sequence[Reading], truth: Flags, groups: list[Any]
    ) -> tuple[Floats, NDArray[np.int64]]:
        scores = np.zeros(truth.shape)
        fold = np.zeros(len(readings), dtype=np.int64)
        splitter = GroupKFold(self.folds, shuffle=True, random_state=self.seed)
        for number, (train, test) in enumerate(splitter.split(readings, groups=groups)):
            features = clone(self.features)
            seen = features.fit_transform([readings[index] for index in train])
            coefficients, intercept = self._weights(seen, truth[train])
            unseen = features.transform([readings[index] for index in test])
            scores[test] = np.asarray(unseen @ coefficients.T) + intercept
            fold[test] = number
        return scores, fold

    def _weights(self, matrix: Any, truth: Flags) -> tuple[Floats, Floats]:
        coefficients = np.zeros((truth.shape[1], matrix.shape[1]))
        intercept = np.full(truth.shape[1], -10.0)
        matrix = sparse.csr_matrix(matrix)
        occurs = (matrix > 0).astype(float)
        for label in range(truth.shape[1]):
            if 0 < truth[:, label].sum() < len(truth):
                scale = contrasts(occurs, truth[:, label], self.contrast)
                model = self._model().fit(matrix.multiply(scale).tocsr(), truth[:, label])
                # Features are scaled while learning, coefficients after it: what is kept fits the features as they are.
                coefficients[label], intercept[label] = model.coef_[0] * scale, model.intercept_[0]
        return coefficients, intercept

    def _model(self) -> Any:
        if self.model == "svm":
            return LinearSVC(C=self.strength, class_weight="balanced", random_state=self.seed)
        if self.model == "logistic":
            return LogisticRegression(
                C=self.strength, class_weight="balanced", solver="liblinear", random_state=self.seed
            )
        raise ValueError(f"The model {self.model!r} is not known; use logistic or svm.")


def contrasts(occurs: sparse.csr_matrix, given: NDArray[np.bool_], share: float) -> Floats:
    """The scale of each feature for one theme: ``share`` of it by how differently often texts with the theme and
    without it hold it (the logarithm of the ratio, each counted once more than it is), the rest alike for all.

    ``occurs`` (texts, features) is 1 where a text holds a feature. The mean square of the differing part is 1.
    """
    inside, outside = int(given.sum()), int((~given).sum())
    within = (np.asarray(occurs[given].sum(axis=0), dtype=float).ravel() + 1.0) / (inside + 2.0)
    without = (np.asarray(occurs[~given].sum(axis=0), dtype=float).ravel() + 1.0) / (outside + 2.0)
    ratio = np.abs(np.log(within / without))
    typical = float(np.sqrt(np.mean(ratio**2)))
    scale: Floats = (1.0 - share) + share * (ratio / typical if typical > 0.0 else ratio)
    return scale


def calibration(scores: Floats, truth: Flags) -> tuple[Floats, Floats]:
    """Platt's slope and offset for each theme; a theme that always or never occurs keeps slope 1 and offset 0."""
    slope, offset = np.ones(truth.shape[1]), np.zeros(truth.shape[1])
    for label in range(truth.shape[1]):
        if 0 < truth[:, label].sum() < len(truth):
            model = LogisticRegression(C=100.0).fit(scores[:, [label]], truth[:, label])
            # A negative slope means that nothing was learnt: then every text gets the base rate.
            slope[label] = max(float(model.coef_[0, 0]), 0.0)
            offset[label] = float(model.intercept_[0])
    return slope, offset


def best_threshold(probability: Floats, truth: Flags, beta: float = CAUTION) -> float:
    """The probability from which tagging gives the best F-beta, halfway to the next lower text; 1.1 tags nothing."""
    wanted = int(truth.sum())
    if not wanted:
        return 1.1
    order = np.argsort(-probability, kind="stable")
    hits = np.cumsum(truth[order])
    given = np.arange(1, len(order) + 1)
    score = (1 + beta**2) * hits / (beta**2 * wanted + given)
    ranked = probability[order]
    # A cut between equal probabilities is no cut.
    score[:-1][ranked[:-1] == ranked[1:]] = -1.0
    best = int(np.argmax(score))
    lower = ranked[best + 1] if best + 1 < len(ranked) else 0.0
    return float((ranked[best] + lower) / 2)


def steady_thresholds(probability: Floats, truth: Flags, beta: float = CAUTION) -> Floats:
    """The best threshold of each theme, drawn towards the median of all the more the fewer examples it has.

    The best cut of ten examples is mostly luck; calibrated probabilities make the cuts of themes comparable.
    """
    cuts = np.array(
        [best_threshold(probability[:, label], truth[:, label], beta) for label in range(truth.shape[1])]
    )
    known = truth.any(axis=0)
    if not known.any():
        return cuts
    count, middle = truth.sum(axis=0), float(np.median(cuts[known]))
    cuts[known] = ((cuts * count + middle * STEADYING) / (count + STEADYING))[known]
    return cuts


def _cross_fitted(scores: Floats, fold: NDArray[np.int64], truth: Flags, beta: float) -> OutOfFold:
    """Probabilities and decisions of each fold by the calibration and thresholds of the other folds."""
    probability = np.zeros(scores.shape)
    chosen = np.zeros(scores.shape, dtype=bool)
    for number in np.unique(fold):
        inside, outside = fold == number, fold != number
        slope, offset = calibration(scores[outside], truth[outside])
        others = expit(scores[outside] * slope + offset)
        probability[inside] = expit(scores[inside] * slope + offset)
        chosen[inside] = probability[inside] >= steady_thresholds(others, truth[outside], beta)
    return OutOfFold(probability, chosen)
