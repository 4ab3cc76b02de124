"""Samples drawn again and weighted again: where the answer is known exactly, and beside the linearised errors."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from surveys.analysis.errors import AnalysisError, EmptyCategory
from surveys.analysis.targets import Targets
from surveys.analysis.weighting import rake, rake_cells, trim

ABOUT = {"kind": "shares", "source": "invented", "date": "2026", "base_population": "everybody"}
TARGETS = Targets.from_margins(
    {"age": {"young": 0.3, "old": 0.7}, "sex": {"man": 0.5, "woman": 0.5}}, **ABOUT
)
ONE = Targets.from_margins({"all": {"here": 1.0}}, **ABOUT)


def people(n: int = 300, seed: int = 2) -> pd.DataFrame:
    chance = np.random.default_rng(seed)
    age = np.where(chance.random(n) < 0.15, "young", "old")
    return pd.DataFrame(
        {
            "all": "here",
            "age": age,
            "sex": np.where(chance.random(n) < 0.4, "man", "woman"),
            "hope": np.round(chance.normal(5, 2, n)).clip(0, 10),
            "safe": np.where(chance.random(n) < np.where(age == "young", 0.3, 0.6), "yes", "no"),
        }
    )


@pytest.fixture(scope="module")
def design():
    return rake(people(), TARGETS).to_design()


@pytest.fixture(scope="module")
def bootstrap(design):
    return design.replicates("bootstrap", n=400)


def test_the_jackknife_of_a_plain_mean_is_its_textbook_error():
    frame = people()
    found = rake(frame, ONE).to_design().replicates("jackknife").mean("hope").loc["All"]
    assert found["se"] == pytest.approx(frame["hope"].std(ddof=1) / np.sqrt(300), rel=1e-10)


def test_every_replicate_meets_every_target(bootstrap):
    frame = people()
    for weight in list(bootstrap.weights())[:20]:
        assert weight.sum() == pytest.approx(1, rel=1e-7)
        assert weight[frame["age"] == "young"].sum() == pytest.approx(0.3, rel=1e-7)
        assert weight[frame["sex"] == "man"].sum() == pytest.approx(0.5, rel=1e-7)


@pytest.mark.parametrize("kind", ["bootstrap", "jackknife"])
def test_errors_are_those_of_linearisation_within_what_chance_allows(design, kind):
    replicates = design.replicates(kind, n=400)
    for by in (None, "sex"):
        ours, theirs = replicates.mean("hope", by=by), design.mean("hope", by=by)
        assert ours["estimate"].tolist() == theirs["estimate"].tolist()
        assert ours["se"].to_numpy() == pytest.approx(theirs["se"].to_numpy(), rel=0.12)
    ours, theirs = replicates.proportion("safe"), design.proportion("safe")
    assert ours["se"].to_numpy() == pytest.approx(theirs["se"].to_numpy(), rel=0.12)
    assert ours["interval"].tolist() == theirs["interval"].tolist()


def test_what_the_targets_fix_has_no_error(bootstrap, design):
    young = (design.data["age"] == "young").astype(float).rename("young")
    assert bootstrap.mean(young).loc["All", "se"] == pytest.approx(0, abs=1e-8)
    assert bootstrap.total(young).loc["All", "se"] == pytest.approx(0, abs=1e-8)


def test_the_same_seed_gives_the_same_errors_and_another_gives_others(design, bootstrap):
    again = design.replicates("bootstrap", n=400).mean("hope").loc["All", "se"]
    other = design.replicates("bootstrap", n=400, seed=9).mean("hope").loc["All", "se"]
    assert again == bootstrap.mean("hope").loc["All", "se"] != other


def test_the_bootstrap_knows_the_error_of_a_median_and_the_jackknife_is_not_asked(design, bootstrap):
    found = bootstrap.quantile("hope", by="sex")
    assert found["estimate"].tolist() == design.quantile("hope", by="sex")["estimate"].tolist()
    assert (found["se"] > 0).all() and (found["se"] < 1).all()
    with pytest.raises(AnalysisError, match="use the bootstrap"):
        design.replicates("jackknife", n=20).quantile("hope")


def test_many_people_are_left_out_in_groups(design):
    grouped = design.replicates("jackknife", n=60)
    assert (grouped.n, grouped.scale) == (60, 59 / 60)
    assert grouped.mean("hope").loc["All", "se"] == pytest.approx(
        design.mean("hope").loc["All", "se"], rel=0.3
    )


def test_answers_that_come_counted_are_left_out_one_person_at_a_time():
    frame = people()
    counted = frame.groupby(["age", "sex", "hope"]).size().rename("n").reset_index()
    one = rake(frame, TARGETS).to_design().replicates("jackknife").mean("hope")
    other = rake_cells(counted, TARGETS).to_design().replicates("jackknife").mean("hope")
    assert other["se"].to_numpy() == pytest.approx(one["se"].to_numpy(), rel=1e-8)


def test_bounds_are_kept_in_each_replicate():
    frame = people()
    replicates = rake(frame, TARGETS, bounds=(0.3, 3)).to_design().replicates("bootstrap", n=30)
    for weight, times in zip(replicates.weights(), replicates.times.T, strict=True):
        ratio = weight[times > 0] / times[times > 0] * 300
        assert ratio.max() <= 3 * (1 + 1e-6) * 300 / times.sum()


def test_a_category_that_hardly_anybody_is_in_is_named():
    frame = people(60)
    frame["age"] = ["young"] + ["old"] * 59
    weights = rake(frame, TARGETS)
    for kind in ("bootstrap", "jackknife"):
        with pytest.raises(EmptyCategory, match="'young' for 'age' with 1 people"):
            weights.to_design().replicates(kind, n=100)


def test_what_cannot_be_done_is_refused(design):
    with pytest.raises(AnalysisError, match="no kind 'fay'"):
        design.replicates("fay")
    with pytest.raises(AnalysisError, match="at least 2"):
        design.replicates(n=1)
    with pytest.raises(AnalysisError, match="use bounds="):
        trim(rake(people(), TARGETS), cap=1.5).to_design().replicates()
    with pytest.raises(AnalysisError, match="too many to keep"):
        design.replicates("bootstrap", n=1_000_000)


def test_few_replicates_have_few_degrees_of_freedom(design):
    """Ten groups left out in turn give a variance of nine degrees of freedom, however many people answered."""
    jackknife = design.replicates("jackknife", 10)
    mean = jackknife.mean("hope").loc["All"]
    assert (mean["upper"] - mean["estimate"]) / mean["se"] == pytest.approx(stats.t.ppf(0.975, 9), rel=1e-9)
    yes = jackknife.proportion("safe").loc[("All", "yes")]
    centre = np.log(yes["estimate"] / (1 - yes["estimate"]))
    half = np.log(yes["upper"] / (1 - yes["upper"])) - centre
    assert half * yes["estimate"] * (1 - yes["estimate"]) / yes["se"] == pytest.approx(
        stats.t.ppf(0.975, 9), rel=1e-9
    )
