"""The arithmetic of agreement."""

from __future__ import annotations

import pytest

from surveys.analysis.themes.evaluation import evaluate, evaluate_by_slice

TRUTH = [["a"], ["a", "b"], [], []]
GIVEN = [["a"], ["b"], ["a"], []]


def test_micro_f1_counts_tags_and_macro_f1_averages_themes():
    result = evaluate(TRUTH, GIVEN)
    assert result.micro_f1 == pytest.approx(2 * 2 / (2 * 2 + 1 + 1))
    assert result.themes["a"].f1 == pytest.approx(0.5)
    assert result.macro_f1 == pytest.approx((0.5 + 1.0) / 2)


def test_themeless_answers_with_a_tag_are_counted():
    result = evaluate(TRUTH, GIVEN)
    assert (result.themeless, result.themeless_tagged_share) == (2, 0.5)
    assert result.wrong_tags_per_text == pytest.approx(0.25)


def test_a_theme_nobody_coded_does_not_enter_the_macro_mean():
    assert evaluate([["a"]], [["a", "z"]]).macro_f1 == 1.0


def test_slices_are_evaluated_apart():
    parts = evaluate_by_slice(TRUTH, GIVEN, [["x"], ["x", "y"], [], []])
    assert parts["x"].texts == 2
    assert parts["y"].overall.people_only == 1


def test_lists_of_different_length_are_refused():
    with pytest.raises(ValueError, match="1 coded texts cannot be compared with 2"):
        evaluate([["a"]], [["a"], []])
