"""Quantiles and ratios where the answer is known by counting, and what is refused."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.analysis.errors import AnalysisError
from surveys.analysis.targets import Targets
from surveys.analysis.weighting import rake, rake_cells

ABOUT = {"kind": "totals", "source": "invented", "date": "2026", "base_population": "everybody"}


def design_of(frame: pd.DataFrame, target: dict[str, float] | None = None):
    target = target or {group: 10.0 * n for group, n in frame["group"].value_counts().items()}
    return rake(frame, Targets.from_margins({"group": target}, **ABOUT)).to_design()


@pytest.fixture
def people() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "group": ["a"] * 4 + ["b"] * 6,
            "hope": [0, 2, 5, 9, 1, 3, 3, 7, 8, np.nan],
            "days": [1, 2, 3, 4, 2, 2, 2, 2, 2, 1],
        }
    )


def test_with_equal_weights_the_median_is_the_middle_answer(people):
    found = design_of(people).quantile("hope")
    assert found.loc["All", "estimate"] == 3  # the fifth of nine
    assert found.loc["All", "n"] == 9
    assert design_of(people).quantile("hope", by="group").loc["a", "estimate"] == 2


def test_weights_move_the_median(people):
    """Where group a stands for nearly everybody, the quantiles are a's own."""
    heavy = design_of(people, {"a": 9_999.0, "b": 1.0})
    assert heavy.quantile("hope", 0.4).loc["All", "estimate"] == 2
    assert heavy.quantile("hope", 0.7).loc["All", "estimate"] == 5


def test_answers_that_come_counted_give_the_same(people):
    counted = people.groupby(["group", "hope", "days"], dropna=False).size().rename("n").reset_index()
    targets = Targets.from_margins({"group": {"a": 70.0, "b": 30.0}}, **ABOUT)
    one, other = rake(people, targets).to_design(), rake_cells(counted, targets).to_design()
    for by in (None, "group"):
        pd.testing.assert_frame_equal(one.quantile("hope", 0.6, by=by), other.quantile("hope", 0.6, by=by))
        pd.testing.assert_frame_equal(one.ratio("hope", "days", by=by), other.ratio("hope", "days", by=by))


def test_a_limit_beyond_every_answer_has_no_value(people):
    found = design_of(people).quantile("hope", 0.85).loc["All"]
    assert np.isnan(found["upper"]) and np.isnan(found["se"]) and found["lower"] < 9


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 10)), min_size=8, max_size=60).filter(
        lambda rows: {group for group, _ in rows} == {"a", "b"}
    ),
    st.floats(0.05, 0.95),
    st.integers(1, 9),
)
def test_at_least_the_asked_share_lies_at_or_below_and_no_smaller_answer_has_it(rows, p, tilt):
    frame = pd.DataFrame(rows, columns=["group", "hope"])
    weights = rake(
        frame, Targets.from_margins({"group": {"a": 10.0 * tilt, "b": 100.0 - 10 * tilt}}, **ABOUT)
    )
    found = weights.to_design().quantile("hope", p).loc["All", "estimate"]
    share = lambda limit: weights.values[frame["hope"] <= limit].sum() / weights.values.sum()  # noqa: E731
    assert share(found) >= p - 1e-9
    assert share(found - 1) < p + 1e-9


def test_the_ratio_of_a_number_to_itself_is_one_without_error(people):
    found = design_of(people).ratio("days", "days", by="group")
    assert found["estimate"].tolist() == [1, 1] and found["se"].tolist() == [0, 0]


def test_the_ratio_to_a_constant_is_the_mean(people):
    design = design_of(people.assign(one=1.0))
    ratio, mean = design.ratio("days", "one", by="group"), design.mean("days", by="group")
    for column in ("estimate", "se", "lower", "upper", "n", "weighted_base"):
        assert ratio[column].to_numpy() == pytest.approx(mean[column].to_numpy(), rel=1e-10), column


def test_people_without_either_number_are_in_neither_total(people):
    found = design_of(people).ratio("hope", "days").loc["All"]
    assert found["estimate"] == pytest.approx(38 / 20)
    assert found["n"] == 9


def test_refusals_say_what_is_wrong(people):
    design = design_of(people.assign(none=0.0, word="x"))
    with pytest.raises(AnalysisError, match="total of 'none' is 0 for 'All'"):
        design.ratio("days", "none")
    with pytest.raises(AnalysisError, match=r"share 1.0 must lie between"):
        design.quantile("hope", 1.0)
    with pytest.raises(AnalysisError, match="'word' is not a number"):
        design.quantile("word")
