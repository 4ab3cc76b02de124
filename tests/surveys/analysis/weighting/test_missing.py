"""People who left a weighting question empty: what each policy does with them."""

import numpy as np
import pandas as pd
import pytest

from surveys.analysis.errors import AnalysisError
from surveys.analysis.targets import Targets
from surveys.analysis.weighting import NOT_STATED, calibrate, rake


def targets_of(margins):
    return Targets.from_margins(
        margins, kind="totals", source="made up", date="2021", base_population="everybody"
    )


SEX = {"female": 520.0, "male": 480.0}
AGE = {"young": 300.0, "old": 700.0}
CROSSED = {
    ("female", "young"): 140.0,
    ("female", "old"): 380.0,
    ("male", "young"): 160.0,
    ("male", "old"): 320.0,
}


@pytest.fixture
def sample():
    rng = np.random.default_rng(11)
    frame = pd.DataFrame(
        {
            "sex": rng.choice(["female", "male"], 300, p=[0.6, 0.4]).astype(object),
            "age": rng.choice(["young", "old"], 300, p=[0.5, 0.5]).astype(object),
        }
    )
    frame.loc[:9, "sex"] = None
    frame.loc[10:14, "sex"] = ""
    frame.loc[15:19, "sex"] = "prefer_not"
    frame.loc[18:29, "age"] = np.nan
    return frame


def test_soft_spreads_a_person_over_the_population_shares(sample):
    targets = targets_of({"sex": SEX, "age": AGE})
    weights = rake(sample, targets)
    assert (weights.values > 0).all()
    assert weights.dropped == 0
    x = np.column_stack(
        [np.where(sample["sex"].isin(SEX), sample["sex"] == k, SEX[k] / 1000).astype(float) for k in SEX]
        + [np.where(sample["age"].isin(AGE), sample["age"] == k, AGE[k] / 1000).astype(float) for k in AGE]
    )
    assert weights.values @ x == pytest.approx([*SEX.values(), *AGE.values()], rel=1e-8)
    # Raking makes the weight a product, so membership in parts is a geometric mean.
    w = weights.series
    young = sample["age"] == "young"
    female, male, unknown = (
        w[young & (sample["sex"] == "female")].iloc[0],
        w[young & (sample["sex"] == "male")].iloc[0],
        w[young & ~sample["sex"].isin(SEX)].iloc[0],
    )
    assert unknown == pytest.approx(female**0.52 * male**0.48, rel=1e-9)


def test_soft_uses_the_other_answers_where_a_crossed_margin_says_how(sample):
    targets = targets_of({("sex", "age"): CROSSED})
    weights = rake(sample, targets)
    w = weights.series
    old = sample["age"] == "old"
    female, male, unknown = (
        w[old & (sample["sex"] == "female")].iloc[0],
        w[old & (sample["sex"] == "male")].iloc[0],
        w[old & ~sample["sex"].isin(SEX)].iloc[0],
    )
    assert unknown == pytest.approx(female ** (380 / 700) * male ** (320 / 700), rel=1e-9)
    assert weights.margins["after"].tolist() == pytest.approx(weights.margins["target"].tolist(), rel=1e-8)


def test_soft_takes_the_best_informed_margin_for_a_single_one(sample):
    both = targets_of({"sex": SEX, ("sex", "age"): CROSSED})
    crossed = targets_of({("sex", "age"): CROSSED})
    assert rake(sample, both).values == pytest.approx(rake(sample, crossed).values, rel=1e-8)


def test_own_share_keeps_the_missing_at_their_share_of_the_sample(sample):
    targets = targets_of({"sex": SEX, "age": AGE})
    weights = rake(sample, targets, missing="own_share")
    w = weights.series
    unknown = ~sample["sex"].isin(SEX)
    assert unknown.sum() == 20
    assert w[unknown].sum() == pytest.approx(20 / 300 * 1000, rel=1e-8)
    assert w[sample["sex"] == "female"].sum() == pytest.approx(520 * 280 / 300, rel=1e-8)
    stated = weights.margins[weights.margins["category"] == NOT_STATED]
    assert stated["n"].tolist() == [20, 12]


def test_own_share_of_crossed_and_single_margins_agree(sample):
    targets = targets_of({("sex", "age"): CROSSED, "sex": SEX, "age": AGE})
    weights = rake(sample, targets, missing="own_share")
    w = weights.series
    assert w[sample["sex"] == "female"].sum() == pytest.approx(520 * 280 / 300, rel=1e-8)
    assert w[sample["age"] == "old"].sum() == pytest.approx(700 * 288 / 300, rel=1e-8)
    assert weights.max_margin_error <= 1e-8


def test_complete_leaves_people_out_and_counts_them(sample):
    targets = targets_of({"sex": SEX, "age": AGE})
    weights = rake(sample, targets, missing="complete")
    missing = ~sample["sex"].isin(SEX) | ~sample["age"].isin(AGE)
    assert weights.dropped == missing.sum() == 30
    assert (weights.values[missing] == 0).all()
    assert weights.n == 270
    assert weights.normalised[~missing].mean() == pytest.approx(1)
    assert weights.values == pytest.approx(
        np.where(missing, 0, rake(sample[~missing], targets).series.reindex(sample.index).fillna(0)), rel=1e-8
    )
    assert "left_out" in {w.code for w in weights.warnings}


def test_complete_with_base_weights_counts_only_those_who_take_part(sample):
    targets = targets_of({"sex": SEX, "age": AGE})
    base = np.random.default_rng(0).uniform(0.5, 2, len(sample))
    weights = rake(sample, targets, missing="complete", base_weights=base)
    kept = weights.values[weights.values > 0]
    assert (weights.n, len(kept)) == (270, 270)
    assert weights.ess == pytest.approx(kept.sum() ** 2 / (kept**2).sum())


@pytest.mark.parametrize("policy", ["soft", "own_share", "complete"])
def test_every_policy_counts_who_is_missing_on_each_variable(sample, policy):
    weights = rake(sample, targets_of({"sex": SEX, "age": AGE}), missing=policy)
    assert [(r.variable, r.empty) for r in weights.missing] == [("sex", 20), ("age", 12)]
    assert weights.provenance["missing"] == policy


def test_nobody_left_is_an_error():
    frame = pd.DataFrame({"sex": ["female", None], "age": [None, "old"]})
    with pytest.raises(AnalysisError, match="nobody is left"):
        rake(frame, targets_of({"sex": SEX, "age": AGE}), missing="complete")


def test_a_group_is_not_rescued_by_people_who_might_belong_to_it(sample):
    sample = sample[sample["sex"] != "male"]
    with pytest.raises(AnalysisError, match="male"):
        rake(sample, targets_of({"sex": SEX, "age": AGE}))


def test_soft_works_beside_a_continuous_total(sample):
    sample["visits"] = np.random.default_rng(2).integers(0, 9, len(sample))
    weights = calibrate(
        sample, targets_of({"sex": SEX, "age": AGE}), method="raking", continuous={"visits": 4100.0}
    )
    assert (weights.values * sample["visits"]).sum() == pytest.approx(4100, rel=1e-8)
    assert weights.max_margin_error <= 1e-8
    with pytest.raises(AnalysisError, match="not numbers"):
        sample.loc[4, "visits"] = np.nan
        calibrate(sample, targets_of({"sex": SEX}), continuous={"visits": 4100.0})
