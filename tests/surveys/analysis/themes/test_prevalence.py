"""Shares corrected for the tagger's errors: against ppi-python 0.2.3, at the edges, and over many draws."""

from __future__ import annotations

import numpy as np
import pytest

from surveys.analysis.errors import AnalysisError
from surveys.analysis.themes.prevalence import corrected_share, shares_by_group


def _texts(n: int = 120, others: int = 800):
    """Codes, tags, tags of the texts nobody coded, and weights of both: made by counting, so that they never change."""
    i, j = np.arange(n), np.arange(others)
    codes = ((i * 7 + 3) % 11 < 3).astype(float)
    tags = np.where(i % 9 == 4, 1 - codes, codes)
    truth = ((j * 5 + 1) % 11 < 3).astype(float)
    elsewhere = np.where(j % 7 == 2, 1 - truth, truth)
    return codes, tags, elsewhere, 1 + (i * 3 % 5) / 4, 1 + (j * 2 % 7) / 5


def test_without_weights_share_and_error_equal_those_of_ppi_python():
    codes, tags, elsewhere, *_ = _texts()
    found = corrected_share(codes, tags, elsewhere, cross_fit=False)
    assert found.share == pytest.approx(0.2760292585047487, abs=1e-8)
    assert found.se == pytest.approx(0.029055955899328578, abs=1e-8)
    fixed = corrected_share(codes, tags, elsewhere, weight_of_tags=1.0)
    assert fixed.share == pytest.approx(0.27666666666666667, abs=1e-8)
    assert fixed.se == pytest.approx(0.03395423458563448, abs=1e-8)


def test_with_weights_the_tuned_share_equals_that_of_ppi_python():
    codes, tags, elsewhere, w, v = _texts()
    found = corrected_share(codes, tags, elsewhere, weights=w, weights_elsewhere=v, cross_fit=False)
    assert found.share == pytest.approx(0.2869252349468584, abs=1e-8)


def test_no_weight_on_tags_is_the_human_sample_exactly():
    codes, tags, elsewhere, w, v = _texts()
    found = corrected_share(codes, tags, elsewhere, weights=w, weights_elsewhere=v, weight_of_tags=0.0)
    assert found.share == found.human == (w * codes).sum() / w.sum()
    assert (found.lower, found.upper) == (found.human_lower, found.human_upper)


def test_a_perfect_tagger_gives_the_count_of_all_texts():
    codes, _, elsewhere, w, v = _texts()
    found = corrected_share(codes, codes, elsewhere, weights=w, weights_elsewhere=v)
    everybody = ((w * codes).sum() + (v * elsewhere).sum()) / (w.sum() + v.sum())
    assert found.share == pytest.approx(everybody, abs=1e-12)
    assert (found.precision, found.recall) == (1.0, 1.0)


def test_margins_that_explain_the_codes_narrow_the_interval():
    codes, tags, elsewhere, w, v = _texts()
    plain = corrected_share(codes, tags, elsewhere, weights=w, weights_elsewhere=v)
    side = (codes + (np.arange(len(codes)) % 5 == 0)).reshape(-1, 1)
    calibrated = corrected_share(codes, tags, elsewhere, weights=w, weights_elsewhere=v, margins=side)
    assert calibrated.share == plain.share
    assert calibrated.se < plain.se


def test_fewer_than_five_coded_texts_with_the_theme_give_no_share():
    codes = np.zeros(100)
    codes[:4] = 1
    found = corrected_share(codes, codes, np.zeros(500))
    assert (found.share, found.lower, found.upper, found.suppressed) == (None, None, None, True)
    codes[4] = 1
    assert corrected_share(codes, codes, np.zeros(500)).share is not None


def test_a_rare_theme_has_limits_inside_nought_and_one_that_lean_upwards():
    codes, tags = np.zeros(150), np.zeros(150)
    codes[::25], tags[::25], tags[3::50] = 1, 1, 1
    elsewhere = np.zeros(900)
    elsewhere[::18] = 1
    found = corrected_share(codes, tags, elsewhere)
    assert 0 < found.lower < found.share < found.upper < 1
    assert found.upper - found.share > found.share - found.lower


def test_a_group_speaks_for_itself_only_with_thirty_coded_texts():
    codes, tags, elsewhere, *_ = _texts()
    groups = ["north"] * 91 + ["south"] * 29
    there = ["north", "south"] * 400
    north, south = shares_by_group(codes, tags, groups, elsewhere, there)
    assert (north.group, north.own, north.coded) == ("north", True, 91)
    assert (south.group, south.own, south.coded) == ("south", False, 29)
    assert south.share == corrected_share(codes, tags, elsewhere)


@pytest.mark.parametrize(
    ("codes", "tags", "weights", "says"),
    [
        ([], [], None, "No text is coded"),
        ([1, 0], [1], None, "as many as the texts"),
        ([1, 0], [1, 0], [1, 0], "above 0"),
        ([0.5, 0], [1, 0], None, "1 where the theme is"),
    ],
)
def test_bad_input_is_refused_in_a_sentence(codes, tags, weights, says):
    with pytest.raises(AnalysisError, match=says):
        corrected_share(codes, tags, [1, 0, 1], weights=weights)


@pytest.mark.long
def test_over_a_thousand_draws_intervals_hold_the_truth_and_are_narrower_than_the_sample_alone():
    random = np.random.default_rng(7)
    size, coded, draws = 1_500, 200, 1_000
    weights = random.gamma(4.0, 0.25, size)
    covered, bias, narrow, naive = [], [], [], []
    for share, recall, false in ((0.08, 0.85, 0.01), (0.2, 0.8, 0.03), (0.45, 0.9, 0.1)):
        hits, errors, widths, misses = 0, [], [], 0
        for _ in range(draws // 3):
            truth = (random.random(size) < share).astype(float)
            tags = np.where(truth == 1, random.random(size) < recall, random.random(size) < false).astype(
                float
            )
            order = random.permutation(size)
            here, there = order[:coded], order[coded:]
            found = corrected_share(
                truth[here],
                tags[here],
                tags[there],
                weights=weights[here],
                weights_elsewhere=weights[there],
            )
            if found.suppressed:
                continue
            hits += found.lower <= share <= found.upper
            errors.append(found.share - share)
            widths.append((found.upper - found.lower) / (found.human_upper - found.human_lower))
            half = 1.96 * np.sqrt(found.tagged * (1 - found.tagged) / size)
            misses += abs(found.tagged - share) > half
        covered.append(hits / len(errors))
        bias.append(abs(np.mean(errors)))
        narrow.append(np.mean(widths))
        naive.append(1 - misses / len(errors))
    assert 0.93 <= np.mean(covered) <= 0.97
    assert max(bias) <= 0.003
    assert max(narrow) <= 0.85
    assert np.mean(naive) < 0.8, "counting tags would have been good enough"
