"""A model fitted on one installation's comments: judged on what it did not learn from, and holding nobody's words."""

from __future__ import annotations

import random

import pytest

from surveys.analysis.disclosure.table import DEFAULT_K
from surveys.analysis.themes.codebook import default_codebook
from surveys.analysis.themes.coded_texts import training_texts
from surveys.analysis.themes.lexicon import default_lexicon
from surveys.analysis.themes.refitting import SETTLED, Taught, TooFewCodings, card_of, features_of, refit
from surveys.analysis.themes.tagger import default_tagger

BOOK = default_codebook()
SHIPPED = training_texts()[:80]


def local(n: int, *, word: str = "flarning", theme: str = "bullying") -> list[Taught]:
    """So many comments with a word that only people here use, and as many about nothing."""
    found = []
    for person in range(n):
        found.append(Taught(f"They keep {word} us on the way home {person % 7}", (theme,), "en", 2 * person))
        found.append(Taught(f"The bins are full again number {person % 7}", (), "en", 2 * person + 1))
    return found


@pytest.fixture(scope="module")
def learnt():
    own = local(40)
    return own, refit(default_lexicon(), BOOK, default_tagger(), own, SHIPPED)


def test_a_theme_goes_to_the_model_where_it_reads_these_comments_better_than_the_lexicon(learnt):
    _, found = learnt
    assert "bullying" not in found.shipped.by_model
    assert "bullying" in found.new.by_model
    assert found.new.whole.themes["bullying"].f1 > 0.9 > found.shipped.whole.themes["bullying"].f1 + 0.5
    assert "bullying" in found.tagger.tag("They are flarning us at the gate on the way home").labels


def test_its_card_says_how_much_better_beside_the_shipped_model(learnt):
    own, found = learnt
    card = card_of(found, own, texts=len(SHIPPED))
    assert (card.comments, card.people, card.texts, card.verdict) == (80, 80, 80, "better")
    assert 0 < card.gain[1] <= card.gain[0] <= card.gain[2]
    (line,) = (line for line in card.themes if line.code == "bullying")
    assert (line.n, line.decided, line.before) == (40, "model", "rules")
    assert line.low <= line.new <= line.high and line.shipped < line.low
    (english,) = (line for line in card.slices if line.name == "English")
    assert english.n == 80 and english.low <= english.new <= english.high


def test_what_cannot_be_learnt_stays_with_the_lexicon_and_is_not_judged_by_what_was_learnt():
    draw = random.Random(7)
    own = [
        Taught(
            f"The gate is green and word{place}x", ("bullying",) if draw.random() < 0.5 else (), "en", place
        )
        for place in range(80)
    ]
    found = refit(default_lexicon(), BOOK, default_tagger(), own, SHIPPED)
    assert "bullying" not in found.new.by_model
    assert found.new.whole.themes["bullying"].f1 < 0.2
    assert card_of(found, own, texts=len(SHIPPED)).verdict == "alike"


def test_nobody_both_teaches_and_judges():
    """One person says it in thirty comments: fitted without them there is nothing to know it by."""
    own = [Taught("They keep flarning us on the way home", ("bullying",), "en", 1) for _ in range(30)]
    own += [Taught("The bins are full again", (), "en", 2 + place) for place in range(30)]
    found = refit(default_lexicon(), BOOK, default_tagger(), own, SHIPPED)
    assert found.new.whole.themes["bullying"].f1 == 0


def test_the_fitted_model_holds_no_words_but_those_of_ten_people_or_of_shipped_texts():
    own = local(DEFAULT_K) + local(DEFAULT_K - 1, word="grobling")
    # One person saying it often is one person.
    own += [Taught("They keep grobling on", ("bullying",), "en", 0) for _ in range(5)]
    parts = dict(features_of(default_lexicon(), BOOK, [text.text for text in SHIPPED], own).transformer_list)
    words, letters = parts["words"].vocabulary, parts["letters"].vocabulary
    assert "flarning" in words and "grobling" not in words
    assert "flar" in letters and "grob" not in letters
    assert not [word for word in words if "grobling" in word]


def test_too_few_settled_codings_are_refused_in_a_sentence():
    with pytest.raises(TooFewCodings, match=f"At least {SETTLED} settled codings .* there are 4 so far"):
        refit(default_lexicon(), BOOK, default_tagger(), local(2), SHIPPED)
