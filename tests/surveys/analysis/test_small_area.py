"""Modelled small groups: near a known truth, benchmarked, labelled, and refused where there is nothing to model."""

import numpy as np
import pandas as pd
import pytest

from benchmarks.simulated import SHOWN, answering_yes, answers, draw, truth, willingness
from benchmarks.small_area import BY_AGE, BY_ETHNIC_GROUP, sensitivity_holds, validate
from surveys.analysis.errors import AnalysisError, MissingDemographic, TargetError, UnknownCategory
from surveys.analysis.multilevel import MAIN_SD, Layout, fit
from surveys.analysis.population import VARIABLES, census_table, census_targets
from surveys.analysis.small_area import small_area
from surveys.analysis.weighting import collapse_sparse, rake


@pytest.fixture(scope="module")
def surveyed():
    rng = np.random.default_rng(5)
    drawn = draw(rng, 1_200, willingness(rng))
    targets = census_targets(["authority", ("sex", "age_band"), "ethnic_group", "religion"], bands=SHOWN)
    frame = drawn.people
    frame.loc[:40, "religion"] = None
    frame.loc[35:60, "sex"] = "another"
    yes = answering_yes(rng, "suits", centre=-0.5)
    frame["yes"] = answers(rng, drawn, yes)
    frame.loc[1_190:, "yes"] = np.nan
    merged = collapse_sparse(frame, targets, min_n=10).mapping
    design = rake(frame, targets, collapse=merged, outside={"sex": ["another"]}).to_design()
    return design, yes


@pytest.fixture(scope="module")
def table():
    return census_table(VARIABLES, bands=SHOWN)


def test_every_group_gets_a_labelled_estimate_with_its_interval(surveyed, table):
    design, _yes = surveyed
    found = small_area(design, "yes", BY_ETHNIC_GROUP, table)
    frame = found.estimates
    assert len(frame) == 7 * 5 * 5
    assert found.label == "modelled"
    assert set(frame["label"]) == {"modelled"}
    assert (frame["lower"] < frame["estimate"]).all() and (frame["estimate"] < frame["upper"]).all()
    assert frame["people"].sum() == pytest.approx(2_417_754)
    assert found.n == 1_190
    assert frame["n"].sum() == 1_190
    assert found.converged


@pytest.mark.long
def test_the_groups_add_up_to_the_weighted_overall_figure(surveyed, table):
    design, _yes = surveyed
    for groups in (BY_AGE, ["ethnic_group"], BY_ETHNIC_GROUP):
        found = small_area(design, "yes", groups, table)
        frame = found.estimates
        overall = float(frame["estimate"] @ frame["people"] / frame["people"].sum())
        assert overall == pytest.approx(float(design.mean("yes")["estimate"].iloc[0]), abs=1e-10)
        assert found.overall == pytest.approx(overall)


@pytest.mark.long
def test_the_model_is_nearer_the_truth_than_raking_where_answers_are_few(surveyed, table):
    design, yes = surveyed
    frame = small_area(design, "yes", BY_AGE, table).estimates.join(truth(yes, BY_AGE).rename("truth"))
    modelled = (frame["estimate"] - frame["truth"]).abs().mean()
    raked = (frame["direct"] - frame["truth"]).abs().mean()
    assert modelled < 0.6 * raked
    assert frame["truth"].between(frame["lower"], frame["upper"]).mean() > 0.85


def test_groups_with_many_answers_of_their_own_are_shrunk_less(surveyed, table):
    frame = small_area(surveyed[0], "yes", BY_AGE, table).estimates
    assert np.corrcoef(np.log1p(frame["n"]), frame["shrinkage"])[0, 1] < -0.7
    assert frame["shrinkage"].between(0, 1).all()
    assert frame.nlargest(1, "n")["shrinkage"].iloc[0] < 0.5


@pytest.mark.long
def test_a_group_nobody_answered_from_is_estimated_with_a_wide_interval(surveyed, table):
    frame = small_area(surveyed[0], "yes", BY_ETHNIC_GROUP, table).estimates
    empty = frame[frame["n"] == 0]
    assert len(empty)
    assert empty["direct"].isna().all()
    assert empty["shrinkage"].max() == pytest.approx(1.0)
    assert (empty["upper"] - empty["lower"]).median() > (frame["upper"] - frame["lower"]).median()


@pytest.mark.long
def test_counted_answers_give_the_same_as_rows(surveyed, table):
    design, _yes = surveyed
    rows = design.data
    counted = rows.groupby([*VARIABLES, "yes"], dropna=False).size().reset_index(name="n")
    from surveys.analysis.weighting import rake_cells

    targets = census_targets(["authority", ("sex", "age_band"), "ethnic_group", "religion"], bands=SHOWN)
    weights = rake_cells(
        counted, targets, collapse=design.provenance["collapses"], outside={"sex": ["another"]}
    )
    ours = small_area(weights.to_design(), "yes", BY_AGE, table).estimates
    theirs = small_area(design, "yes", BY_AGE, table).estimates
    pd.testing.assert_frame_equal(ours, theirs.reindex(ours.index), rtol=1e-6)


def test_main_effects_are_hardly_shrunk_and_interactions_are():
    """An age effect of 1.5 on the logit scale survives; differences that are pure chance between pairs do not."""
    rng = np.random.default_rng(3)
    codes = np.array(np.meshgrid(range(7), range(5), indexing="ij")).reshape(2, -1)
    p = 1 / (1 + np.exp(-np.linspace(-1.5, 1.5, 5)))[codes[1]]
    layout = Layout(((0,), (1,), (0, 1)), (7, 5))
    rows = np.zeros((35, layout.offsets[-1]))
    rows[:, 0] = 1
    rows[np.arange(35)[:, None], layout.columns(codes)] = 1
    n = np.full(35, 40.0)
    model = fit(layout, rows, n, rng.binomial(40, p).astype(float))
    predicted = 1 / (1 + np.exp(-model.predictor(codes)))
    by_age = predicted.reshape(7, 5).mean(axis=0)
    assert by_age == pytest.approx(p[:5], abs=0.05)
    assert model.sd.tolist()[:2] == [MAIN_SD, MAIN_SD]
    assert model.sd[2] < 0.25
    assert model.effective[2] < 12


def test_the_mode_is_where_the_penalised_likelihood_is_flat():
    """A second opinion on the fit: SciPy's minimiser on the same objective."""
    from scipy import optimize

    rng = np.random.default_rng(8)
    codes = np.array(np.meshgrid(range(3), range(4), indexing="ij")).reshape(2, -1)
    layout = Layout(((0,), (1,), (0, 1)), (3, 4))
    rows = np.zeros((12, layout.offsets[-1]))
    rows[:, 0] = 1
    rows[np.arange(12)[:, None], layout.columns(codes)] = 1
    n = rng.integers(5, 40, 12).astype(float)
    hits = rng.binomial(n.astype(int), 0.3).astype(float)
    model = fit(layout, rows, n, hits)
    precision = 1 / model.prior_sd() ** 2

    def objective(beta):
        eta = rows @ beta
        return n @ np.logaddexp(0, eta) - hits @ eta + 0.5 * precision @ beta**2

    best = optimize.minimize(objective, np.zeros(rows.shape[1]), method="BFGS", options={"gtol": 1e-9}).x
    assert model.coefficients == pytest.approx(best, abs=1e-4)
    hessian = (rows * (n * (p := 1 / (1 + np.exp(-rows @ best))) * (1 - p))[:, None]).T @ rows + np.diag(
        precision
    )
    assert model.root.T @ model.root == pytest.approx(np.linalg.inv(hessian), rel=1e-3, abs=1e-6)


def test_what_cannot_be_modelled_is_refused_by_name(surveyed, table):
    design, _yes = surveyed
    with pytest.raises(TargetError, match="'shoe_size'"):
        small_area(design, "yes", ["shoe_size"], table)
    with pytest.raises(AnalysisError, match="same answer"):
        small_area(design, pd.Series(1.0, index=design.data.index, name="all"), BY_AGE, table)
    with pytest.raises(AnalysisError, match="Nobody answered"):
        small_area(design, pd.Series(np.nan, index=design.data.index, name="none"), BY_AGE, table)
    with pytest.raises(AnalysisError, match="ones and zeros"):
        small_area(design, pd.Series(np.arange(1_200.0), index=design.data.index, name="age"), BY_AGE, table)
    with pytest.raises(AnalysisError, match="not a number"):
        small_area(design, "authority", BY_AGE, table)
    with pytest.raises(TargetError, match="0 or more"):
        small_area(design, "yes", BY_AGE, -table)
    with pytest.raises(TargetError, match="Name the variables"):
        small_area(design, "yes", [], table)
    with pytest.raises(UnknownCategory, match="'Solihull'"):
        small_area(design, "yes", BY_AGE, table.drop("Solihull", level="authority"))
    with pytest.raises(MissingDemographic, match="'disability'"):
        small_area(design, "yes", BY_AGE, table.rename_axis(index={"religion": "disability"}))


@pytest.mark.long
@pytest.mark.parametrize(
    ("kind", "groups", "ratio", "cover"),
    [
        ("suits", BY_AGE, 0.5, (0.92, 0.97)),
        ("suits", BY_ETHNIC_GROUP, 0.35, (0.92, 0.97)),
        ("interactions", BY_AGE, 0.75, (0.90, 0.98)),
        ("interactions", BY_ETHNIC_GROUP, 0.6, (0.90, 0.98)),
    ],
)
def test_validation_on_simulated_populations(kind, groups, ratio, cover):
    found = validate(kind, groups, samples=12, questions=12)
    assert found.ratio <= ratio
    assert found.overall_modelled <= 1.02 * found.overall_raked
    assert cover[0] <= found.cover <= cover[1]
    assert cover[0] <= found.cover_enough <= cover[1]
    assert found.lowest_cover >= (0.85 if kind == "suits" else 0.80)


@pytest.mark.long
def test_where_answering_depends_on_the_answer_only_the_sensitivity_statement_holds():
    interval, statement = sensitivity_holds(samples=30)
    assert interval < 0.2
    assert statement >= 0.9
