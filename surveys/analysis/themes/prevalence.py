"""How many people wrote about a theme, corrected for what the tagger gets wrong (prediction-powered inference).

A random part of the texts is coded by people; the tagger reads all of them. The tags of the many lend their precision
to the few that people coded, and the few take away the tagger's error:

    share = lambda * mean(tag, texts nobody coded) + mean(code - lambda * tag, coded texts)

with survey weights in every mean. Lambda 0 is the human sample alone; lambda is chosen to make the interval narrow
(PPI++: Angelopoulos, Duchi and Zrnic, 2023). The coded texts must be a random sample, drawn before anybody saw a tag,
and the tagger must not have learnt from them.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from surveys.analysis.errors import AnalysisError

FEWEST_POSITIVE = 5
"""With fewer coded texts that have the theme (or that lack it), no share is given."""

FOLDS = 5
"""Lambda for each fifth of the coded texts is tuned on the others."""

FEWEST_IN_GROUP = 30
"""A group has a share of its own only with so many coded texts in it; otherwise the overall share stands."""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class CorrectedShare:
    """A theme's share among all texts, beside the raw count it corrects.

    ``share``, ``se``, ``lower`` and ``upper`` are None where fewer than five coded texts have the theme or lack it
    (``suppressed`` says so). ``human`` and its limits are the human sample alone; ``tagged`` is the weighted share of
    tags in all texts. ``precision`` and ``recall`` of the tagger are weighted and measured on the coded texts; None
    where nothing was tagged or coded.
    """

    share: float | None
    se: float | None
    lower: float | None
    upper: float | None
    weight_of_tags: float
    human: float
    human_lower: float | None
    human_upper: float | None
    tagged: float
    coded: int
    coded_positive: int
    texts: int
    precision: float | None
    recall: float | None
    suppressed: bool
    level: float


@dataclass(frozen=True)
class GroupShare:
    """A group's share; ``own`` is False where too few texts of the group are coded, and the overall share is given."""

    group: Hashable
    coded: int
    share: CorrectedShare
    own: bool


def corrected_share(
    codes: npt.ArrayLike,
    tags: npt.ArrayLike,
    tags_elsewhere: npt.ArrayLike,
    *,
    weights: npt.ArrayLike | None = None,
    weights_elsewhere: npt.ArrayLike | None = None,
    margins: npt.ArrayLike | None = None,
    weight_of_tags: float | None = None,
    cross_fit: bool = True,
    level: float = 0.95,
) -> CorrectedShare:
    """The share of a theme with its interval.

    ``codes`` (0/1, by people) and ``tags`` (0/1 or probabilities, by machine) are of the coded texts,
    ``tags_elsewhere`` of the others; ``weights`` are survey weights of the same lengths. ``margins``, shape (coded
    texts, categories), are the variables the weights were calibrated on: their part of the variance is taken out
    (residuals of a weighted regression, as in Deville and Sarndal, 1992). ``weight_of_tags`` fixes lambda. Without it
    lambda is tuned, on other coded texts than it is used for (``cross_fit``): tuned on the same texts, as in the paper,
    it pulls the share of a rare theme down by some three in a thousand at 200 coded texts.
    Raises AnalysisError for lengths that differ, weights that are not positive, or no coded texts.
    """
    y, f, g = (np.asarray(values, dtype=float) for values in (codes, tags, tags_elsewhere))
    w, v = _weights(weights, len(y)), _weights(weights_elsewhere, len(g))
    _check(y, f, g, w, v, level)
    human = _mean(y, w)
    if weight_of_tags is not None:
        each = np.full(len(y), float(weight_of_tags))
    elif cross_fit and len(y) >= 2 * FOLDS and not np.array_equal(y, f):
        each = _cross_tuned(y, f, g, w, v)
    else:
        each = np.full(len(y), _tuned(y, f, g, w, v))
    lam = _mean(each, w)
    share = lam * _mean(g, v) + _mean(y - each * f, w) if lam else human
    se = _se(y, f, g, w, v, lam, share, None if margins is None else np.asarray(margins, dtype=float))
    positive = int((y > 0.5).sum())
    suppressed = min(positive, len(y) - positive) < FEWEST_POSITIVE
    lower, upper = share_interval(share, se, level)
    human_lower, human_upper = share_interval(human, _mean_se(y, w), level)
    everything, every_weight = np.concatenate([f, g]), np.concatenate([w, v])
    return CorrectedShare(
        share=None if suppressed else min(max(share, 0.0), 1.0),
        se=None if suppressed else se,
        lower=None if suppressed else lower,
        upper=None if suppressed else upper,
        weight_of_tags=lam,
        human=human,
        human_lower=None if suppressed else human_lower,
        human_upper=None if suppressed else human_upper,
        tagged=_mean(everything, every_weight),
        coded=len(y),
        coded_positive=positive,
        texts=len(everything),
        precision=_ratio(w * y * f, w * f),
        recall=_ratio(w * y * f, w * y),
        suppressed=suppressed,
        level=level,
    )


def shares_by_group(
    codes: npt.ArrayLike,
    tags: npt.ArrayLike,
    groups: Sequence[Hashable],
    tags_elsewhere: npt.ArrayLike,
    groups_elsewhere: Sequence[Hashable],
    *,
    weights: npt.ArrayLike | None = None,
    weights_elsewhere: npt.ArrayLike | None = None,
    level: float = 0.95,
) -> list[GroupShare]:
    """The share in each group that wrote, in the order in which groups first appear.

    A group with fewer than 30 coded texts gets the overall share, marked as such.
    """
    y, f, g = (np.asarray(values, dtype=float) for values in (codes, tags, tags_elsewhere))
    w, v = _weights(weights, len(y)), _weights(weights_elsewhere, len(g))
    if len(groups) != len(y) or len(groups_elsewhere) != len(g):
        raise AnalysisError(
            "Every text needs a group: the groups are not as many as the texts.", reason="length"
        )
    overall = corrected_share(y, f, g, weights=w, weights_elsewhere=v, level=level)
    found: list[GroupShare] = []
    for group in dict.fromkeys([*groups, *groups_elsewhere]):
        here = np.array([value == group for value in groups], dtype=bool)
        there = np.array([value == group for value in groups_elsewhere], dtype=bool)
        coded = int(here.sum())
        if coded < FEWEST_IN_GROUP:
            found.append(GroupShare(group, coded, overall, own=False))
            continue
        own = corrected_share(
            y[here], f[here], g[there], weights=w[here], weights_elsewhere=v[there], level=level
        )
        found.append(GroupShare(group, coded, own, own=True))
    return found


def share_interval(share: float, se: float, level: float) -> tuple[float, float]:
    """A logit interval, which stays between 0 and 1 and leans the right way for rare themes.

    Where the share lies on or beyond a limit, the plain interval cut off at 0 and 1.
    """
    z = NormalDist().inv_cdf((1 + level) / 2)
    if se <= 0 or not se < share < 1 - se:
        return max(share - z * se, 0.0), min(share + z * se, 1.0)
    centre, reach = np.log(share / (1 - share)), z * se / (share * (1 - share))
    lower, upper = 1 / (1 + np.exp(-(centre - reach))), 1 / (1 + np.exp(-(centre + reach)))
    return float(lower), float(upper)


def _weights(weights: npt.ArrayLike | None, count: int) -> Floats:
    return np.ones(count) if weights is None else np.asarray(weights, dtype=float)


def _check(y: Floats, f: Floats, g: Floats, w: Floats, v: Floats, level: float) -> None:
    if not len(y):
        raise AnalysisError("No text is coded by a person, so no share can be given.", reason="empty")
    if len(f) != len(y) or len(w) != len(y) or len(v) != len(g):
        raise AnalysisError(
            "Codes, tags and weights must be as many as the texts they belong to.", reason="length"
        )
    if not (np.isfinite(w).all() and (w > 0).all() and np.isfinite(v).all() and (v > 0).all()):
        raise AnalysisError("Every weight must be a number above 0.", reason="weights")
    if not 0.0 < level < 1.0:
        raise AnalysisError(f"The confidence level {level!r} must lie between 0 and 1.", reason="level")
    if not (((y == 0) | (y == 1)).all()):
        raise AnalysisError(
            "A code is 1 where the theme is in the text and 0 where it is not.", reason="codes"
        )


def _mean(values: Floats, weights: Floats) -> float:
    return float((weights * values).sum() / weights.sum()) if len(values) else 0.0


def _ratio(over: Floats, under: Floats) -> float | None:
    total = float(under.sum())
    return float(over.sum()) / total if total else None


def _mean_se(values: Floats, weights: Floats) -> float:
    """Linearised standard error of a weighted mean."""
    if not len(values):
        return 0.0
    influence = weights * (values - _mean(values, weights)) / weights.sum()
    return float(np.sqrt((influence**2).sum()))


def _tuned(y: Floats, f: Floats, g: Floats, w: Floats, v: Floats) -> float:
    """The lambda of least variance, between 0 and 1: cov(code, tag) / ((1 + n/N) var(tag))."""
    n, others = len(y), len(g)
    if not others:
        return 0.0
    if np.array_equal(y, f):
        # A tagger without an error among the coded texts: every text counts alike, coded or not.
        return float(v.sum() / (v.sum() + w.sum()))
    a, b = w / w.mean(), v / v.mean()
    first = _mean(g, v) + _mean(y - f, w)
    coded, tagged, elsewhere = a * (y - first), a * (f - first), b * (g - first)
    covariance = float(((coded - coded.mean()) * (tagged - tagged.mean())).mean())
    spread = float(np.var(np.concatenate([tagged, elsewhere]), ddof=1))
    if spread <= 0:
        return 0.0
    return float(np.clip(covariance / ((1 + n / others) * spread), 0.0, 1.0))


def _cross_tuned(y: Floats, f: Floats, g: Floats, w: Floats, v: Floats) -> Floats:
    """A lambda for each coded text that does not depend on it."""
    fold = np.arange(len(y)) % FOLDS
    each = np.empty(len(y))
    for number in range(FOLDS):
        others = fold != number
        each[~others] = _tuned(y[others], f[others], g, w[others], v)
    return each


def _se(
    y: Floats, f: Floats, g: Floats, w: Floats, v: Floats, lam: float, share: float, margins: Floats | None
) -> float:
    if margins is None:
        return float(np.hypot(lam * _mean_se(g, v), _mean_se(y - lam * f, w)))
    if margins.ndim != 2 or len(margins) != len(y):
        raise AnalysisError("The margins must have one row for each coded text.", reason="length")
    # Two phases: everybody who answered (calibrated weights), then a random part of them coded by people.
    part = len(y) / (len(y) + len(g))
    total = w.sum() / part
    design = np.column_stack([np.ones(len(y)), margins])
    root = np.sqrt(w)
    beta, *_ = np.linalg.lstsq(design * root[:, None], (y - share) * root, rcond=None)
    left = y - share - design @ beta
    rest = y - lam * f
    rest = rest - _mean(rest, w)
    answered = ((w * left) ** 2).sum() / part
    chosen = (1 - part) * ((w * rest) ** 2).sum() / part**2
    return float(np.sqrt(answered + chosen) / total)
