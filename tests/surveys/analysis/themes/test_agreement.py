"""Agreement between coders, theme by theme, against krippendorff 0.9."""

from __future__ import annotations

import pytest

from surveys.analysis.errors import AnalysisError
from surveys.analysis.themes.agreement import agreement

FIRST = ["ab", "a", "", "b", "ab", "", "a", "b", "", "a", "", "ab"]
SECOND = ["a", "a", "", "b", "b", "", "ab", "b", "a", "a", "", "a"]
THIRD = ["a", "", "", "b", None, None, "a", "", "", "a", "", None]


def _codings(*coders: list[str | None]):
    return [
        (text, coder, set(given))
        for coder, column in enumerate(coders)
        for text, given in enumerate(column)
        if given is not None
    ]


def test_alpha_equals_the_reference_with_three_coders_and_gaps():
    found = agreement(_codings(FIRST, SECOND, THIRD), ["a", "b"])
    assert found.themes["a"].alpha == pytest.approx(0.6444444444444444, abs=1e-12)
    assert found.themes["b"].alpha == pytest.approx(0.4434782608695652, abs=1e-12)
    assert found.mean == pytest.approx((0.6444444444444444 + 0.4434782608695652) / 2, abs=1e-12)
    assert found.lower < found.mean < found.upper
    assert (found.texts, found.coders) == (12, 3)


def test_coders_who_find_nothing_in_the_same_texts_agree():
    both = ["a", "", "", "", "a", ""]
    assert agreement(_codings(both, both), ["a"]).themes["a"].alpha == 1.0


def test_a_theme_nobody_saw_has_no_alpha_and_does_not_enter_the_mean():
    both = ["a", "", "", "", "a", ""]
    found = agreement(_codings(both, both), ["a", "z"])
    assert found.themes["z"].alpha is None
    assert found.mean == 1.0


def test_the_share_agreed_counts_the_texts_on_which_all_said_the_same():
    found = agreement(_codings(["a", "", "ab", "b"], ["a", "a", "b", "b"], [None, "a", "b", ""]), ["a", "b"])
    assert (found.themes["a"].agreed, found.themes["b"].agreed) == (0.5, 0.75)


def test_coders_who_never_agree_fall_below_chance():
    assert agreement(_codings(["a", "", "a", ""], ["", "a", "", "a"]), ["a"]).themes["a"].alpha < 0


def test_texts_read_by_one_coder_add_nothing_and_alone_they_are_refused():
    found = agreement([*_codings(FIRST, SECOND, THIRD), ("extra", 0, {"b"})], ["a", "b"])
    assert found.texts == 12
    with pytest.raises(AnalysisError, match="coded by two people"):
        agreement(_codings(FIRST), ["a"])


def test_a_coder_who_coded_a_text_twice_is_refused():
    with pytest.raises(AnalysisError, match="twice"):
        agreement([(1, "x", set()), (1, "x", {"a"})], ["a"])
