"""How much a text reads like invented texts in which people told of danger: for what no rule foresaw.

A logistic regression on words, pairs of words, pieces of words and the kinds of words that meet in a text (somebody of
the family and a blow; a child and a knife), fitted when first needed (about a second) on
examples of our own (``data/safeguarding_examples.csv``) against ordinary comments (``data/example_comments.csv``). No
text of a real person is in it. Written out here because the mix uses it: loading a machine-learning library would take
longer than mixing.
"""

from __future__ import annotations

import csv
import math
import random
import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, pairwise

from surveys.analysis.safeguarding.rules import RULES_PATH
from surveys.analysis.themes.lexicon import DATA
from surveys.analysis.themes.normalise import fold

EXAMPLES_PATH = DATA / "safeguarding_examples.csv"
ORDINARY_PATH = DATA / "example_comments.csv"
THRESHOLD = 0.3
"""The likeness from which a person reads the text: lower finds more and gives more to read. Set by cross-validation of
the examples so that, with the rules, at most a fifth of ordinary comments are read."""
ROUNDS = 12
STEP = 2.4
SHOWN_WORDS = 4
_WORD = re.compile(r"\w[\w'’]*")


@dataclass(frozen=True)
class Likeness:
    """Weights of features (positive: speaks for danger) and how rare each feature is."""

    rarity: Mapping[str, float]
    weights: Mapping[str, float]
    base: float

    def of(self, text: str) -> float:
        """A number from 0 to 1."""
        scaled = _scaled(features(text), self.rarity)
        total = sum(self.weights[name] * value for name, value in scaled.items())
        return _logistic(self.base + total)

    def speaking_words(self, text: str) -> list[tuple[int, int]]:
        """Where the few words stand that speak most for danger, in the order of the text; all of it if none does."""
        spoken = [
            (self.weights.get(_plain(found.group()), 0.0), found.span()) for found in _WORD.finditer(text)
        ]
        most = sorted((item for item in spoken if item[0] > 0), reverse=True)[:SHOWN_WORDS]
        return sorted(span for _, span in most) or [(0, len(text))]


def features(text: str) -> set[str]:
    """The words of a text, its pairs of words (also with one between), pieces of three to five letters, the kinds of
    its words, and which kinds stand in it together."""
    words = [_plain(found) for found in _WORD.findall(text)]
    found = {*words, *map(" ".join, pairwise(words))}
    found.update(f"{first} _ {last}" for first, last in zip(words, words[2:], strict=False))
    for word in set(words):
        whole = f"<{word}>"
        for length in (3, 4, 5):
            found.update("#" + whole[at : at + length] for at in range(len(whole) - length + 1))
    known = kinds()
    met = sorted({kind for word in words for kind in known.get(word, ())})
    found.update("@" + kind for kind in met)
    found.update(f"@{one} @{other}" for one, other in combinations(met, 2))
    return found


@lru_cache(maxsize=1)
def kinds() -> Mapping[str, tuple[str, ...]]:
    """The kinds a word is of: the sets of the rules that name it ("mum" is kin and an adult)."""
    found: dict[str, tuple[str, ...]] = {}
    sets = tomllib.loads(RULES_PATH.read_text(encoding="utf-8"))["sets"]
    for kind, listed in sets.items():
        # A set inside a set, written {so}, is no word.
        for word in {_plain(word) for word in listed.split() if "{" not in word}:
            found[word] = (*found.get(word, ()), kind)
    return found


def fitted(examples: Iterable[tuple[str, bool]], *, seed: int = 1) -> Likeness:
    """Weights by stochastic gradient descent, the few told examples counting as much as the many ordinary ones."""
    rows = [(features(text), told) for text, told in examples]
    counts = Counter(name for row, _ in rows for name in row)
    # A piece of a word that stands in one example alone says nothing about the next.
    rarity = {
        name: math.log(len(rows) / n) + 1 for name, n in counts.items() if n > 1 or not name.startswith("#")
    }
    scaled = [(_scaled(row, rarity), told) for row, told in rows]
    n_told = sum(told for _, told in scaled)
    share = {True: len(rows) / 2 / n_told, False: len(rows) / 2 / (len(rows) - n_told)}
    weights = dict.fromkeys(rarity, 0.0)
    base = 0.0
    order = random.Random(seed)
    for turn in range(ROUNDS):
        order.shuffle(scaled)
        for row, told in scaled:
            error = told - _logistic(base + sum(weights[name] * value for name, value in row.items()))
            step = STEP / (1 + turn / 2) * share[told] * error
            base += step / 10
            for name, value in row.items():
                weights[name] += step * value
    return Likeness(rarity, weights, base)


def examples() -> Iterator[tuple[str, bool]]:
    """Every example, in every language, and whether it tells of danger."""
    with EXAMPLES_PATH.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield row["text"], row["disclosure"] == "1"
    with ORDINARY_PATH.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield row["text"], "disclosure" in row["tags"].split(";")


@lru_cache(maxsize=1)
def default_likeness() -> Likeness:
    """The weights of the examples that ship with the product, fitted once a process."""
    return fitted(examples())


def _plain(word: str) -> str:
    return fold(word).text


def _scaled(names: Iterable[str], rarity: Mapping[str, float]) -> dict[str, float]:
    """Known features by their rarity, so that a long text weighs as much as a short one."""
    known = {name: rarity[name] for name in names if name in rarity}
    length = math.sqrt(sum(value * value for value in known.values())) or 1.0
    # Sets have no order of their own: summing in one order gives the same weights on every machine.
    return {name: known[name] / length for name in sorted(known)}


def _logistic(value: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, value))))
