"""Models fitted anew on one installation's own coded comments beside the shipped texts, and what that gains.

A theme is decided by the new model only where that reads the installation's comments better than the rules do, on
comments it was not fitted on; where too few of them have the theme, the shipped texts tell, as they do for the shipped
models. Words and letters that fewer than ten people wrote, and no shipped text has, are not learnt: a fitted model
must not hold anybody's words.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.pipeline import FeatureUnion

from surveys.analysis.disclosure.table import DEFAULT_K
from surveys.analysis.themes.card import slices_of
from surveys.analysis.themes.classifier import FEWEST, Flags
from surveys.analysis.themes.codebook import Codebook
from surveys.analysis.themes.coded_texts import CodedText
from surveys.analysis.themes.evaluation import Evaluation, evaluate, evaluate_by_slice, f1_intervals
from surveys.analysis.themes.features import (
    LexiconFeatures,
    Normaliser,
    letter_grams,
    tfidf,
    word_grams,
)
from surveys.analysis.themes.lexicon import Lexicon
from surveys.analysis.themes.lexicon_tagger import LexiconTagger, Reading
from surveys.analysis.themes.tagger import ThemeTagger, taken_over

SETTLED = 50
"""With fewer settled codings there is nothing to learn or to judge by."""
DRAWS = 1_000


@dataclass(frozen=True)
class Taught:
    """A comment as people settled it; ``person`` tells writers apart, so that nobody both teaches and judges."""

    text: str
    themes: tuple[str, ...]
    language: str
    person: int


@dataclass(frozen=True)
class Reader:
    """How well one tagger reads comments it was not fitted on: its labels of each, and how they agree with people."""

    labels: tuple[tuple[str, ...], ...]
    whole: Evaluation
    by_model: frozenset[str]


@dataclass(frozen=True)
class Refitted:
    """A tagger fitted on an installation's comments, out of fold, beside the shipped one on the same comments."""

    tagger: ThemeTagger
    new: Reader
    shipped: Reader


class TooFewCodings(ValueError):
    """Not enough settled codings to learn from; the sentence says how many there are and are needed."""


def refit(
    lexicon: Lexicon,
    codebook: Codebook,
    shipped: ThemeTagger,
    own: Sequence[Taught],
    texts: Sequence[CodedText],
) -> Refitted:
    """Fit the models of a codebook on an installation's comments and the shipped texts.

    ``shipped`` is the tagger of the same codebook with the shipped models, which never saw ``own``. Shipped ``texts``
    count as not about a theme that the shipped codebook does not have. Raises TooFewCodings.
    """
    if len(own) < SETTLED:
        raise TooFewCodings(
            f"At least {SETTLED} settled codings are needed to learn from; there are {len(own)} so far."
        )
    tagger = ThemeTagger(lexicon, codebook)
    everything = [text.text for text in texts] + [comment.text for comment in own]
    themes = [[code for code in text.themes if code in codebook] for text in texts]
    themes += [list(comment.themes) for comment in own]
    # Each text of ours is a group of its own; all a person wrote is one.
    groups = [f"text {place}" for place in range(len(texts))]
    groups += [f"person {comment.person}" for comment in own]
    saw = [text.rules_saw for text in texts] + [False] * len(own)
    tagger.fit(
        everything,
        themes,
        groups,
        rules_saw=saw,
        features=features_of(lexicon, codebook, [text.text for text in texts], own),
    )
    judged = tagger.judged_
    ours = judged.place >= len(texts)
    judges = ~ours & ~np.asarray(saw, dtype=bool)[judged.place]

    def better(rows: Flags) -> Flags:
        if not rows.any():
            return np.zeros(len(codebook.codes), dtype=bool)
        return taken_over(judged.rules[rows], judged.model[rows], judged.truth[rows])

    told_here = judged.truth[ours].sum(axis=0) >= FEWEST
    tagger.modelled_ = tagger.classifier_.fit_.learnt & np.where(told_here, better(ours), better(judges))
    labels = [tagger.read_by_rules(comment.text).labels for comment in own]
    for row in np.flatnonzero(ours):
        chosen = np.where(tagger.modelled_, judged.model[row], judged.rules[row])
        labels[judged.place[row] - len(texts)] = tuple(
            code for code, has in zip(codebook.codes, chosen, strict=True) if has
        )
    truth = [comment.themes for comment in own]
    before = [tagged.labels for tagged in shipped.predict([comment.text for comment in own])]
    return Refitted(
        tagger,
        Reader(tuple(labels), evaluate(truth, labels), tagger.modelled),
        Reader(tuple(before), evaluate(truth, before), shipped.modelled),
    )


def features_of(
    lexicon: Lexicon, codebook: Codebook, shipped: Sequence[str], own: Sequence[Taught]
) -> FeatureUnion:
    """The usual features over the words and letters of the shipped texts, and those that ten people here wrote."""
    normaliser = Normaliser(LexiconTagger(lexicon, codebook))
    theirs = normaliser.transform(shipped)
    readings = normaliser.transform([comment.text for comment in own])
    parts: list[tuple[str, object]] = [("lexicon", LexiconFeatures(codebook.codes, 1.0))]
    for name, grams, rarest in (("words", word_grams, 1), ("letters", letter_grams, 2)):
        known = _in_so_many(grams, theirs, range(len(theirs)), rarest)
        known |= _in_so_many(grams, readings, [comment.person for comment in own], DEFAULT_K)
        parts.append((name, tfidf(grams, vocabulary=sorted(known))))
    return FeatureUnion(parts)


def _in_so_many(
    grams: Callable[[Reading], list[str]], readings: Iterable[Reading], owners: Iterable[int], fewest: int
) -> set[str]:
    """What readings of so many owners hold."""
    found: dict[str, set[int]] = defaultdict(set)
    for reading, owner in zip(readings, owners, strict=True):
        for gram in grams(reading):
            found[gram].add(owner)
    return {gram for gram, of in found.items() if len(of) >= fewest}


@dataclass(frozen=True)
class Line:
    """One line of a card: F1 of the new model with its interval, and of the shipped one, over ``n`` comments.

    Of a theme ``n`` counts the comments that people gave it to. ``decided`` and ``before`` say what decides a theme
    with the new model and with the shipped one, ``model`` or ``rules``.
    """

    code: str
    name: str
    n: int
    new: float
    low: float
    high: float
    shipped: float
    decided: str = ""
    before: str = ""


@dataclass(frozen=True)
class Card:
    """What has to be known before a model is taken into use.

    ``gain`` is how much the micro F1 rises against the shipped model, with its 95 % interval; ``wrong`` are tags per
    comment that people did not give, new and shipped; ``themeless`` the same shares of comments without a theme.
    """

    comments: int
    people: int
    texts: int
    micro: Line
    macro: Line
    gain: tuple[float, float, float]
    wrong: tuple[float, float]
    themeless: tuple[float, float]
    themes: tuple[Line, ...]
    slices: tuple[Line, ...]

    @property
    def verdict(self) -> str:
        """Whether the new model reads these comments ``better``, ``worse``, or as well as can be told (``alike``)."""
        return "better" if self.gain[1] > 0 else "worse" if self.gain[2] < 0 else "alike"


def card_of(found: Refitted, own: Sequence[Taught], *, texts: int) -> Card:
    """The card of a refitted tagger; intervals by bootstrap over comments, the gain over the same draws."""
    book = found.tagger.codebook
    truth = [comment.themes for comment in own]
    new, shipped = found.new, found.shipped
    intervals = f1_intervals(truth, new.labels, draws=DRAWS)
    slices = [
        slices_of(CodedText(comment.text, comment.themes, comment.language, (), False)) for comment in own
    ]
    old = evaluate_by_slice(truth, shipped.labels, slices)
    lines = []
    for name, told in evaluate_by_slice(truth, new.labels, slices).items():
        here = [place for place, names in enumerate(slices) if name in names]
        low, high = _micro_interval([truth[p] for p in here], [new.labels[p] for p in here])
        lines.append(Line("", name, told.texts, told.micro_f1, low, high, old[name].micro_f1))

    def whole(name: str, value: float, interval: tuple[float, float], before: float) -> Line:
        return Line("", name, len(own), value, *interval, before)

    themes = []
    for code in book.codes:
        mine = new.whole.themes.get(code)
        wanted = mine.both + mine.people_only if mine else 0
        low, high = intervals.themes.get(code, (0.0, 0.0))
        counts = shipped.whole.themes.get(code)
        themes.append(
            Line(
                code,
                book[code].name,
                wanted,
                mine.f1 if mine else 0.0,
                low,
                high,
                counts.f1 if counts else 0.0,
                "model" if code in new.by_model else "rules",
                "model" if code in shipped.by_model else "rules",
            )
        )
    return Card(
        comments=len(own),
        people=len({comment.person for comment in own}),
        texts=texts,
        micro=whole("all themes together", new.whole.micro_f1, intervals.micro, shipped.whole.micro_f1),
        macro=whole("mean of the themes", new.whole.macro_f1, intervals.macro, shipped.whole.macro_f1),
        gain=_gain(truth, new.labels, shipped.labels),
        wrong=(new.whole.wrong_tags_per_text, shipped.whole.wrong_tags_per_text),
        themeless=(new.whole.themeless_tagged_share, shipped.whole.themeless_tagged_share),
        themes=tuple(themes),
        slices=tuple(lines),
    )


def _micro_interval(truth: Sequence[Iterable[str]], labels: Sequence[Iterable[str]]) -> tuple[float, float]:
    return f1_intervals(truth, labels, draws=DRAWS).micro if any(map(tuple, truth)) else (0.0, 0.0)


def _gain(
    truth: Sequence[Iterable[str]], new: Sequence[Iterable[str]], shipped: Sequence[Iterable[str]]
) -> tuple[float, float, float]:
    """How much the micro F1 of the new labels is above that of the shipped ones: estimate, lower and upper end."""
    wanted = np.array([len(set(codes)) for codes in truth], dtype=float)

    def f1(
        labels: Sequence[Iterable[str]], weights: np.typing.NDArray[np.float64]
    ) -> np.typing.NDArray[np.float64]:
        both = np.array([len(set(a) & set(b)) for a, b in zip(truth, labels, strict=True)], dtype=float)
        given = np.array([len(set(codes)) for codes in labels], dtype=float)
        result: np.typing.NDArray[np.float64] = (
            2 * (weights @ both) / np.maximum(weights @ (wanted + given), 1)
        )
        return result

    n = len(wanted)
    once = np.ones((1, n))
    drawn = np.random.default_rng(0).multinomial(n, np.full(n, 1 / n), DRAWS).astype(float)
    low, high = np.quantile(f1(new, drawn) - f1(shipped, drawn), [0.025, 0.975])
    return float(f1(new, once)[0] - f1(shipped, once)[0]), float(low), float(high)
