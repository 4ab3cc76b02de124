"""Gaps between sample and population, and the fewest extra answers that close them."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize, stats

from surveys.analysis.errors import AnalysisError
from surveys.analysis.representativeness import (
    effective_size,
    gaps,
    level_for_ess,
    level_for_ratio,
    recruitment,
)
from surveys.analysis.targets import Targets


def targets_of(margins):
    return Targets.from_margins(
        margins, kind="totals", source="made up", date="2021", base_population="everybody"
    )


@pytest.fixture
def town():
    sample = pd.DataFrame({"sex": ["female"] * 60 + ["male"] * 30 + ["prefer_not"] * 6 + [None] * 4})
    return sample, targets_of({"sex": {"female": 500, "male": 500}})


def test_gaps_are_shares_of_those_who_answered(town):
    found = gaps(*town)
    women, men = (found.categories.iloc[i] for i in range(2))
    assert (women["n"], men["n"]) == (60, 30)
    assert women["sample_share"] == pytest.approx(2 / 3)
    assert women["gap_pp"] == pytest.approx(100 * (2 / 3 - 0.5))
    assert men["ratio"] == pytest.approx(2 / 3)
    assert found.missing[0].empty == 10


def test_ratio_limits_are_wilsons_and_flag_the_under_represented(town):
    men = gaps(*town).categories.iloc[1]
    wilson = stats.binomtest(30, 90).proportion_ci(method="wilson")
    assert men["ratio_lower"] == pytest.approx(wilson.low / 0.5)
    assert men["ratio_upper"] == pytest.approx(wilson.high / 0.5)
    assert not men["under_represented"]
    sample, targets = town
    more = pd.concat([sample, pd.DataFrame({"sex": ["female"] * 200})], ignore_index=True)
    assert gaps(more, targets).categories["under_represented"].tolist() == [False, True]


def test_distances_follow_their_definitions(town):
    row = gaps(*town).variables.iloc[0]
    assert row["dissimilarity"] == pytest.approx(1 / 6)
    expected = stats.chisquare([60, 30])
    assert (row["chi_square"], row["p_value"]) == pytest.approx((expected.statistic, expected.pvalue))
    assert row["df"] == 1


def test_a_group_nobody_answered_from_is_shown_with_its_limits(town):
    sample, _ = town
    found = gaps(sample, targets_of({"sex": {"female": 500, "male": 490, "another": 10}}))
    nobody = found.categories.iloc[2]
    assert (nobody["n"], nobody["ratio"], nobody["ratio_lower"]) == (0, 0, 0)
    assert nobody["ratio_upper"] > 1


def test_unknown_answers_are_named_rather_than_counted(town):
    sample, targets = town
    sample = pd.concat([sample, pd.DataFrame({"sex": ["robot"]})], ignore_index=True)
    found = gaps(sample, targets)
    assert [(e.variable, e.category, e.n) for e in found.unknown] == [("sex", "robot", 1)]
    assert found.variables.iloc[0]["n"] == 90


sizes = st.lists(st.tuples(st.integers(0, 300), st.integers(1, 100)), min_size=2, max_size=7).filter(
    lambda pairs: sum(n for n, _ in pairs) > 0
)


@settings(max_examples=60, deadline=None)
@given(sizes, st.floats(20, 2000))
def test_water_filling_reaches_the_effective_size_with_the_fewest_answers(pairs, ess):
    n = np.array([a for a, _ in pairs], dtype=float)
    population = np.array([b for _, b in pairs], dtype=float)
    population /= population.sum()
    level = level_for_ess(n, population, ess)
    filled = np.maximum(n, level * population)
    if level == 0.0:
        assert effective_size(n, population) >= ess
        return
    assert effective_size(filled, population) == pytest.approx(ess, rel=1e-9)
    best = optimize.minimize(
        lambda x: x.sum(),
        filled * 1.05 + 1.0,
        jac=lambda x: np.ones_like(x),
        bounds=[(max(v, 1e-3), None) for v in n],
        constraints={
            "type": "ineq",
            "fun": lambda x: 1 - ess * (population**2 / x).sum(),
            "jac": lambda x: ess * population**2 / x**2,
        },
        method="SLSQP",
    )
    feasible = effective_size(best.x, population) >= ess * (1 - 1e-6)
    assert not feasible or best.x.sum() >= filled.sum() * (1 - 1e-5)


@settings(max_examples=80, deadline=None)
@given(sizes, st.floats(0.1, 1.0))
def test_water_filling_reaches_the_ratio_and_no_more(pairs, ratio):
    n = np.array([a for a, _ in pairs], dtype=float)
    population = np.array([b for _, b in pairs], dtype=float)
    population /= population.sum()
    level = level_for_ratio(n, population, ratio)
    filled = np.maximum(n, level * population)
    assert (filled / filled.sum() / population).min() >= ratio * (1 - 1e-9)
    if level > 0.0:
        less = np.maximum(n, 0.999 * level * population)
        assert (less / less.sum() / population).min() < ratio


def test_recruitment_asks_first_for_the_group_that_is_missing(town):
    sample, targets = town
    found = recruitment(sample, targets, ess=100)
    assert found.categories["extra"].tolist() == [0, 13]
    row = found.variables.iloc[0]
    assert row["ess_now"] == pytest.approx(1 / (0.25 / 60 + 0.25 / 30))
    assert 100 <= row["ess_after"] < 101
    marginal = found.categories["marginal_ess"]
    assert marginal[1] > marginal[0] > 0
    assert recruitment(sample, targets, ratio=0.9).categories["extra"].tolist() == [0, 20]


@pytest.mark.parametrize(
    "goal", [{}, {"ess": 10, "ratio": 0.5}, {"ess": -1}, {"ratio": 1.5}, {"ess": float("nan")}]
)
def test_recruitment_refuses_goals_that_make_no_sense(town, goal):
    with pytest.raises(AnalysisError):
        recruitment(*town, **goal)


def test_rounding_to_whole_answers_does_not_miss_the_ratio():
    n = {"a": 3, "b": 5, "c": 50, "d": 2}
    sample = pd.DataFrame({"area": [k for k, v in n.items() for _ in range(v)]})
    targets = targets_of({"area": {"a": 100, "b": 110, "c": 120, "d": 130}})
    assert recruitment(sample, targets, ratio=1.0).variables["lowest_ratio_after"][0] >= 1 - 1 / 60
    assert recruitment(sample, targets, ratio=0.95).variables["lowest_ratio_after"][0] >= 0.95


def test_a_variable_nobody_answered_leaves_everything_open():
    sample = pd.DataFrame({"sex": [None, "prefer_not"]})
    found = gaps(sample, targets_of({"sex": {"female": 500, "male": 500}}))
    assert found.categories["n"].tolist() == [0, 0]
    assert found.categories["sample_share"].isna().all()
    assert found.categories[["ratio_lower", "ratio_upper"]].to_numpy().tolist() == [[0, 2], [0, 2]]
    assert not found.categories["under_represented"].any()
