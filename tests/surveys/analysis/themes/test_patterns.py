"""Phrase patterns: what they accept, and what they refuse to be."""

from __future__ import annotations

import pytest

from surveys.analysis.themes.coded_texts import training_texts
from surveys.analysis.themes.lexicon import default_lexicon
from surveys.analysis.themes.normalise import tokenise
from surveys.analysis.themes.patterns import PatternError, PatternIndex, compile_pattern, read_words

SETS = {"fear": "scared frighten*", "place": "park(s) alley*"}


def _matches(pattern: str, text: str) -> list[tuple[int, int]]:
    return PatternIndex([compile_pattern(pattern, SETS)]).find(tokenise(text)).get(0, [])


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("{fear}", "i am frightened", True),
        ("street light(s)", "the street lights are out", True),
        ("street light(s)", "the street. Lights are out", False),
        ("no .. jobs", "no decent local jobs", True),
        ("no .. jobs", "no decent local well paid jobs", False),
        ("no .. jobs", "no buses but jobs", False),
        ("no [real] voice", "no voice", True),
        ("no [real] voice", "no real voice", True),
        ("no [real] voice", "no great voice", False),
        ("{place} ... {fear}", "alleyways make me scared", True),
        ("a|the gang", "the gang", True),
    ],
)
def test_a_pattern_matches_what_it_says(pattern: str, text: str, found: bool):
    assert bool(_matches(pattern, text)) is found


def test_a_match_spans_from_its_first_to_its_last_word():
    assert _matches("no .. jobs", "there are no local jobs here") == [(2, 4)]


@pytest.mark.parametrize(
    ("pattern", "message"),
    [("{nowhere}", "not defined"), ("ab*", "too short"), ("[maybe]", "no fixed word")],
)
def test_a_pattern_that_cannot_be_read_says_why(pattern: str, message: str):
    with pytest.raises(PatternError, match=message):
        compile_pattern(pattern, SETS)


def test_a_set_that_contains_itself_is_refused():
    with pytest.raises(PatternError, match="contains itself"):
        read_words("{loop}", {"loop": "a {loop}"})


def test_looking_up_by_words_finds_all_that_trying_every_pattern_at_every_word_finds():
    lexicon = default_lexicon()
    some = 0
    for text in training_texts()[::25]:
        tokens = tokenise(text.text, lexicon.spell)
        tried = {}
        for number, pattern in enumerate(lexicon.index.patterns):
            anchor = pattern.elements[pattern.anchor]
            places = [place for place, word in enumerate(tokens.words) if anchor.accepts(word)]
            if matches := [match for place in places if (match := pattern.at(tokens, place))]:
                tried[number] = matches
        assert lexicon.index.find(tokens) == tried
        some += len(tried)
    assert some > 100
