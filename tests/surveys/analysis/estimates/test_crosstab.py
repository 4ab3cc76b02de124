"""Letters at the edge: columns where everybody or nobody gave an answer have no variance of their own."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from surveys.analysis.targets import Targets
from surveys.analysis.weighting import rake

ABOUT = {"kind": "shares", "source": "invented", "date": "2026", "base_population": "everybody"}
EVERYBODY = Targets.from_margins({"all": {"here": 1.0}}, **ABOUT)


def answered(**yes_of: tuple[int, int]) -> pd.DataFrame:
    """So many people a group, of whom so many said yes; everybody weighs the same."""
    parts = [
        pd.DataFrame({"all": "here", "group": name, "q": np.where(np.arange(n) < yes, "yes", "no")})
        for name, (yes, n) in yes_of.items()
    ]
    return pd.concat(parts, ignore_index=True)


def compared(**yes_of: tuple[int, int]):
    table = (
        rake(answered(**yes_of), EVERYBODY)
        .to_design()
        .crosstab("q", "group", fdr=False, options=["yes", "no"])
    )
    return table, table.comparisons[table.comparisons["option"] == "yes"].iloc[0]


def test_all_against_none_is_a_difference():
    table, row = compared(a=(40, 40), b=(0, 40))
    assert row["difference"] == 1
    assert row["p"] < 1e-10
    assert table.letters.loc["yes", "a"] == "B"


def test_none_against_few_is_tested_as_if_both_were_one_share():
    """Three of forty against none: 0.08 by the textbook's pooled test, 0.07 if only one column had a variance."""
    table, row = compared(a=(0, 40), b=(3, 40))
    pooled = 3 / 80
    z = (3 / 40) / np.sqrt(pooled * (1 - pooled) * 2 / 40)
    assert row["p"] == pytest.approx(2 * stats.t.sf(z, 78), rel=1e-9)
    assert row["se_by_chance"] > row["se"]
    assert table.letters.loc["yes", "b"] == ""


def test_none_against_none_is_no_difference():
    _table, row = compared(a=(0, 40), b=(0, 40))
    assert (row["difference"], row["p"]) == (0, 1)


def test_shares_inside_the_edges_are_tested_by_their_own_errors():
    _table, row = compared(a=(10, 40), b=(22, 40))
    assert row["se_by_chance"] == row["se"]


def test_where_nobody_differs_few_are_called_different():
    """Rare answers in columns of forty: no more of the tests call chance a difference than they say."""
    rng = np.random.default_rng(4)
    called = [
        compared(a=(rng.binomial(40, 0.03), 40), b=(rng.binomial(40, 0.03), 40))[1]["p"] <= 0.05
        for _ in range(60)
    ]
    assert np.mean(called) <= 0.05
