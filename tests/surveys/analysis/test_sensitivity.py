"""What self-selection can cost: the published arithmetic, and a simulated population where the truth is known."""

from __future__ import annotations

import numpy as np
import pytest

from surveys.analysis.errors import AnalysisError
from surveys.analysis.sensitivity import defect_table, if_the_missing_differ, random_equivalent


def test_a_published_example_is_met():
    """Meng (2018, abstract): about 2,300,000 answers, one per cent of the voters, rho 0.005: worth about 400."""
    assert round(random_equivalent(2_300_000, 230_000_000, 0.005), -2) == 400


def test_the_partnerships_own_case():
    """A self-selected 1,200 of 2.35 million, rho 0.005: about twenty people picked at random."""
    assert round(random_equivalent(1200, 2_350_000, 0.005)) == 20


def test_no_sample_is_worth_more_than_its_answers():
    assert random_equivalent(1200, 2_350_000, 0) == 1200
    assert random_equivalent(1200, 2400, 0.001) == 1200


def test_the_error_equals_the_identity_in_a_population_that_is_known():
    """Meng's identity: the error of a mean is rho times the root of (1 - f)/f times the standard deviation, exactly."""
    chance = np.random.default_rng(7)
    answer = chance.random(50_000) < 0.5
    answered = chance.random(50_000) < np.where(answer, 0.021, 0.019)
    rho = float(np.corrcoef(answer, answered)[0, 1])
    fraction = answered.mean()
    error = answer[answered].mean() - answer.mean()
    assert error == pytest.approx(rho * np.sqrt((1 - fraction) / fraction) * answer.std(), rel=1e-9)
    row = defect_table(answered.sum(), 50_000, rhos=(rho,)).iloc[0]
    assert row["error_pp"] == pytest.approx(
        100 * abs(error), rel=0.001
    )  # the table takes a share of one half


def test_the_table_gets_worse_with_the_defect():
    table = defect_table(1200, 2_417_754)
    assert (np.diff(table["random_equivalent"]) < 0).all() and (np.diff(table["error_pp"]) > 0).all()


def test_odds_of_one_change_nothing_and_others_move_towards_the_silent():
    table = if_the_missing_differ(0.4, answering=0.1, odds=(1.0, 1.5, 2 / 3)).set_index("odds_ratio")
    assert table.loc[1.0, "population"] == pytest.approx(0.4)
    assert table.loc[1.5, "silent"] == pytest.approx(0.5)  # odds 2:3 times 1.5 are even
    assert table.loc[1.5, "population"] == pytest.approx(0.49)
    assert table.loc[2 / 3, "silent"] < 0.4


def test_a_share_of_nothing_or_everything_stays():
    for share in (0.0, 1.0):
        assert set(if_the_missing_differ(share, answering=0.001)["population"]) == {share}


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: random_equivalent(0, 100, 0.1), "some, but not all"),
        (lambda: random_equivalent(100, 100, 0.1), "some, but not all"),
        (lambda: random_equivalent(10, 100, 1), "between -1 and 1"),
        (lambda: if_the_missing_differ(1.2, answering=0.1), "share 1.2"),
        (lambda: if_the_missing_differ(0.2, answering=-1), "part that answered"),
        (lambda: if_the_missing_differ(0.2, answering=0.1, odds=(0,)), "above 0"),
    ],
)
def test_nonsense_is_refused(call, said):
    with pytest.raises(AnalysisError, match=said):
        call()
