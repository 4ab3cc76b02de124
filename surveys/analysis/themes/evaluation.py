"""How well a tagger agrees with people: F1 per theme and overall, wrong tags, and recall by slice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing


@dataclass(frozen=True)
class Counts:
    """Agreements and disagreements on one theme."""

    both: int
    tagger_only: int
    people_only: int

    @property
    def f1(self) -> float:
        """2 x both / (2 x both + the rest); 0 where nobody saw the theme."""
        total = 2 * self.both + self.tagger_only + self.people_only
        return 2 * self.both / total if total else 0.0

    @property
    def precision(self) -> float:
        """Share of the tagger's tags that people gave too."""
        given = self.both + self.tagger_only
        return self.both / given if given else 0.0

    @property
    def recall(self) -> float:
        """Share of people's tags that the tagger found."""
        wanted = self.both + self.people_only
        return self.both / wanted if wanted else 0.0


@dataclass(frozen=True)
class Evaluation:
    """Agreement of a tagger with people's codes on a set of texts.

    ``macro_f1`` is the mean over the themes that people used at least once in these texts.
    """

    texts: int
    overall: Counts
    themes: Mapping[str, Counts]
    themeless: int
    themeless_tagged: int

    @property
    def micro_f1(self) -> float:
        """F1 over all tags of all texts."""
        return self.overall.f1

    @property
    def macro_f1(self) -> float:
        """Mean F1 of the themes that occur."""
        present = [counts.f1 for counts in self.themes.values() if counts.both + counts.people_only]
        return sum(present) / len(present) if present else 0.0

    @property
    def themeless_tagged_share(self) -> float:
        """Share of the texts without a theme that got a tag all the same."""
        return self.themeless_tagged / self.themeless if self.themeless else 0.0

    @property
    def wrong_tags_per_text(self) -> float:
        """Tags that people did not give, per text: the figure for lures and denials."""
        return self.overall.tagger_only / self.texts if self.texts else 0.0


def evaluate(truth: Sequence[Iterable[str]], predicted: Sequence[Iterable[str]]) -> Evaluation:
    """Compare a tagger's labels with people's, text by text.

    Raises ValueError if the two lists differ in length.
    """
    if len(truth) != len(predicted):
        raise ValueError(f"{len(truth)} coded texts cannot be compared with {len(predicted)} tagged ones.")
    both: Counter[str] = Counter()
    tagger_only: Counter[str] = Counter()
    people_only: Counter[str] = Counter()
    themeless = themeless_tagged = 0
    for people, tagger in zip(truth, predicted, strict=True):
        wanted, given = set(people), set(tagger)
        both.update(wanted & given)
        tagger_only.update(given - wanted)
        people_only.update(wanted - given)
        if not wanted:
            themeless += 1
            themeless_tagged += bool(given)
    codes = sorted({*both, *tagger_only, *people_only})
    return Evaluation(
        texts=len(truth),
        overall=Counts(both.total(), tagger_only.total(), people_only.total()),
        themes={code: Counts(both[code], tagger_only[code], people_only[code]) for code in codes},
        themeless=themeless,
        themeless_tagged=themeless_tagged,
    )


def evaluate_by_slice(
    truth: Sequence[Iterable[str]], predicted: Sequence[Iterable[str]], slices: Sequence[Iterable[str]]
) -> dict[str, Evaluation]:
    """The evaluation of every slice (misspelt, slang, denial ...); a text may belong to several or to none."""
    members: dict[str, list[int]] = {}
    for number, names in enumerate(slices):
        for name in names:
            members.setdefault(name, []).append(number)
    return {
        name: evaluate([truth[number] for number in numbers], [predicted[number] for number in numbers])
        for name, numbers in sorted(members.items())
    }


@dataclass(frozen=True)
class Intervals:
    """Bootstrap intervals of F1 over the texts: micro, macro, and each theme's."""

    micro: tuple[float, float]
    macro: tuple[float, float]
    themes: Mapping[str, tuple[float, float]]


def f1_intervals(
    truth: Sequence[Iterable[str]],
    predicted: Sequence[Iterable[str]],
    *,
    level: float = 0.95,
    draws: int = 1_000,
    seed: int = 0,
) -> Intervals:
    """Percentile intervals of F1 when the texts are drawn again and again with replacement.

    The macro mean is over the themes that people used in all texts. Raises ValueError if nobody used any.
    """
    people = [set(codes) for codes in truth]
    tagger = [set(codes) for codes in predicted]
    used = sorted(set().union(*people))
    if not used:
        raise ValueError("No text has a theme, so F1 is not defined; add coded texts with themes.")
    codes = [*used, *sorted(set().union(*tagger) - set(used))]
    wanted = np.array([[code in row for code in codes] for row in people], dtype=float)
    given = np.array([[code in row for code in codes] for row in tagger], dtype=float)
    weights = np.random.default_rng(seed).multinomial(
        len(people), np.full(len(people), 1 / len(people)), draws
    )
    hits, total = weights @ (wanted * given), weights @ (wanted + given)
    f1 = 2 * hits / np.maximum(total, 1)
    micro = 2 * hits.sum(axis=1) / np.maximum(total.sum(axis=1), 1)
    macro = f1[:, : len(used)].mean(axis=1)
    tails = [(1 - level) / 2, (1 + level) / 2]

    def interval(values: np.typing.NDArray[np.float64]) -> tuple[float, float]:
        low, high = np.quantile(values, tails)
        return float(low), float(high)

    return Intervals(
        interval(micro),
        interval(macro),
        {code: interval(f1[:, place]) for place, code in enumerate(used)},
    )
