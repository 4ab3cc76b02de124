"""A random sample that measures and a queue that teaches."""

from __future__ import annotations

import numpy as np
import pytest

from surveys.analysis.errors import AnalysisError
from surveys.analysis.themes.coding_queue import permanent_number, share_to_draw, teaching_queue


def test_a_text_keeps_its_number_which_neither_another_seed_nor_another_text_shares():
    assert permanent_number(3, 7) == permanent_number(3, 7)
    assert len({permanent_number(seed, key) for seed in range(20) for key in range(20)}) == 400


def test_numbers_spread_evenly_and_two_seeds_know_nothing_of_each_other():
    one, other = (np.array([permanent_number(seed, key) for key in range(20_000)]) for seed in (3, 4))
    assert one.min() >= 0.0 and one.max() < 1.0
    assert abs(np.histogram(one, bins=10, range=(0, 1))[0] / 2_000 - 1).max() < 0.08
    assert abs(np.corrcoef(one, other)[0, 1]) < 0.03
    assert abs(np.corrcoef(one, np.arange(20_000))[0, 1]) < 0.03


def test_a_larger_share_keeps_every_text_of_a_smaller_one():
    numbers = [permanent_number(5, key) for key in range(2_000)]
    small = {key for key, number in enumerate(numbers) if number < 0.1}
    large = {key for key, number in enumerate(numbers) if number < 0.25}
    assert small < large and 150 < len(small) < 250 < 430 < len(large) < 570


@pytest.mark.parametrize(("texts", "share"), [(0, 1.0), (120, 1.0), (500, 0.4), (1_501, 0.14), (9_000, 0.1)])
def test_a_share_is_a_tenth_or_as_much_as_gives_two_hundred(texts, share):
    assert share_to_draw(texts, least=0.1, fewest=200) == share


def test_a_share_of_nothing_or_more_than_everything_is_refused():
    for share in (0.0, 1.2):
        with pytest.raises(AnalysisError, match="share"):
            share_to_draw(10, least=share)


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
