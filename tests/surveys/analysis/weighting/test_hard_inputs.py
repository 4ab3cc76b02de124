"""What real data do to a raking: each case is answered rightly, or refused by variable and category."""

import pickle
import sys

import numpy as np
import pandas as pd
import pytest

from surveys.analysis.errors import (
    AnalysisError,
    DidNotConverge,
    EmptyCategory,
    InfeasibleTargets,
    MissingDemographic,
    TargetError,
    UnknownCategory,
)
from surveys.analysis.targets import Targets
from surveys.analysis.weighting import calibrate, check, poststratify, rake
from surveys.analysis.weighting.distances import distance
from surveys.analysis.weighting.problem import build
from surveys.analysis.weighting.solve import solve


def targets_of(margins, **more):
    return Targets.from_margins(
        margins, kind="totals", source="made up", date="2021", base_population="everybody", **more
    )


def people(**counts):
    """Rows from 'sex age' -> n, written female_young=3."""
    rows = [key.split("_") for key, n in counts.items() for _ in range(n)]
    return pd.DataFrame(rows, columns=["sex", "age"])


@pytest.fixture
def sample():
    return people(female_young=30, female_old=20, male_young=10, male_old=40)


@pytest.fixture
def targets():
    return targets_of({"sex": {"female": 510, "male": 490}, "age": {"young": 300, "old": 700}})


def test_a_category_nobody_answered_from_is_named(sample):
    targets = targets_of(
        {"sex": {"female": 500, "male": 490, "intersex": 10}, "age": {"young": 300, "old": 700}}
    )
    with pytest.raises(EmptyCategory, match="intersex") as refused:
        rake(sample, targets)
    assert (refused.value.variable, refused.value.category) == ("sex", "intersex")
    assert (refused.value.n, refused.value.target) == (0, 10)


def test_an_answer_the_targets_do_not_have_is_named(sample, targets):
    sample.loc[[3, 7], "sex"] = "another"
    with pytest.raises(UnknownCategory, match="another") as refused:
        rake(sample, targets)
    assert (refused.value.variable, refused.value.category, refused.value.n) == ("sex", "another", 2)


def test_answers_outside_the_targets_are_kept_when_the_caller_says_so(sample, targets):
    sample.loc[[3, 7], "sex"] = "another"
    weights = rake(sample, targets, outside={"sex": ["another"]})
    assert (weights.values > 0).all()
    assert weights.margins["after"].to_numpy() == pytest.approx(
        weights.margins["target"].to_numpy(), rel=1e-8
    )
    assert [(r.variable, r.empty, r.outside) for r in weights.missing] == [("sex", 0, 2), ("age", 0, 0)]


def test_outside_must_speak_of_a_variable_in_use(sample, targets):
    with pytest.raises(UnknownCategory, match="religion"):
        rake(sample, targets, outside={"religion": ["jedi"]})


def test_margins_that_disagree_are_refused_even_when_put_together_by_hand(sample, targets):
    margins = dict(targets.margins)
    margins[("age",)] = margins[("age",)] * 1.09
    broken = Targets(
        kind="totals",
        total=targets.total,
        base_population="everybody",
        margins=margins,
        provenance=targets.provenance,
    )
    with pytest.raises(TargetError, match="age") as refused:
        rake(sample, broken)
    assert refused.value.variable == "age"


@pytest.mark.parametrize("figure", [-5.0, float("nan"), float("inf")])
def test_a_negative_or_unreal_target_is_refused_by_name(sample, targets, figure):
    margins = dict(targets.margins)
    margins[("sex",)] = pd.Series({"female": figure, "male": 1000 - figure})
    broken = Targets(
        kind="totals",
        total=1000.0,
        base_population="everybody",
        margins=margins,
        provenance=targets.provenance,
    )
    with pytest.raises(TargetError) as refused:
        rake(sample, broken)
    assert (refused.value.variable, refused.value.category) == ("sex", "female")


def test_a_weighting_variable_that_is_no_column_is_named(sample, targets):
    with pytest.raises(MissingDemographic, match="'age'") as refused:
        rake(sample[["sex"]], targets)
    assert refused.value.variable == "age"


def test_structural_zeros_that_make_targets_impossible_are_explained():
    sample = people(female_young=40, male_old=60)
    targets = targets_of({"sex": {"female": 500, "male": 500}, "age": {"young": 300, "old": 700}})
    with pytest.raises(InfeasibleTargets) as refused:
        rake(sample, targets)
    assert refused.value.reason == "conflict"
    assert refused.value.variable in ("sex", "age")
    found = check(sample, targets)
    assert not found.feasible
    assert found.min_cap is None
    named = {(c.variable, c.category) for c in found.conflicts}
    # Women are exactly the young here, so 500 women and 300 young people cannot both be.
    assert {v for v, _ in named} == {"sex", "age"}


def test_a_conflict_names_the_variables_in_it_and_leaves_out_the_others():
    rng = np.random.default_rng(5)
    sample = people(female_young=40, male_old=60)
    sample["area"] = rng.choice(["n", "s", "e"], len(sample))
    targets = targets_of(
        {
            "area": {"n": 330, "s": 330, "e": 340},
            "sex": {"female": 500, "male": 500},
            "age": {"young": 300, "old": 700},
        }
    )
    found = check(sample, targets)
    assert {c.variable for c in found.conflicts} == {"sex", "age"}


def test_targets_that_can_be_met_only_at_the_edge_are_met_with_a_warning():
    # Nobody is female and young, so all the young are men and the old men must vanish.
    sample = people(female_old=30, male_young=30, male_old=40)
    targets = targets_of({"sex": {"female": 600, "male": 400}, "age": {"young": 400, "old": 600}})
    weights = rake(sample, targets)
    assert weights.margins["after"].to_numpy() == pytest.approx(
        weights.margins["target"].to_numpy(), rel=1e-8
    )
    assert "vanishing_weight" in {w.code for w in weights.warnings}
    assert (weights.values >= 0).all()


def test_one_dominant_person_is_weighted_and_said():
    sample = people(female_young=1, female_old=79, male_young=40, male_old=80)
    targets = targets_of(
        {
            ("sex", "age"): {
                ("female", "young"): 400,
                ("female", "old"): 200,
                ("male", "young"): 200,
                ("male", "old"): 200,
            }
        }
    )
    weights = rake(sample, targets)
    codes = {w.code: w for w in weights.warnings}
    assert codes["dominant_person"].value == pytest.approx(0.4)
    assert codes["heavy_weight"].value == pytest.approx(80)
    assert "sex female, age young" in codes["dominant_person"].message
    assert codes["few_respondents"].category == ("female", "young")
    assert "low_efficiency" in codes


def test_a_zero_target_with_respondents_is_refused_by_name(sample):
    targets = targets_of({"sex": {"female": 1000, "male": 0}, "age": {"young": 300, "old": 700}})
    with pytest.raises(InfeasibleTargets, match="male") as refused:
        rake(sample, targets)
    assert (refused.value.variable, refused.value.category, refused.value.n) == ("sex", "male", 50)
    assert refused.value.reason == "zero_target"


def test_a_zero_target_without_respondents_is_no_obstacle(sample):
    targets = targets_of(
        {"sex": {"female": 510, "male": 490, "intersex": 0}, "age": {"young": 300, "old": 700}}
    )
    weights = rake(sample, targets)
    assert weights.margins["after"].tolist()[2] == 0
    assert np.isfinite(weights.values).all()


def test_a_combination_that_a_crossed_margin_lacks_is_named(sample):
    targets = targets_of({("sex", "age"): {("female", "young"): 1, ("female", "old"): 1, ("male", "old"): 1}})
    with pytest.raises(UnknownCategory) as refused:
        rake(sample, targets)
    assert (refused.value.variable, refused.value.category) == (("sex", "age"), ("male", "young"))
    assert refused.value.n == 10


def test_an_empty_sample_is_refused(sample, targets):
    with pytest.raises(AnalysisError, match="empty"):
        rake(sample.iloc[:0], targets)


@pytest.mark.parametrize("wrong", [-1.0, float("nan"), float("inf")])
def test_base_weights_that_are_no_weights_are_refused(sample, targets, wrong):
    base = np.ones(len(sample))
    base[17] = wrong
    with pytest.raises(AnalysisError, match="17") as refused:
        rake(sample, targets, base_weights=base)
    assert refused.value.reason == "base_weights"


def test_a_wrong_number_of_base_weights_is_refused(sample, targets):
    with pytest.raises(AnalysisError, match="one a row"):
        rake(sample, targets, base_weights=[1.0, 2.0])


def test_bounds_too_tight_name_the_smallest_that_works(sample, targets):
    cap = check(sample, targets).min_cap
    with pytest.raises(InfeasibleTargets) as refused:
        rake(sample, targets, bounds=(0, cap * 0.99))
    assert refused.value.reason == "bounds"
    assert f"{cap:.3f}" in str(refused.value)
    weights = rake(sample, targets, bounds=(0, cap * 1.01))
    assert weights.range[1] <= cap * 1.01 * (1 + 1e-9)


@pytest.mark.parametrize("bounds", [(1.2, 3), (0.5, 0.9), (-1, 2), (0.5, float("nan"))])
def test_bounds_that_cannot_hold_are_refused(sample, targets, bounds):
    with pytest.raises(AnalysisError, match="bounds"):
        rake(sample, targets, bounds=bounds)


def test_a_negative_weight_of_the_linear_method_is_refused_and_bounds_cure_it():
    sample = people(female_young=30, female_old=30, male_young=30, male_old=30)
    targets = targets_of({"sex": {"female": 950, "male": 50}, "age": {"young": 80, "old": 920}})
    with pytest.raises(InfeasibleTargets) as refused:
        calibrate(sample, targets, method="linear")
    assert refused.value.reason == "negative_weight"
    assert refused.value.category in ("male", "young")
    weights = calibrate(sample, targets, method="linear", bounds=(0, None))
    assert (weights.values >= 0).all()
    assert weights.margins["after"].to_numpy() == pytest.approx(
        weights.margins["target"].to_numpy(), rel=1e-8
    )


def test_a_search_that_is_cut_short_says_so(sample, targets):
    problem = build(sample, targets)
    stopped = solve(
        problem.membership,
        problem.base,
        problem.targets,
        distance("logit", (0.1, 9)),
        tol=1e-12,
        max_iterations=1,
    )
    assert not stopped.converged
    assert stopped.margin_error > 1e-12


def test_targets_that_were_not_reached_raise_rather_than_pass(sample, targets, monkeypatch):
    calibrating = sys.modules["surveys.analysis.weighting.calibrate"]
    patient = calibrating.solve
    monkeypatch.setattr(calibrating, "solve", lambda *a, **k: patient(*a, **k, max_iterations=1))
    with pytest.raises(DidNotConverge, match="1 iterations"):
        calibrate(sample, targets, method="logit", bounds=(0.1, 9), tol=1e-12)


def test_an_unknown_method_or_policy_is_refused_with_the_choices(sample, targets):
    with pytest.raises(AnalysisError, match="'logit'"):
        calibrate(sample, targets, method="magic")
    with pytest.raises(AnalysisError, match="own_share"):
        rake(sample, targets, missing="drop")
    with pytest.raises(AnalysisError, match=r"impute\(\)"):
        rake(sample, targets, missing="impute")
    with pytest.raises(AnalysisError, match="two finite bounds"):
        calibrate(sample, targets, method="logit")


def test_poststratification_refuses_thin_cells_and_takes_one_table(sample, targets):
    table = targets_of(
        {
            ("sex", "age"): {
                ("female", "young"): 1,
                ("female", "old"): 1,
                ("male", "young"): 1,
                ("male", "old"): 1,
            }
        }
    )
    with pytest.raises(EmptyCategory, match="fewer than 15") as refused:
        poststratify(sample, table, min_cell=15)
    assert (refused.value.category, refused.value.n) == (("male", "young"), 10)
    weights = poststratify(sample, table, min_cell=10)
    assert weights.margins["after"].tolist() == pytest.approx([1, 1, 1, 1], rel=1e-12)
    with pytest.raises(TargetError, match="one table"):
        poststratify(sample, targets)


def test_check_lists_every_problem_at_once_and_raises_none(sample):
    sample.loc[0, "sex"] = "another"
    targets = targets_of(
        {
            "sex": {"female": 500, "male": 490, "intersex": 10},
            "age": {"young": 300, "old": 690, "ancient": 10},
        }
    )
    found = check(sample, targets)
    assert {(type(e).__name__, e.category) for e in found.problems} == {
        ("UnknownCategory", "another"),
        ("EmptyCategory", "intersex"),
        ("EmptyCategory", "ancient"),
    }
    assert not found.feasible
    assert (
        found.suggested_collapses.mapping["age"]["ancient"] == found.suggested_collapses.mapping["age"]["old"]
    )


def test_errors_keep_their_fields_between_processes(sample):
    targets = targets_of({"sex": {"female": 500, "male": 490, "intersex": 10}})
    with pytest.raises(EmptyCategory) as refused:
        rake(sample, targets)
    assert pickle.loads(pickle.dumps(refused.value)).category == "intersex"
