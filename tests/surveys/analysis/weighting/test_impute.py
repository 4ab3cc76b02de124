"""Multiple imputation of missing demographics: donors alike, Rubin's rules, honest about what is not known."""

import numpy as np
import pandas as pd
import pytest

from surveys.analysis.errors import AnalysisError, MissingDemographic
from surveys.analysis.estimates.rubin import freedom
from surveys.analysis.targets import Targets
from surveys.analysis.weighting import impute, rake

ABOUT = {"kind": "totals", "source": "made up", "date": "2021", "base_population": "everybody"}
TARGETS = Targets.from_margins(
    {"faith": {"a": 550.0, "b": 450.0}, "age": {"young": 400.0, "old": 600.0}}, **ABOUT
)


def survey(seed, n=400, lost=0.3):
    """Faith b goes with saying yes, and people who say yes leave faith empty more often."""
    rng = np.random.default_rng(seed)
    faith = rng.choice(["a", "b"], n, p=[0.6, 0.4]).astype(object)
    age = rng.choice(["young", "old"], n).astype(object)
    y = (rng.random(n) < np.where(faith == "b", 0.7, 0.3)).astype(float)
    known = faith.copy()
    known[rng.random(n) < np.where(y == 1, 2 * lost, 0.2 * lost)] = None
    return pd.DataFrame({"faith": known, "age": age, "y": y, "truth": faith})


def test_every_completed_sample_meets_every_target_with_everybody_in_it():
    found = impute(survey(1), TARGETS, m=5)
    assert found.m == 5
    for weights in found.weights:
        assert weights.max_margin_error <= 1e-8
        assert weights.dropped == 0
        assert (weights.values > 0).all()
        assert weights.provenance["missing"] == "impute"
    assert found.missing[0].empty == survey(1)["faith"].isna().sum()
    assert found.values.sum() == pytest.approx(1000)


def test_nothing_missing_gives_plain_raking():
    frame = survey(2, lost=0.0)
    found = impute(frame, TARGETS, m=3)
    plain = rake(frame, TARGETS)
    assert found.values == pytest.approx(plain.values)
    ours, theirs = found.mean("y").iloc[0], plain.to_design().mean("y").iloc[0]
    assert ours["se"] == pytest.approx(theirs["se"])
    assert ours["missing_information"] == 0


def test_rubins_rules_add_what_is_not_known():
    frame = survey(3)
    found = impute(frame, TARGETS, m=20, given=["y"])
    parts = [w.to_design().mean("y", by="faith") for w in found.weights]
    ours = found.mean("y", by="faith")
    for group in ("a", "b"):
        q = np.array([part.loc[group, "estimate"] for part in parts])
        u = np.array([part.loc[group, "se"] ** 2 for part in parts])
        assert ours.loc[group, "estimate"] == pytest.approx(q.mean())
        assert ours.loc[group, "se"] == pytest.approx(np.sqrt(u.mean() + 1.05 * q.var(ddof=1)))
        assert 0.02 < ours.loc[group, "missing_information"] < 0.8


def test_degrees_of_freedom_are_those_of_barnard_and_rubin():
    """Their formula written out for m = 10, a tenth of the variance missing and 99 complete degrees of freedom."""
    large = 9 / 0.1**2
    observed = 100 / 102 * 99 * 0.9
    assert freedom(np.array([0.1]), 10, np.array([99.0]))[0] == pytest.approx(
        large * observed / (large + observed)
    )
    assert freedom(np.array([0.0]), 10, np.array([99.0]))[0] == pytest.approx(100 / 102 * 99)


def test_donors_alike_in_the_answer_take_away_the_bias_of_leaving_people_out():
    imputed, complete, truth = [], [], []
    for seed in range(8):
        frame = survey(seed, n=600)
        imputed.append(impute(frame, TARGETS, m=5, given=["y"]).mean("y")["estimate"].iloc[0])
        complete.append(rake(frame, TARGETS, missing="complete").to_design().mean("y")["estimate"].iloc[0])
        whole = frame.assign(faith=frame["truth"])
        truth.append(rake(whole, TARGETS).to_design().mean("y")["estimate"].iloc[0])
    assert abs(np.mean(complete) - np.mean(truth)) > 0.05
    assert abs(np.mean(imputed) - np.mean(truth)) < 0.015


def test_shares_keep_their_limits_and_the_seed_its_draws():
    frame = survey(5)
    one, two = (impute(frame, TARGETS, m=4, seed=9).proportion("y", by="age") for _ in range(2))
    pd.testing.assert_frame_equal(one, two)
    assert (one["lower"] > 0).all() and (one["upper"] < 1).all()


def test_a_pattern_without_donors_asks_for_likeness_in_less():
    faiths, ages = ["a", "a", "b", "b"] * 10, ["young", "old"] * 20
    frame = pd.DataFrame({"faith": [*faiths, None], "age": [*ages, None], "q": [1] * 40 + [2]})
    found = impute(frame, TARGETS, m=3, given=["q"])
    assert {weights.sample["faith"].iloc[-1] for weights in found.weights} <= {"a", "b"}
    assert all(weights.dropped == 0 for weights in found.weights)


def test_what_cannot_be_imputed_is_refused_by_name():
    frame = survey(6)
    with pytest.raises(AnalysisError, match="at least 2"):
        impute(frame, TARGETS, m=1)
    with pytest.raises(MissingDemographic, match="'faith'") as refused:
        impute(frame.assign(faith=None), TARGETS)
    assert refused.value.variable == "faith"
    with pytest.raises(MissingDemographic, match="'income'"):
        impute(frame, TARGETS, given=["income"])
    with pytest.raises(MissingDemographic, match="'age'"):
        impute(frame.drop(columns="age"), TARGETS)
