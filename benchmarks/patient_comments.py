"""The supervised engine on patients' comments of the NHS, beside the configuration of the tool made for them.

The rows (px_train.csv of the pxtextmining project, CC BY-NC-SA 4.0) are read where they are and used for this figure
alone: neither they nor a model fitted on them is kept. Texts are de-duplicated, and no respondent is in both halves.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.model_selection import GroupShuffleSplit
from sklearn.svm import SVC

from surveys.analysis.themes.classifier import ThemeClassifier
from surveys.analysis.themes.coding_queue import doubt
from surveys.analysis.themes.features import Normaliser, text_features
from surveys.analysis.themes.prevalence import corrected_share

SEED = 20261122
TEST_SHARE = 0.3
DRAWS = 400


@dataclass(frozen=True)
class Comments:
    """Texts, their labels as a matrix, and who wrote them."""

    texts: list[str]
    truth: np.ndarray
    labels: list[str]
    respondents: list[str]


@dataclass(frozen=True)
class Halves:
    """Ours and the peer's decisions on the texts held out, the truth, and our probabilities and thresholds."""

    truth: np.ndarray
    ours: np.ndarray
    peer: np.ndarray
    probability: np.ndarray
    threshold: np.ndarray


def read(path: Path) -> Comments:
    """Every different text once, with all labels anybody gave it."""
    seen: dict[str, tuple[str, str, set[str]]] = {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            key = " ".join(row["text"].casefold().split())
            respondent = row["id"].rsplit(" - ", 1)[0]
            entry = seen.setdefault(key, (row["text"], respondent, set()))
            entry[2].update(label for label in row["labels"].split(";") if label)
    rows = list(seen.values())
    labels = sorted(set().union(*(given for _, _, given in rows)))
    truth = np.array([[label in given for label in labels] for _, _, given in rows], dtype=bool)
    return Comments([text for text, _, _ in rows], truth, labels, [who for _, who, _ in rows])


def compare(comments: Comments) -> Halves:
    """Fit both on the same respondents and read the others."""
    split = GroupShuffleSplit(1, test_size=TEST_SHARE, random_state=SEED)
    train, test = next(split.split(comments.texts, groups=comments.respondents))
    readings = Normaliser().transform(comments.texts)
    engine = ThemeClassifier(text_features(), strength=0.3, caution=1.0)
    engine.fit(
        [readings[place] for place in train],
        comments.truth[train],
        [comments.respondents[place] for place in train],
    )
    probability = engine.predict_proba([readings[place] for place in test])
    ours = probability >= engine.fit_.threshold
    return Halves(
        comments.truth[test],
        _never_nothing(ours, probability / np.maximum(engine.fit_.threshold, 1e-9)),
        _peer(comments, train, test),
        probability,
        engine.fit_.threshold,
    )


def _peer(comments: Comments, train: np.ndarray, test: np.ndarray) -> np.ndarray:
    """TF-IDF of words and pairs, one balanced SVC a label, and the likeliest label where none is given."""
    vectors = TfidfVectorizer(ngram_range=(1, 2), max_df=0.9, stop_words="english")
    seen = vectors.fit_transform([comments.texts[place] for place in train])
    unseen = vectors.transform([comments.texts[place] for place in test])
    scores = np.full((len(test), len(comments.labels)), -10.0)
    for label in range(len(comments.labels)):
        if comments.truth[train, label].sum() > 1:
            model = SVC(kernel="linear", class_weight="balanced").fit(seen, comments.truth[train, label])
            scores[:, label] = model.decision_function(unseen)
    return _never_nothing(scores > 0, scores)


def _never_nothing(chosen: np.ndarray, scores: np.ndarray) -> np.ndarray:
    """Every comment of this data has a label: the likeliest stands where no other does."""
    filled = chosen.copy()
    empty = ~filled.any(axis=1)
    filled[empty, scores[empty].argmax(axis=1)] = True
    return filled


def f1(truth: np.ndarray, chosen: np.ndarray) -> tuple[float, float]:
    """Micro and macro F1; the macro mean is over the labels that occur."""
    both, total = (truth & chosen).sum(axis=0), truth.sum(axis=0) + chosen.sum(axis=0)
    present = truth.any(axis=0)
    return 2 * both.sum() / total.sum(), float((2 * both / np.maximum(total, 1))[present].mean())


def gain_of_review(halves: Halves) -> float:
    """How much more micro F1 rises when people review the 20 % least certain texts than a random 20 %."""
    count = len(halves.truth) // 5
    before, _ = f1(halves.truth, halves.ours)
    least = np.argsort(-doubt(halves.probability, halves.threshold).sum(axis=1))[:count]
    guided = _reviewed(halves, least)
    random = np.random.default_rng(SEED)
    by_chance = np.mean([_reviewed(halves, random.permutation(len(halves.truth))[:count]) for _ in range(50)])
    return (guided - before) / (float(by_chance) - before)


def _reviewed(halves: Halves, places: np.ndarray) -> float:
    chosen = halves.ours.copy()
    chosen[places] = halves.truth[places]
    return f1(halves.truth, chosen)[0]


def corrected_shares(halves: Halves, coded: int = 200) -> tuple[float, float, float, float]:
    """Over many random samples coded by people: coverage of 95 % intervals for the share of each label of 2 % or more,
    their width against the human sample alone, the mean absolute bias, and the coverage of counting tags."""
    random = np.random.default_rng(SEED)
    size = len(halves.truth)
    common = [label for label in range(halves.truth.shape[1]) if halves.truth[:, label].mean() >= 0.02]
    weights = random.gamma(4.0, 0.25, size)
    hits, widths, naive = [], [], []
    errors: dict[int, list[float]] = {label: [] for label in common}
    for _ in range(DRAWS):
        order = random.permutation(size)
        here, there = order[:coded], order[coded:]
        for label in common:
            y, f = halves.truth[:, label], halves.ours[:, label]
            share = float((weights * y).sum() / weights.sum())
            found = corrected_share(
                y[here], f[here], f[there], weights=weights[here], weights_elsewhere=weights[there]
            )
            if found.share is None:
                continue
            assert found.lower is not None and found.upper is not None
            assert found.human_lower is not None and found.human_upper is not None
            hits.append(found.lower <= share <= found.upper)
            widths.append((found.upper - found.lower) / (found.human_upper - found.human_lower))
            errors[label].append(found.share - share)
            naive.append(
                abs(found.tagged - share) <= 1.96 * np.sqrt(found.tagged * (1 - found.tagged) / size)
            )
    bias = float(np.mean([abs(np.mean(values)) for values in errors.values() if values]))
    return float(np.mean(hits)), float(np.mean(widths)), bias, float(np.mean(naive))


def report(path: Path) -> None:
    """Print the comparison."""
    comments = read(path)
    halves = compare(comments)
    ours, peer = f1(halves.truth, halves.ours), f1(halves.truth, halves.peer)
    print(
        f"NHS comments, {len(comments.texts)} different texts, {len(halves.truth)} of other respondents held out:\n"
        f"    ours: micro F1 {ours[0]:.3f}, macro F1 {ours[1]:.3f}\n"
        f"    TF-IDF + SVC with argmax fallback, same split: micro F1 {peer[0]:.3f}, macro F1 {peer[1]:.3f}\n"
        f"    macro F1, ours over theirs: {ours[1] / peer[1]:.2f}\n"
        f"    reviewing the 20 % least certain texts gains {gain_of_review(halves):.1f} times what a random 20 % gains"
    )
    coverage, width, bias, naive = corrected_shares(halves)
    print(
        f"    corrected shares, 200 texts coded: 95 % intervals hold {coverage:.3f} of the truths, "
        f"width {width:.2f} of the human sample's, mean absolute bias {bias:.4f}; counting tags holds {naive:.2f}"
    )
