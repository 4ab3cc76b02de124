"""Reading ages are counted by a published formula, and agree with values others have published or counted by hand."""

from __future__ import annotations

import pytest

from cms.readability import LONG_SENTENCE, Reading, read, sentences_of, syllables_of


@pytest.mark.parametrize(
    ("words", "sentences", "syllables", "grade"),
    [
        # Two sentences whose grades Wikipedia gives (“Flesch-Kincaid readability tests”): of the cat on the mat, and of
        # the Australian platypus, with the syllables counted there.
        (6, 1, 6, -1.4),
        (13, 1, 24, 11.3),
        # The formula's own lines: a hundred words in five sentences of 150 syllables.
        (100, 5, 150, 9.91),
    ],
)
def test_the_grade_is_that_of_the_published_formula(words, sentences, syllables, grade):
    assert Reading(words, sentences, syllables).grade == pytest.approx(grade, abs=0.06)


@pytest.mark.parametrize(
    ("text", "words", "sentences", "syllables"),
    [
        ("The cat sat on the mat.", 6, 1, 6),
        ("We do not ask your name. You can leave at any time today, always.", 14, 2, 17),
        ("Community safety partnerships commission evidence-based interventions.", 7, 1, 20),
        ("It’s 16 pages. Don’t read them all!", 7, 2, 9),
    ],
)
def test_words_sentences_and_syllables_are_those_counted_by_hand(text, words, sentences, syllables):
    found = read([text])
    assert (found.words, found.sentences, found.syllables) == (words, sentences, syllables)


ALOUD = {
    1: "a the cat walked asked lived made more there where phone safe change friend eyes you've it's name's worked "
    "school through would strength 7",
    2: "people table centre before something police quiet saying being going science react started needed pages houses "
    "watches every business hopeful prism metre create 16",
    3: "everyone area idea evidence together violence possible media serious radio engagement safeguarding nobody's "
    "created 999",
    4: "everybody community community's communities society anonymous activity priority variety criticism",
    5: "university opportunity representative",
}


@pytest.mark.parametrize(
    ("word", "count"), [(word, n) for n, words in ALOUD.items() for word in words.split()]
)
def test_syllables_are_those_one_hears(word, count):
    """Counted by saying them aloud."""
    assert syllables_of(word) == count


def test_a_reading_age_is_the_grade_and_five_years():
    easy = "We do not ask your name. You can skip any question. It takes about seven minutes. Then we read it all. "
    found = read([easy * 2])
    assert found.age == max(5, round(found.grade + 5)) and found.age <= 9 and not found.is_hard
    hard = (
        "The multi-agency partnership facilitates evidence-informed commissioning arrangements that are anticipated to "
        "deliver sustainable improvements in community resilience, notwithstanding considerable organisational "
        "complexity across participating authorities and their respective governance structures."
    )
    assert read([hard]).age > 20 and read([hard]).is_hard


def test_too_few_words_tell_no_age():
    assert read(["We ask. You answer."]).age is None
    assert read([]).age is None and read([""]).words == 0


def test_sentences_end_where_readers_stop():
    assert sentences_of("Call 999. They help you start! “Really?” Yes… Text 85258.") == [
        "Call 999.",
        "They help you start!",
        "“Really?”",
        "Yes…",
        "Text 85258.",
    ]
    assert sentences_of("Bring food, e.g. Samosas, to Dr. Khan at 3.30 p.m. today.") == [
        "Bring food, e.g. Samosas, to Dr. Khan at 3.30 p.m. today."
    ]


def test_no_sentence_runs_from_one_paragraph_or_heading_into_the_next():
    found = read(["What happens next", "We read every answer", "Then we tell you what we do"])
    assert found.sentences == 3 and found.longest == 7
    assert read(["Juno", "16", "Home"]).words == 0


def test_long_sentences_are_named_longest_first():
    long, longer = (
        " ".join(["word"] * (LONG_SENTENCE + 1)) + ".",
        " ".join(["word"] * (LONG_SENTENCE + 9)) + ".",
    )
    just_right = " ".join(["word"] * LONG_SENTENCE) + "."
    found = read([long, just_right, longer])
    assert found.long_sentences == (longer, long) and found.longest == LONG_SENTENCE + 9
