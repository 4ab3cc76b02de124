"""A random sample that measures and a queue that teaches."""

from __future__ import annotations

import numpy as np
import pytest

from surveys.analysis.errors import AnalysisError
from surveys.analysis.themes.coding_queue import measuring_sample, teaching_queue


def test_the_sample_is_a_tenth_with_its_probability_and_the_same_for_the_same_seed():
    texts = [f"t{number}" for number in range(205)]
    drawn = measuring_sample(texts, share=0.1, seed=3)
    assert len({item.text for item in drawn}) == 21
    assert {item.probability for item in drawn} == {21 / 205}
    assert drawn == measuring_sample(texts, share=0.1, seed=3)
    assert drawn != measuring_sample(texts, share=0.1, seed=4)


def test_every_text_is_drawn_as_often_as_its_probability_says():
    hits = np.zeros(40)
    for seed in range(400):
        for item in measuring_sample(range(40), share=0.25, seed=seed):
            hits[item.text] += 1
    assert abs(hits / 400 - 0.25).max() < 0.1


def test_strata_give_at_least_so_many_where_they_have_them():
    strata = ["big"] * 90 + ["small"] * 10 + ["tiny"] * 2
    drawn = measuring_sample(range(102), share=0.1, fewest=5, seed=1, strata=strata)
    count = {name: sum(strata[item.text] == name for item in drawn) for name in ("big", "small", "tiny")}
    assert count == {"big": 9, "small": 5, "tiny": 2}
    assert {item.probability for item in drawn if strata[item.text] == "small"} == {0.5}


def test_a_share_of_nothing_or_more_than_everything_is_refused():
    for share in (0.0, 1.2):
        with pytest.raises(AnalysisError, match="share"):
            measuring_sample([1, 2], share=share, seed=0)


def test_doubt_about_a_rare_theme_comes_first_and_the_sample_is_left_out():
    probabilities = [[0.5, 0.0], [0.0, 0.5], [0.99, 0.01], [0.5, 0.5]]
    queue = teaching_queue(
        ["common", "rare", "sure", "sampled"],
        probabilities,
        [0.5, 0.5],
        ["policing", "bullying"],
        [400, 3],
        size=3,
        leave_out=frozenset({"sampled"}),
    )
    assert [item.text for item in queue] == ["rare", "common", "sure"]
    assert queue[0].theme == "bullying"
