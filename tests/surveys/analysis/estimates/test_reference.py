"""Weights, estimates and standard errors against R's survey package (tests/reference/survey_api)."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from surveys.analysis.targets import Targets
from surveys.analysis.weighting import calibrate

REFERENCE = Path(__file__).parents[3] / "reference" / "survey_api"
SETTINGS = {
    "raking": {"method": "raking"},
    "linear": {"method": "linear"},
    "logit": {"method": "logit", "bounds": (0.5, 3)},
    "linear_bounded": {"method": "linear", "bounds": (0.75, 2.4)},
    "crossed_raking": {"method": "raking"},
    "continuous_linear": {"method": "linear"},
    "continuous_raking": {"method": "raking"},
}
BOTH = [(s, c) for s in ("apisrs", "apistrat") for c in SETTINGS]


def read(name):
    return pd.read_csv(REFERENCE / f"{name}.csv", comment="#")


def of(frame, sample, calibration):
    return frame[(frame["sample"] == sample) & (frame["calibration"] == calibration)]


@pytest.fixture(scope="module")
def weighted():
    made = {}
    margins = read("margins")
    crossed = read("crossed").set_index(["stype", "sch.wide"])["target"]
    single = {v: part.set_index("category")["target"] for v, part in margins.groupby("variable")}
    about = {"kind": "totals", "source": "R survey, data(api)", "date": "2000", "base_population": "schools"}
    for sample, calibration in BOTH:
        if calibration == "crossed_raking":
            targets = Targets.from_margins({("stype", "sch.wide"): crossed}, **about)
        elif calibration.startswith("continuous"):
            targets = Targets.from_margins({"stype": single["stype"]}, **about)
        else:
            targets = Targets.from_margins(single, **about)
        frame = read(sample)
        settings = dict(SETTINGS[calibration])
        if calibration.startswith("continuous"):
            settings["continuous"] = {"meals": float(read("continuous")["target"].iloc[0])}
        made[sample, calibration] = calibrate(frame, targets, base_weights=frame["pw"], tol=1e-12, **settings)
    return made


@pytest.mark.parametrize(("sample", "calibration"), BOTH)
def test_weights_equal_those_of_r_survey(weighted, sample, calibration):
    expected = of(read("weights"), sample, calibration)["weight"].to_numpy()
    assert len(expected) == 200
    assert weighted[sample, calibration].values == pytest.approx(expected, rel=1e-8)


@pytest.mark.parametrize(("sample", "calibration"), BOTH)
def test_estimates_errors_and_intervals_equal_those_of_r_survey(weighted, sample, calibration):
    design = weighted[sample, calibration].to_design()
    awards = (design.data["awards"] == "Yes").rename("awards")
    expected = of(read("estimates"), sample, calibration)
    expected = expected[~expected["kind"].str.startswith("jackknife")]
    assert len(expected) == 38
    checked = 0
    for row in expected.itertuples():
        by, _, group = row.group.partition("=")
        by, group = (by, group) if group else (None, "All")
        if row.kind == "mean":
            found = design.mean("api00", by=by).loc[group]
        elif row.kind == "total":
            found = design.total("enroll", by=by).loc[group]
        elif row.kind == "difference":
            shares = design.crosstab("awards", "both").comparisons
            found = shares[shares["option"] == "Yes"].iloc[0]
            assert -found["difference"] == pytest.approx(row.estimate, rel=1e-8)
            assert found["se"] == pytest.approx(row.se, rel=1e-8)
            checked += 1
            continue
        elif row.kind == "ratio":
            found = design.ratio("meals", "enroll", by=by).loc[group]
        elif row.kind.startswith("quantile"):
            found = design.quantile("api00", float(row.kind.partition("_")[2]), by=by).loc[group]
        else:
            ci = "korn-graubard" if row.kind == "proportion_beta" else "logit"
            found = design.proportion(awards, by=by, ci=ci).loc[group]
        # R's logit intervals come from an iterated regression that stops at about eight digits.
        rel = 1e-7 if row.kind == "proportion_logit" else 1e-8
        assert found["estimate"] == pytest.approx(row.estimate, rel=rel, abs=1e-11), row
        assert found["se"] == pytest.approx(row.se, rel=rel, abs=1e-9), row
        if np.isfinite(row.lower) and found.get("interval", "logit") != "korn-graubard":
            assert found["lower"] == pytest.approx(row.lower, rel=1e-7), row
            assert found["upper"] == pytest.approx(row.upper, rel=1e-7), row
            checked += 1
    assert checked >= 3


@pytest.mark.parametrize("calibration", ["raking", "linear", "continuous_linear"])
@pytest.mark.parametrize("sample", ["apisrs", "apistrat"])
def test_the_jackknife_equals_that_of_r_survey(weighted, sample, calibration):
    """Each of the 200 replicates calibrated again, on both sides."""
    replicates = weighted[sample, calibration].to_design().replicates("jackknife")
    expected = of(read("estimates"), sample, calibration)
    expected = expected[expected["kind"].str.startswith("jackknife")]
    assert (len(expected), replicates.n) == (4, 200)
    for row in expected.itertuples():
        by, _, group = row.group.partition("=")
        estimate = replicates.mean if row.kind == "jackknife_mean" else replicates.total
        found = estimate(row.y, by=by if group else None).loc[group or "All"]
        assert found["estimate"] == pytest.approx(row.estimate, rel=1e-8), row
        assert found["se"] == pytest.approx(row.se, rel=1e-6), row


@pytest.mark.parametrize(("sample", "calibration"), BOTH)
def test_independence_test_equals_rao_scott_of_r_survey(weighted, sample, calibration):
    design = weighted[sample, calibration].to_design()
    expected = of(read("rao_scott"), sample, calibration)
    assert len(expected) == 2
    for row in expected.itertuples():
        found = design.crosstab(row.rows, row.cols).independence
        assert (found.statistic, found.df1, found.df2) == pytest.approx(
            (row.statistic, row.df1, row.df2), rel=1e-7
        )
        assert found.p_value == pytest.approx(row.p, rel=1e-5)


@pytest.mark.parametrize(("sample", "calibration"), BOTH)
def test_t_tests_equal_those_of_r_survey(weighted, sample, calibration):
    design = weighted[sample, calibration].to_design()
    awards = (design.data["awards"] == "Yes").astype(float).rename("awards")
    expected = of(read("t_tests"), sample, calibration).set_index("kind")
    assert len(expected) == 3
    found = {
        "mean": design.t_test("api00", "both", groups=["Yes", "No"]),
        "share": design.t_test(awards, "both", groups=["Yes", "No"]),
        "one_sample": design.t_test("api00", value=650),
    }
    for kind, ours in found.items():
        row = expected.loc[kind]
        if abs(row["statistic"]) > 1e12:
            # In this sample the two columns are one: a difference without variance, where R divides by rounding.
            assert np.isnan(ours.statistic) and np.isnan(ours.p_value)
            continue
        assert ours.difference == pytest.approx(row["difference"], rel=1e-8)
        assert ours.statistic == pytest.approx(row["statistic"], rel=1e-7)
        if kind == "one_sample":
            # R 4.1.1 takes one degree of freedom more than Student off a single mean.
            assert ours.df == row["df"] + 1
            continue
        assert (ours.df, ours.p_value) == pytest.approx((row["df"], row["p"]), rel=1e-5)
