"""Which texts people code: a random sample that measures, and a queue that teaches, kept apart.

The measuring sample is drawn at random before anybody sees a tag, so its inclusion probabilities are known and shares
can be corrected by it. The teaching queue goes where the tagger is unsure, first of all about themes of which few
examples are coded; what is coded there teaches the tagger and never measures a share.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from surveys.analysis.errors import AnalysisError

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Sampled:
    """A text of the measuring sample and the probability with which it was drawn."""

    text: Hashable
    probability: float


@dataclass(frozen=True)
class Queued:
    """A text of the teaching queue, its score, and the theme that put it there."""

    text: Hashable
    score: float
    theme: str


def measuring_sample(
    texts: Sequence[Hashable],
    *,
    share: float = 0.1,
    fewest: int = 0,
    seed: int,
    strata: Sequence[Hashable] | None = None,
) -> list[Sampled]:
    """A simple random sample, or one within each stratum, in random order.

    Each stratum gives ``share`` of its texts, rounded up, and at least ``fewest`` where it has them. The same texts in
    the same order with the same seed give the same sample. Raises AnalysisError for a share outside 0 to 1.
    """
    if not 0.0 < share <= 1.0:
        raise AnalysisError(
            f"The share to code, {share!r}, must lie above 0 and not above 1.", reason="share"
        )
    if strata is not None and len(strata) != len(texts):
        raise AnalysisError("Every text needs a stratum: they are not as many.", reason="length")
    random = np.random.default_rng(seed)
    labels: Sequence[Hashable] = [None] * len(texts) if strata is None else strata
    members: dict[Hashable, list[int]] = {}
    for place, label in enumerate(labels):
        members.setdefault(label, []).append(place)
    drawn: list[Sampled] = []
    for places in members.values():
        size = min(len(places), max(int(np.ceil(share * len(places) - 1e-9)), fewest))
        for chosen in random.choice(len(places), size=size, replace=False):
            drawn.append(Sampled(texts[places[int(chosen)]], size / len(places)))
    return [drawn[int(place)] for place in random.permutation(len(drawn))]


def teaching_queue(
    texts: Sequence[Hashable],
    probabilities: npt.ArrayLike,
    thresholds: npt.ArrayLike,
    themes: Sequence[str],
    coded: Sequence[int],
    *,
    size: int,
    leave_out: frozenset[Hashable] = frozenset(),
) -> list[Queued]:
    """The texts from which the tagger would learn most, the best first.

    ``probabilities`` has shape (texts, themes), ``thresholds`` one value a theme, ``coded`` how many texts people have
    coded with each theme. A text's score is its doubt (1 on the threshold, 0 at certainty) summed over the themes, each
    weighted by 1 / sqrt(1 + coded): doubt about a rare theme counts more. ``leave_out`` holds the measuring sample and
    what is coded already.
    """
    scores = np.asarray(probabilities, dtype=float)
    if scores.shape != (len(texts), len(themes)) or len(coded) != len(themes):
        raise AnalysisError(
            f"The probabilities have shape {scores.shape}, but there are {len(texts)} texts and {len(themes)} themes.",
            reason="length",
        )
    weighted = doubt(scores, np.asarray(thresholds, dtype=float)) / np.sqrt(
        1.0 + np.asarray(coded, dtype=float)
    )
    total = weighted.sum(axis=1)
    order = [place for place in np.argsort(-total, kind="stable") if texts[place] not in leave_out]
    return [
        Queued(texts[place], float(total[place]), themes[int(np.argmax(weighted[place]))])
        for place in order[:size]
    ]


def doubt(probabilities: Floats, thresholds: Floats) -> Floats:
    """How near each probability is to its threshold: 1 on it, 0 at 0 or 1."""
    cut = np.clip(thresholds, 0.01, 0.99)
    reach = np.where(probabilities < cut, cut, 1.0 - cut)
    result: Floats = np.clip(1.0 - np.abs(probabilities - cut) / reach, 0.0, 1.0)
    return result
