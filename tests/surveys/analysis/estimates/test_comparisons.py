"""Tests between groups and letters for means, beyond what R's figures already hold (test_reference)."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from surveys.analysis.errors import AnalysisError
from surveys.analysis.targets import Targets
from surveys.analysis.weighting import rake

ABOUT = {"kind": "totals", "source": "made up", "date": "2021", "base_population": "everybody"}


@pytest.fixture(scope="module")
def design():
    rng = np.random.default_rng(12)
    frame = pd.DataFrame({"area": rng.choice(list("nesw"), 600), "sex": rng.choice(["f", "m"], 600)})
    frame["score"] = rng.normal(5, 2, 600) + 1.2 * (frame["area"] == "n")
    frame.loc[:9, "area"] = "tiny"
    targets = Targets.from_margins({"sex": {"f": 500, "m": 500}}, **ABOUT)
    return rake(frame, targets).to_design()


def test_an_unweighted_t_test_is_nearly_welchs(design):
    frame = design.data.assign(all="x")
    flat = rake(frame, Targets.from_margins({"all": {"x": 600}}, **ABOUT)).to_design()
    ours = flat.t_test("score", "area", groups=["n", "s"])
    north, south = (frame.loc[frame["area"] == area, "score"] for area in "ns")
    welch = stats.ttest_ind(north, south, equal_var=False)
    assert ours.difference == pytest.approx(north.mean() - south.mean())
    assert ours.statistic == pytest.approx(welch.statistic, rel=0.01)
    assert ours.lower < ours.difference < ours.upper
    assert ours.p_value == pytest.approx(welch.pvalue, rel=0.1)


def test_the_order_of_the_groups_turns_the_sign(design):
    one = design.t_test("score", "area", groups=["n", "s"])
    two = design.t_test("score", "area", groups=["s", "n"])
    assert (one.difference, one.lower, one.p_value) == pytest.approx(
        (-two.difference, -two.upper, two.p_value)
    )


def test_letters_stand_beside_the_higher_mean_and_small_columns_are_not_tested(design):
    found = design.column_means("score", "area")
    letters = found.column_letters.to_dict()
    assert letters["tiny"] == ""
    assert set(found.letters["n"].split()) == {letters[area] for area in "esw"}
    assert all(found.letters[area] == "" for area in ("e", "s", "w", "tiny"))
    assert len(found.comparisons) == 6
    assert (found.comparisons["p_adjusted"] >= found.comparisons["p"]).all()
    one = found.comparisons.set_index(["group", "other"]).loc[("e", "n")]
    alone = design.t_test("score", "area", groups=["e", "n"])
    assert (one["difference"], one["p"]) == pytest.approx((alone.difference, alone.p_value))
    assert (
        found.table.loc["n"].to_dict().items()
        >= design.mean("score", "area").loc["n", ["se", "n"]].to_dict().items()
    )


@pytest.mark.parametrize(
    ("ask", "reason"),
    [
        ({"by": "area"}, "two_groups"),
        ({"by": "area", "groups": ["n", "n"]}, "two_groups"),
        ({"by": "area", "groups": ["n", "moon"]}, "unknown_group"),
        ({"by": "sex", "value": 4.0}, "value"),
        ({"level": 1.2}, "level"),
    ],
)
def test_a_test_that_makes_no_sense_is_refused(design, ask, reason):
    with pytest.raises(AnalysisError) as refused:
        design.t_test("score", **ask)
    assert refused.value.reason == reason


def test_a_group_of_one_cannot_be_tested():
    frame = pd.DataFrame({"sex": ["f"] * 5 + ["m"], "score": [1.0, 2, 3, 4, 5, 6]})
    flat = rake(frame.assign(all="x"), Targets.from_margins({"all": {"x": 6}}, **ABOUT)).to_design()
    with pytest.raises(AnalysisError, match="Only 1 people"):
        flat.t_test("score", "sex")
