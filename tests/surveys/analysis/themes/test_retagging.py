"""What a changed lexicon does to the tags of the same texts."""

from __future__ import annotations

import json

import pytest

from surveys.analysis.themes.retagging import SAMPLES, Retagging, ThemeChange, retagging

BEFORE = [["policing"], ["policing", "bullying"], []]
AFTER = [["policing"], ["bullying"], ["weapons_knives"]]


def test_gained_and_lost_tags_are_counted_and_their_texts_known():
    found = retagging([11, 12, 13], BEFORE, AFTER)
    assert (found.texts, found.changed) == (3, 2)
    assert found.themes["policing"] == ThemeChange(before=2, after=1, lost=1, sample_lost=(12,))
    assert found.themes["weapons_knives"] == ThemeChange(after=1, gained=1, sample_gained=(13,))
    assert found.themes["bullying"].changed == 0


def test_batches_add_up_to_what_one_reading_finds():
    whole = retagging([11, 12, 13], BEFORE, AFTER)
    parts = retagging([11], BEFORE[:1], AFTER[:1]) + retagging([12, 13], BEFORE[1:], AFTER[1:])
    assert parts == whole


def test_only_a_few_sample_texts_are_kept():
    many = list(range(3 * SAMPLES))
    found = retagging(many, [[]] * len(many), [["policing"]] * len(many))
    assert found.themes["policing"].gained == len(many)
    assert len(found.themes["policing"].sample_gained) == SAMPLES


def test_it_can_be_stored_and_read_again_with_keys_beyond_the_numbers_of_javascript():
    found = retagging([2**61 + 1, 12, 13], BEFORE, AFTER)
    assert Retagging.from_json(json.loads(json.dumps(found.as_json()))) == found
    assert Retagging.from_json({}) == Retagging()


def test_readings_of_different_texts_are_refused():
    with pytest.raises(ValueError, match="2 texts cannot have"):
        retagging([1, 2], [[]], [[], []])
