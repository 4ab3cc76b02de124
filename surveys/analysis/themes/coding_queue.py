"""Which texts people code: a random sample that measures, and a queue that teaches, kept apart.

The measuring sample is drawn by permanent random numbers, in which no tag and no time of arrival has any part, so every
text has the same known chance and shares can be corrected by it. The teaching queue goes where the tagger is unsure,
first of all about themes of which few examples are coded; what is coded there teaches the tagger and never measures a
share.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from surveys.analysis.errors import AnalysisError

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Queued:
    """A text of the teaching queue, its score, and the theme that put it there."""

    text: Hashable
    score: float
    theme: str


def permanent_number(seed: int, key: int) -> float:
    """The permanent random number of a text: at least 0, below 1, the same whenever it is asked for.

    Texts whose number lies below a share are a sample in which each is drawn with that probability, independently of
    the others and of when it came; a larger share keeps every text of a smaller one (Poisson sampling with permanent
    random numbers: Ohlsson, 1995).
    """
    digest = hashlib.blake2b(f"{seed}:{key}".encode(), digest_size=8).digest()
    # The upper 53 bits are all a float can hold; with more, the largest would be rounded up to 1.
    return (int.from_bytes(digest) >> 11) / 2**53


def share_to_draw(texts: int, *, least: float = 0.1, fewest: int = 0) -> float:
    """The smallest share, in whole per cent, that is at least ``least`` and draws some ``fewest`` of the texts.

    1 where there are not as many. Raises AnalysisError for a share outside 0 to 1.
    """
    if not 0.0 < least <= 1.0:
        raise AnalysisError(
            f"The share to code, {least!r}, must lie above 0 and not above 1.", reason="share"
        )
    wanted = max(least, fewest / texts) if texts else 1.0
    return min(1.0, math.ceil(100 * wanted - 1e-9) / 100)


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
