"""Nominal 95% intervals hold the truth in 93 to 97% of simulated surveys where the assumptions of weighting hold."""

import pytest

from benchmarks.coverage import coverage, one_sample


def test_a_simulated_survey_is_judged_on_every_interval():
    held = one_sample([1, 2])
    assert {how for _what, how in held} == {"student", "logit", "korn-graubard", "wilson"}
    assert all(0 <= inside <= of for inside, of in held.values())
    assert sum(inside for inside, _ in held.values()) > 0.8 * sum(of for _, of in held.values())


@pytest.mark.long
def test_intervals_hold_the_truth_as_often_as_they_say():
    found = coverage(600)
    # One share for each of 600 samples is known to within 2.7 points (three standard errors).
    margin = 0.01
    exact = found[found["interval"] != "korn-graubard"]
    assert exact["cover"].between(0.93 - margin, 0.97 + margin).all(), exact
    # Korn-Graubard is Clopper-Pearson's interval on an effective size: too wide where shares are rare, never narrow.
    careful = found[found["interval"] == "korn-graubard"]
    assert careful["cover"].between(0.93 - margin, 0.99).all(), careful
    many = found[found["intervals"] >= 3_000]
    assert many["cover"].between(0.93, 0.99).all(), many


@pytest.mark.long
def test_bootstrap_intervals_hold_the_truth_as_often_as_they_say():
    found = coverage(120, bootstrap=150)
    by_age = found[(found["interval"] == "bootstrap") & (found["intervals"] > 500)]["cover"]
    assert len(by_age) == 1
    assert by_age.between(0.93, 0.97).all()
