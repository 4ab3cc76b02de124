"""Topics that no theme covers: what the untagged answers have in common, offered as candidates for the codebook.

Non-negative matrix factorisation of TF-IDF, fitted several times on random parts of the texts; a topic is offered only
if most fits find it again. Answers without content are left out first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.optimize import linear_sum_assignment
from sklearn.decomposition import NMF
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS, TfidfVectorizer

from surveys.analysis.themes.language import language_of
from surveys.analysis.themes.normalise import tokenise, word_set

FEWEST_TEXTS = 30
"""With fewer texts of content there is nothing to find."""

FEWEST_IN_TOPIC = 5
"""A topic of fewer texts is no topic, and would point at people."""

FITS = 8
PART = 0.8
STABLE = 0.6
"""A topic is offered if its words are found again in the other fits with at least this mean likeness (cosine)."""

WORDS = 6
EXAMPLES = 5

_EMPTY = word_set(
    "dunno idk nothing none nope nah yes yeah test hello thanks thank cheers lol haha comment say same above sure know "
    "really just like get got going lot thing things people need needs make good want don't can't it's i'm that's "
    "there's isn't doesn't didn't won't they're we're you're lots bit maybe please think also many much would "
    "could should"
)

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Topic:
    """A candidate theme: its heaviest words, the texts that speak of it most (places in the list given), how many texts
    it leads, and its stability from run to run between 0 and 1."""

    words: tuple[str, ...]
    examples: tuple[int, ...]
    size: int
    stability: float


def has_content(text: str) -> bool:
    """Whether an answer says anything: at least two words of meaning, in English, no gibberish."""
    tokens = tokenise(text)
    if language_of(text, tokens.words) != "en":
        return False
    return len({word for word in tokens.words if _meaningful(word)}) >= 2


def emergent_topics(texts: Sequence[str], *, most: int = 8, seed: int = 0) -> list[Topic]:
    """Stable topics of texts that no theme covers, the largest first; an empty list where there are none.

    The same texts in the same order with the same seed give the same topics.
    """
    places = [place for place, text in enumerate(texts) if has_content(text)]
    if len(places) < FEWEST_TEXTS:
        return []
    vectors = TfidfVectorizer(analyzer=_words, min_df=3, max_df=0.7, sublinear_tf=True)
    try:
        matrix = sparse.csr_matrix(vectors.fit_transform([texts[place] for place in places]))
    except ValueError:  # No word is in three texts.
        return []
    count = min(most, matrix.shape[1] - 1, len(places) // (2 * FEWEST_IN_TOPIC))
    if count < 1:
        return []
    loadings, profiles = _factorise(matrix, count, seed)
    stability = _stability(matrix, profiles, count, seed)
    names = vectors.get_feature_names_out()
    written = _as_written(texts[place] for place in places)
    leading = np.where(loadings.max(axis=1) > 0, loadings.argmax(axis=1), -1)
    topics: list[Topic] = []
    for topic in range(count):
        members = np.flatnonzero(leading == topic)
        if len(members) < FEWEST_IN_TOPIC or stability[topic] < STABLE:
            continue
        heaviest = np.argsort(-profiles[topic], kind="stable")[:WORDS]
        order = members[np.argsort(-loadings[members, topic], kind="stable")][:EXAMPLES]
        topics.append(
            Topic(
                tuple(written[names[word]] for word in heaviest if profiles[topic, word] > 0),
                tuple(places[int(place)] for place in order),
                len(members),
                round(float(stability[topic]), 3),
            )
        )
    return sorted(topics, key=lambda topic: (-topic.size, topic.words))


def _meaningful(word: str) -> bool:
    return (
        len(word) > 2
        and word.isalpha()
        and word not in ENGLISH_STOP_WORDS
        and word not in _EMPTY
        and any(vowel in word for vowel in "aeiouy")
        and len(set(word)) > 1
    )


def _words(text: str) -> list[str]:
    return [_singular(word) for word in tokenise(text).words if _meaningful(word)]


def _singular(word: str) -> str:
    """One word for one and many, to count them together; not always a word anybody writes."""
    if len(word) > 4 and word.endswith(("ses", "xes", "ches", "shes", "zes")):
        return word[:-2]
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def _as_written(texts: Iterable[str]) -> dict[str, str]:
    """For each counted word the form people wrote most often: what a reader is shown."""
    forms: dict[str, Counter[str]] = {}
    for text in texts:
        for word in tokenise(text).words:
            if _meaningful(word):
                forms.setdefault(_singular(word), Counter())[word] += 1
    return {
        stem: min((-count, word) for word, count in counted.items())[1] for stem, counted in forms.items()
    }


def _factorise(matrix: sparse.csr_matrix, count: int, seed: int) -> tuple[Floats, Floats]:
    # A start from the singular vectors is the same every time; only the part of the texts differs between fits.
    model = NMF(n_components=count, init="nndsvda", random_state=seed, max_iter=600, tol=1e-3)
    # Texts that repeat each other are fitted almost exactly; the rest is then a root of nearly nothing, or just below.
    with np.errstate(invalid="ignore"):
        loadings: Floats = model.fit_transform(matrix)
    profiles: Floats = model.components_
    return loadings, profiles


def _stability(matrix: sparse.csr_matrix, profiles: Floats, count: int, seed: int) -> Floats:
    """For each topic, the mean likeness of its best partner in fits on random parts of the texts."""
    random = np.random.default_rng(seed)
    rows = matrix.shape[0]
    total = np.zeros(count)
    for fit in range(FITS):
        part = np.sort(random.choice(rows, size=max(int(PART * rows), count), replace=False))
        _, other = _factorise(matrix[part], count, seed + fit + 1)
        likeness = _unit(profiles) @ _unit(other).T
        first, second = linear_sum_assignment(-likeness)
        total[first] += likeness[first, second]
    result: Floats = total / FITS
    return result


def _unit(rows: Floats) -> Floats:
    length = np.linalg.norm(rows, axis=1, keepdims=True)
    result: Floats = rows / np.maximum(length, 1e-12)
    return result
