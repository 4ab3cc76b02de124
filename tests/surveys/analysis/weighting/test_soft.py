"""Soft targets: missed by as much as they are told, cheaper in spread, and the rest met exactly."""

import numpy as np
import pandas as pd
import pytest

from surveys.analysis.errors import AnalysisError, EmptyCategory, InfeasibleTargets
from surveys.analysis.targets import Targets
from surveys.analysis.weighting import calibrate, rake

ABOUT = {"kind": "totals", "source": "made up", "date": "2021", "base_population": "everybody"}
AREA = {"north": 300.0, "south": 700.0}
FAITH = {"none": 380.0, "one": 420.0, "other": 200.0}


@pytest.fixture
def sample():
    rng = np.random.default_rng(4)
    return pd.DataFrame(
        {
            "area": rng.choice(["north", "south"], 200, p=[0.6, 0.4]),
            "faith": rng.choice(["none", "one", "other"], 200, p=[0.7, 0.27, 0.03]),
            "visits": rng.integers(1, 9, 200).astype(float),
            "y": rng.normal(5, 2, 200),
        }
    )


@pytest.fixture
def targets():
    return Targets.from_margins({"area": AREA, "faith": FAITH}, **ABOUT)


def matrix(sample):
    return np.column_stack(
        [(sample["area"] == k) * 1.0 for k in AREA] + [(sample["faith"] == k) * 1.0 for k in FAITH]
    )


def test_the_linear_method_equals_the_closed_form_of_ridge_calibration(sample, targets):
    """w = d (1 + x'l), l = (X'DX + R)^- (t - X'd): Bardsley and Chambers (1984)."""
    x, t = matrix(sample), np.array([*AREA.values(), *FAITH.values()])
    d = np.full(len(sample), 1000 / len(sample))
    ridge = np.array([0, 0, *(0.3 * np.array(list(FAITH.values())))])
    multipliers = np.linalg.pinv(x.T @ (d[:, None] * x) + np.diag(ridge)) @ (t - x.T @ d)
    weights = calibrate(sample, targets, method="linear", soft={"faith": 0.3})
    assert weights.values == pytest.approx(d * (1 + x @ multipliers), rel=1e-8)


def test_each_soft_target_is_missed_by_its_softness_times_its_multiplier(sample, targets):
    weights = calibrate(sample, targets, method="raking", soft={"faith": 0.2}, tol=1e-10)
    margins = weights.margins.set_index("category")
    assert margins.loc[list(AREA), "after"].tolist() == pytest.approx(list(AREA.values()), rel=1e-9)
    miss = (margins["target"] - margins["after"])[list(FAITH)] / margins.loc[list(FAITH), "target"]
    # The log ratio of two people of one area who differ in faith alone is the difference of their multipliers.
    w = weights.series
    south = sample["area"] == "south"
    ratio = {k: w[south & (sample["faith"] == k)].iloc[0] for k in FAITH}
    for a, b in (("none", "one"), ("one", "other")):
        assert 0.2 * np.log(ratio[a] / ratio[b]) == pytest.approx(miss[a] - miss[b], abs=1e-9)
    assert weights.provenance["soft"] == {"faith": 0.2}


def test_softness_trades_the_gap_for_effective_sample_size(sample, targets):
    made = [calibrate(sample, targets, method="raking", soft={"faith": s}) for s in (1e-4, 0.1, 1.0, 1e4)]
    ess = [weights.ess for weights in made]
    gaps = [(w.margins["after"] - w.margins["target"]).abs().max() for w in made]
    assert ess == sorted(ess) and gaps == sorted(gaps)
    hard = rake(sample, targets)
    ignored = rake(sample, Targets.from_margins({"area": AREA}, **ABOUT))
    assert made[0].ess == pytest.approx(hard.ess, rel=1e-2)
    assert made[-1].values == pytest.approx(ignored.values, rel=1e-3)
    caution = next(w for w in made[2].warnings if w.code == "gap_of_soft_targets")
    assert caution.category == "other" and "below" in str(caution)


def test_a_soft_category_that_nobody_answered_from_does_not_stand_in_the_way(sample, targets):
    sample = sample[sample["faith"] != "other"]
    with pytest.raises(EmptyCategory):
        calibrate(sample, targets, method="raking")
    weights = calibrate(sample, targets, method="raking", soft={"faith": 0.5})
    margins = weights.margins.set_index("category")
    assert margins.loc["other", "after"] == 0
    assert margins.loc["north", "after"] == pytest.approx(300, rel=1e-8)


def test_the_standard_error_lies_between_those_without_and_with_the_target(sample, targets):
    sample["y"] += 3.0 * (sample["faith"] == "other") + 1.5 * (sample["faith"] == "one")
    se = {
        s: calibrate(sample, targets, method="linear", soft={"faith": s}).to_design().mean("y")["se"].iloc[0]
        for s in (1e-4, 0.3, 1e4)
    }
    exact = calibrate(sample, targets, method="linear").to_design().mean("y")["se"].iloc[0]
    without = Targets.from_margins({"area": AREA}, **ABOUT)
    none = calibrate(sample, without, method="linear").to_design().mean("y")["se"].iloc[0]
    assert se[1e-4] == pytest.approx(exact, rel=1e-2)
    assert se[1e4] == pytest.approx(none, rel=1e-3)


def test_the_linearised_error_agrees_with_the_bootstrap_of_soft_weights(sample, targets):
    design = calibrate(sample, targets, method="raking", soft={"faith": 0.3}).to_design()
    linearised = design.mean("y")["se"].iloc[0]
    drawn = design.replicates("bootstrap", 300, seed=2).mean("y")["se"].iloc[0]
    assert linearised == pytest.approx(drawn, rel=0.12)


def test_a_continuous_total_can_be_soft(sample, targets):
    wanted = 5_500.0
    hard = calibrate(sample, targets, method="linear", continuous={"visits": wanted}, bounds=(0, None))
    soft = calibrate(
        sample,
        targets,
        method="linear",
        continuous={"visits": wanted},
        soft={"visits": 0.5},
        bounds=(0, None),
    )
    free = calibrate(sample, targets, method="linear", bounds=(0, None))
    totals = [float(w.values @ sample["visits"]) for w in (free, soft, hard)]
    assert totals[0] < totals[1] < totals[2] == pytest.approx(wanted)


@pytest.mark.parametrize(
    ("soft", "reason"),
    [
        ({"age": 0.1}, "unknown_variable"),
        ({"faith": 0.0}, "softness"),
        ({"faith": -1.0}, "softness"),
        ({"faith": float("nan")}, "softness"),
        ({"faith": 0.1, "area": 0.1}, "all_soft"),
    ],
)
def test_softness_that_makes_no_sense_is_refused(sample, targets, soft, reason):
    with pytest.raises(AnalysisError) as refused:
        calibrate(sample, targets, soft=soft)
    assert refused.value.reason == reason


def test_a_conflict_among_the_exact_targets_is_still_named():
    sample = pd.DataFrame(
        {"sex": ["f"] * 4 + ["m"] * 6, "age": ["young"] * 4 + ["old"] * 6, "area": list("abababbaba")}
    )
    targets = Targets.from_margins(
        {"sex": {"f": 500, "m": 500}, "age": {"young": 300, "old": 700}, "area": {"a": 600, "b": 400}},
        **ABOUT,
    )
    with pytest.raises(InfeasibleTargets) as refused:
        calibrate(sample, targets, method="raking", soft={"area": 0.1})
    assert refused.value.variable in ("sex", "age")
    assert calibrate(sample, targets, method="raking", soft={"age": 0.1}).converged
