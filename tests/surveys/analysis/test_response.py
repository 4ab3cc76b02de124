"""How evenly a population answered: against the definitions worked out person by person, and where they must agree."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.analysis.errors import AnalysisError, MissingDemographic, TargetError, UnknownCategory
from surveys.analysis.response import r_indicator

PEOPLE = pd.Series(
    {("north", "young"): 400, ("north", "old"): 600, ("south", "young"): 200, ("south", "old"): 800},
    dtype=float,
).rename_axis(["place", "age"])
ANSWERED = {("north", "young"): 20, ("north", "old"): 60, ("south", "young"): 4, ("south", "old"): 36}


def sample_of(answered: dict) -> pd.DataFrame:
    rows = [key for key, n in answered.items() for _ in range(n)]
    return pd.DataFrame(rows, columns=["place", "age"])


def person_by_person() -> pd.DataFrame:
    """Every person of the population with the rate of the group they belong to."""
    return pd.concat(
        [
            pd.DataFrame({"place": place, "age": age, "rate": [ANSWERED[place, age] / size] * int(size)})
            for (place, age), size in PEOPLE.items()
        ],
        ignore_index=True,
    )


def test_the_cv_is_the_spread_of_everybodys_rate_over_its_mean():
    rates = person_by_person()["rate"]
    found = r_indicator(sample_of(ANSWERED), PEOPLE)
    assert found.cv == pytest.approx(rates.std(ddof=0) / rates.mean(), rel=1e-12)
    assert found.r == pytest.approx(1 - 2 * rates.std(ddof=0), rel=1e-12)
    assert (found.n, found.population, found.rate, found.groups) == (120, 2000, 0.06, 4)


def test_chance_is_taken_off_and_what_is_left_bounds_the_bias():
    found = r_indicator(sample_of(ANSWERED), PEOPLE)
    assert found.cv_adjusted == pytest.approx(np.sqrt(found.cv**2 - 3 / 120), rel=1e-12)
    assert found.max_bias_per_sd == found.cv_adjusted
    assert found.r_rescaled == pytest.approx(1 - found.cv_adjusted)


def test_partial_indicators_equal_their_definitions_on_persons():
    everybody = person_by_person()
    mean = everybody["rate"].mean()
    found = r_indicator(sample_of(ANSWERED), PEOPLE)
    for variable, other in (("place", "age"), ("age", "place")):
        of_category = everybody.groupby(variable)["rate"].transform("mean")
        between = ((of_category - mean) ** 2).mean() / mean**2
        alike = everybody.groupby(other)["rate"].transform("mean")
        within = ((everybody["rate"] - alike) ** 2).mean() / mean**2
        row = found.variables.set_index("variable").loc[variable]
        assert row["unconditional"] == pytest.approx(np.sqrt(max(0, between - 1 / 120)), rel=1e-12)
        assert row["conditional"] == pytest.approx(np.sqrt(max(0, within - 2 / 120)), rel=1e-12)


def test_categories_say_who_answered_too_little():
    found = r_indicator(sample_of(ANSWERED), PEOPLE).categories.set_index(["variable", "category"])
    assert found.loc[("age", "young"), "relative_rate"] == pytest.approx(24 / 600 / 0.06)
    assert found.loc[("age", "young"), "partial"] == pytest.approx(np.sqrt(0.3) * (24 / 600 / 0.06 - 1))
    assert found.loc[("place", "north"), "partial"] > 0 > found.loc[("place", "south"), "partial"]


def test_an_even_response_leaves_nothing():
    even = {key: int(size) // 20 for key, size in PEOPLE.items()}
    found = r_indicator(sample_of(even), PEOPLE)
    assert (found.cv, found.cv_adjusted, found.r, found.r_rescaled) == (0, 0, 1, 1)


def test_a_voluntary_survey_shows_why_the_plain_indicator_is_useless():
    """1,200 out of 2.4 million with half of the groups silent: R is 0.999, the CV says 1."""
    people = pd.Series([1_200_000.0, 1_200_000.0], index=pd.Index(["a", "b"], name="group"))
    found = r_indicator(pd.DataFrame({"group": ["a"] * 1200}), people)
    assert found.r > 0.998
    assert found.cv == 1 and found.cv_adjusted == pytest.approx(np.sqrt(1 - 1 / 1200))


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 30), st.integers(30, 500)), min_size=4, max_size=4), st.integers(2, 9)
)
def test_counted_answers_and_a_larger_population_of_the_same_shape_give_the_same_cv(cells, times):
    if not sum(n for n, _ in cells):
        return
    keys = list(PEOPLE.index)
    people = pd.Series([float(size) for _, size in cells], index=PEOPLE.index)
    counted = pd.DataFrame(keys, columns=["place", "age"]).assign(n=[n for n, _ in cells])
    one = r_indicator(counted, people, count="n")
    spread = r_indicator(sample_of({key: n for key, (n, _) in zip(keys, cells, strict=True)}), people * times)
    assert one.cv == pytest.approx(spread.cv, abs=1e-9)
    pd.testing.assert_frame_equal(one.variables, spread.variables)


def test_people_who_did_not_say_are_counted_apart():
    sample = sample_of(ANSWERED)
    sample.loc[:4, "age"] = None
    found = r_indicator(sample, PEOPLE)
    assert (found.n, found.left_out) == (115, 5)


def test_refusals_name_the_place():
    sample = sample_of(ANSWERED)
    with pytest.raises(MissingDemographic, match="'age'"):
        r_indicator(sample[["place"]], PEOPLE)
    with pytest.raises(UnknownCategory, match="'middle' for 'age'"):
        r_indicator(sample.replace({"age": {"old": "middle"}}), PEOPLE)
    with pytest.raises(UnknownCategory, match="no row for place 'south', age 'young'"):
        r_indicator(sample, PEOPLE.drop(("south", "young")))
    with pytest.raises(TargetError, match="same population"):
        r_indicator(sample, PEOPLE / 100)
    with pytest.raises(TargetError, match="give 0 or more"):
        r_indicator(sample, PEOPLE.where(PEOPLE > 300, -1))
    with pytest.raises(TargetError, match="twice"):
        r_indicator(sample, pd.concat([PEOPLE, PEOPLE.iloc[:1]]))
    with pytest.raises(TargetError, match="Name every level"):
        r_indicator(sample, PEOPLE.rename_axis([None, "age"]))
    with pytest.raises(AnalysisError, match="Nobody answered"):
        r_indicator(sample.assign(age=None), PEOPLE)
