"""What a changed lexicon does to the tags of the same texts."""

from __future__ import annotations

import pytest

from surveys.analysis.themes.retagging import retagging
from surveys.analysis.themes.tagged import Tagged


def _tagged(*labels: str) -> Tagged:
    return Tagged(labels, {}, (), False, "en")


def test_gained_and_lost_tags_are_named_text_by_text():
    before = [_tagged("policing"), _tagged("policing", "bullying"), _tagged()]
    after = [_tagged("policing"), _tagged("bullying"), _tagged("weapons_knives")]
    found = retagging(["a", "b", "c"], before, after)
    assert (found.texts, found.changed) == (3, 2)
    assert {change.theme: (change.gained, change.lost) for change in found.themes} == {
        "policing": ((), ("b",)),
        "weapons_knives": (("c",), ()),
    }
    assert next(change for change in found.themes if change.theme == "policing").before == 2


def test_readings_of_different_texts_are_refused():
    with pytest.raises(ValueError, match="2 texts cannot have"):
        retagging(["a", "b"], [_tagged()], [_tagged()])
