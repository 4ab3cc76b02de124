"""Trimming keeps its cap, tells what it costs, and Potter's choice is the best of those it tried."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.analysis.errors import AnalysisError
from surveys.analysis.targets import Targets
from surveys.analysis.weighting import rake, rake_cells, trim

ABOUT = {"kind": "shares", "source": "invented", "date": "2026", "base_population": "everybody"}


def people(n: int = 400, seed: int = 1) -> pd.DataFrame:
    """A sample with few young men, whose answers differ."""
    chance = np.random.default_rng(seed)
    young = chance.random(n) < 0.06
    man = chance.random(n) < np.where(young, 0.2, 0.5)
    return pd.DataFrame(
        {
            "age": np.where(young, "young", "old"),
            "sex": np.where(man, "man", "woman"),
            "afraid": (chance.random(n) < np.where(young & man, 0.8, 0.4)).astype(float),
            "hope": chance.normal(size=n),
        }
    )


TARGETS = Targets.from_margins(
    {"age": {"young": 0.4, "old": 0.6}, "sex": {"man": 0.5, "woman": 0.5}}, **ABOUT
)


@pytest.fixture
def heavy():
    return rake(people(), TARGETS)


def test_nobody_counts_more_than_the_cap_and_everybody_together_as_before(heavy):
    trimmed = trim(heavy, cap=3)
    assert heavy.range[1] > 3.01
    # As near to the cap as the tolerance of the targets, and never above it.
    assert trimmed.range[1] == pytest.approx(3, rel=1e-8)
    assert trimmed.range[1] <= 3 * (1 + 1e-9)
    assert trimmed.values.sum() == pytest.approx(heavy.values.sum(), rel=1e-8)
    assert trimmed.ess > heavy.ess


def test_what_trimming_costs_is_told(heavy):
    trimmed = trim(heavy, cap=3)
    left = trimmed.margins.set_index(["variable", "category"])
    gap = 100 * (left.loc[("age", "young"), "after"] - left.loc[("age", "young"), "target"])
    assert gap < -10 and not trimmed.converged
    (caution,) = [caution for caution in trimmed.warnings if caution.code == "gap_after_trimming"]
    assert caution.value == pytest.approx(gap)
    assert "percentage points below its target" in caution.message
    assert trimmed.max_margin_error == pytest.approx(abs(gap) / 40, rel=1e-6)


def test_a_cap_that_can_be_met_leaves_every_margin_met(heavy):
    """The sexes can be met with hardly a change; only single heavy cells are lowered."""
    trimmed = trim(heavy, cap=heavy.range[1] * 0.97)
    assert trimmed.converged and trimmed.max_margin_error <= 1e-8
    assert trimmed.range[1] <= heavy.range[1] * 0.97 * (1 + 1e-9)


def test_without_raking_again_the_others_grow_in_one_proportion(heavy):
    trimmed = trim(heavy, cap=3, recalibrate=False)
    light = heavy.values < 3 / len(heavy.values)
    growth = trimmed.values[light] / heavy.values[light]
    assert growth == pytest.approx(np.full(light.sum(), growth[0]))
    assert trim(heavy, cap=3).max_margin_error <= trimmed.max_margin_error


def test_a_cap_nobody_reaches_changes_nothing(heavy):
    trimmed = trim(heavy, cap=50)
    assert (trimmed.values == heavy.values).all()
    assert trimmed.provenance["trimmed"] == {"cap": 50.0, "people": 0, "rounds": 0}


def test_answers_that_come_counted_are_trimmed_alike(heavy):
    frame = people()
    counted = frame.groupby(["age", "sex", "afraid"]).size().rename("n").reset_index()
    other = trim(rake_cells(counted, TARGETS), cap=3)
    one = trim(heavy, cap=3)
    merged = frame.assign(weight=one.values).groupby(["age", "sex"])["weight"].first()
    told = counted.assign(weight=other.values).groupby(["age", "sex"])["weight"].first()
    assert told.to_numpy() == pytest.approx(merged.to_numpy(), rel=1e-7)


def test_estimates_can_be_made_from_trimmed_weights(heavy):
    before, after = (w.to_design().mean("afraid").iloc[0] for w in (heavy, trim(heavy, cap=3)))
    direct = float(np.average(people()["afraid"], weights=trim(heavy, cap=3).values))
    assert after["estimate"] == pytest.approx(direct, rel=1e-12)
    assert after["se"] < before["se"]


def test_potter_takes_the_cap_with_the_smallest_error_of_those_it_tried(heavy):
    chosen = trim(heavy, cap="potter", outcomes=["afraid", "hope"])
    tried = chosen.provenance["trimmed"]["potter"]
    best = min(tried, key=lambda row: row["relative_mse"])
    assert chosen.provenance["trimmed"]["cap"] == best["cap"]
    row = next(row for row in tried if row["cap"] == 3.0)
    again = []
    for outcome in ("afraid", "hope"):
        mean, se = heavy.to_design().mean(outcome).iloc[0][["estimate", "se"]]
        now, left = trim(heavy, cap=3).to_design().mean(outcome).iloc[0][["estimate", "se"]]
        bias = max((now - mean) ** 2 - (se - left) ** 2, 0)
        again.append((bias + left**2) / se**2)
    assert row["relative_mse"] == pytest.approx(np.mean(again), rel=1e-9)


def test_potter_does_not_take_all_that_chance_changes_for_bias():
    """Answers that know nothing of the groups: trimming biases nothing, and all it changes is the variance."""
    errors, variances, with_chance = [], [], []
    for seed in range(40):
        weights = rake(people(300, seed), TARGETS)
        if weights.range[1] <= 3:
            continue
        chosen = trim(weights, cap="potter", outcomes=["hope"])
        row = next(row for row in chosen.provenance["trimmed"]["potter"] if row["cap"] == 3.0)
        before, after = (w.to_design().mean("hope").iloc[0] for w in (weights, trim(weights, cap=3)))
        errors.append(row["relative_mse"])
        variances.append((after["se"] / before["se"]) ** 2)
        with_chance.append(variances[-1] + ((after["estimate"] - before["estimate"]) / before["se"]) ** 2)
    assert len(errors) > 20
    assert (np.array(errors) >= np.array(variances) - 1e-12).all()
    assert (np.array(errors) < np.array(with_chance)).all()
    assert np.isclose(errors, variances).sum() >= 3


def test_potter_leaves_weights_alone_where_trimming_only_harms():
    """An answer that is wholly explained by the group that is weighted up: every cap is biased."""
    frame = people(3000).assign(young=lambda f: (f["age"] == "young").astype(float))
    weights = rake(frame, TARGETS)
    chosen = trim(weights, cap="potter", outcomes=["young"])
    assert chosen.provenance["trimmed"]["cap"] is None
    assert (chosen.values == weights.values).all()


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.floats(1.05, 8))
def test_the_cap_holds_and_the_total_stays_for_any_sample(seed, cap):
    frame = people(120, seed)
    if frame[["age", "sex"]].nunique().min() < 2:
        return
    weights = rake(frame, TARGETS)
    trimmed = trim(weights, cap=cap)
    assert trimmed.range[1] <= max(cap, 1) * (1 + 1e-6)
    assert trimmed.values.sum() == pytest.approx(
        1, rel=1e-7
    )  # the raking that was there met its targets to 1e-8
    assert (trimmed.values > 0).all()


@pytest.mark.parametrize("cap", [1, 0.5, float("nan"), float("inf"), "winsor"])
def test_a_cap_must_make_sense(heavy, cap):
    with pytest.raises(AnalysisError, match="must be a number above 1"):
        trim(heavy, cap=cap)


def test_potter_needs_figures(heavy):
    with pytest.raises(AnalysisError, match="name the columns"):
        trim(heavy, cap="potter")
