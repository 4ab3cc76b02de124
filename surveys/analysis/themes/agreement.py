"""How well coders agree on themes: Krippendorff's alpha, theme by theme, each as coded or not coded.

Reading every theme as yes or no makes an empty set of themes an answer like any other: two coders who both find nothing
agree on every theme (Krippendorff, 2011, "Computing Krippendorff's alpha-reliability").
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from surveys.analysis.errors import AnalysisError

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class ThemeAgreement:
    """Agreement on one theme; ``alpha`` is None where the coders never or always saw it: nothing to measure.

    ``agreed`` is the share of texts on which all readers said the same; for a rare theme it is high by chance alone.
    ``seen`` counts the codes given; ``texts`` the texts that at least two coders read.
    """

    alpha: float | None
    lower: float | None
    upper: float | None
    agreed: float
    seen: int
    texts: int


@dataclass(frozen=True)
class Agreement:
    """Agreement on each theme, and the mean of alpha over the themes that have one, with bootstrap intervals."""

    themes: Mapping[str, ThemeAgreement]
    mean: float | None
    lower: float | None
    upper: float | None
    texts: int
    coders: int


def agreement(
    codings: Iterable[tuple[Hashable, Hashable, Iterable[str]]],
    themes: Sequence[str],
    *,
    level: float = 0.95,
    draws: int = 1_000,
    seed: int = 0,
) -> Agreement:
    """Agreement from codings as (text, coder, themes); a text read by one coder alone adds nothing.

    Intervals are percentiles over texts drawn again with replacement. Raises AnalysisError if no text was read by two
    coders, or a coder coded a text twice.
    """
    by_text: dict[Hashable, dict[Hashable, frozenset[str]]] = {}
    for text, coder, given in codings:
        coders = by_text.setdefault(text, {})
        if coder in coders:
            raise AnalysisError("One coder coded a text twice; keep the later coding.", reason="codings")
        coders[coder] = frozenset(given)
    shared = [list(coders.values()) for coders in by_text.values() if len(coders) > 1]
    if not shared:
        raise AnalysisError(
            "No text was coded by two people, so agreement cannot be measured.", reason="codings"
        )
    yes = np.array(
        [[sum(code in given for given in read) for code in themes] for read in shared], dtype=float
    )
    readers = np.array([len(read) for read in shared], dtype=float)
    once = np.ones((1, len(shared)))
    point = _alphas(once, yes, readers)[0]
    sample = np.random.default_rng(seed).multinomial(
        len(shared), np.full(len(shared), 1 / len(shared)), draws
    )
    spread = _alphas(sample.astype(float), yes, readers)
    same = ((yes == 0) | (yes == readers[:, None])).mean(axis=0)
    found: dict[str, ThemeAgreement] = {}
    for place, code in enumerate(themes):
        alpha = None if np.isnan(point[place]) else float(point[place])
        lower, upper = (None, None) if alpha is None else _limits(spread[:, place], level)
        found[code] = ThemeAgreement(
            alpha, lower, upper, float(same[place]), int(yes[:, place].sum()), len(shared)
        )
    measured = ~np.isnan(point)
    mean = lower = upper = None
    if measured.any():
        mean = float(point[measured].mean())
        counted = (~np.isnan(spread[:, measured])).sum(axis=1)
        means = np.nansum(spread[:, measured], axis=1)[counted > 0] / counted[counted > 0]
        lower, upper = _limits(means, level)
    coders_all = {coder for read in by_text.values() if len(read) > 1 for coder in read}
    return Agreement(found, mean, lower, upper, len(shared), len(coders_all))


def _alphas(weights: Floats, yes: Floats, readers: Floats) -> Floats:
    """Alpha of each theme for each weighting of the texts, shape (weightings, themes); NaN without variation."""
    no = readers[:, None] - yes
    # Pairs of readers who differ, each text's shared among its readers less one.
    differ = weights @ (2 * yes * no / (readers[:, None] - 1))
    ones, zeros = weights @ yes, weights @ no
    total = ones + zeros
    with np.errstate(divide="ignore", invalid="ignore"):
        result: Floats = 1 - (differ / total) / (2 * ones * zeros / (total * (total - 1)))
    result[(ones == 0) | (zeros == 0)] = np.nan
    return result


def _limits(values: Floats, level: float) -> tuple[float | None, float | None]:
    measured = values[~np.isnan(values)]
    if not len(measured):
        return None, None
    low, high = np.quantile(measured, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)
