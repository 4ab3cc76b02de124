"""Raking meets every margin, and agrees with a plain textbook raking on rows."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.analysis.errors import AnalysisError
from surveys.analysis.targets import Targets
from surveys.analysis.weighting import calibrate, check, collapse_sparse, rake, rake_cells
from surveys.analysis.weighting.feasibility import find_conflicts
from surveys.analysis.weighting.problem import build

ABOUT = {"kind": "totals", "source": "made up", "date": "2021", "base_population": "everybody"}


def targets_of(margins):
    return Targets.from_margins(margins, **ABOUT)


def town(seed, n=150, sizes=(3, 4, 2), crossed=False, spread=1.0):
    """A random sample and targets that some positive weighting of it meets."""
    rng = np.random.default_rng(seed)
    names = [f"v{i}" for i in range(len(sizes))]
    frame = pd.DataFrame(
        {
            name: np.array([f"{name}-{k}" for k in range(size)])[
                rng.choice(size, n, p=rng.dirichlet(np.full(size, 4)))
            ]
            for name, size in zip(names, sizes, strict=True)
        }
    )
    truth = np.exp(spread * rng.normal(size=n))
    truth *= 5000 / truth.sum()
    keys = [tuple(names[:2]), *((name,) for name in names[2:])] if crossed else [(name,) for name in names]
    margins = {}
    for key in keys:
        sums = pd.Series(truth).groupby([frame[name] for name in key]).sum()
        margins[key if len(key) > 1 else key[0]] = sums
    return frame, targets_of(margins)


def textbook(frame, targets, base=None, rounds=5000):
    """Iterative proportional fitting on rows, margin after margin."""
    weights = np.ones(len(frame)) if base is None else np.array(base, dtype=float)
    for _ in range(rounds):
        before = weights.copy()
        for key, margin in targets.margins.items():
            label = list(zip(*(frame[name] for name in key), strict=True)) if len(key) > 1 else frame[key[0]]
            label = pd.Series(label)
            weights *= (
                label.map(margin.to_dict()).to_numpy(dtype=float)
                / pd.Series(weights).groupby(label).transform("sum").to_numpy()
            )
        if np.abs(weights / before - 1).max() < 1e-13:
            break
    return weights


def assert_margins_met(weights, frame, targets, rel=1e-8):
    values = pd.Series(weights.values, index=frame.index)
    for key, margin in targets.margins.items():
        sums = values.groupby([frame[name] for name in key]).sum()
        for category, figure in margin.items():
            assert sums[category] == pytest.approx(figure, rel=rel)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.booleans(), st.floats(0.1, 2.0))
def test_rake_reproduces_every_margin_and_equals_the_textbook(seed, crossed, spread):
    frame, targets = town(seed, crossed=crossed, spread=spread)
    weights = rake(frame, targets)
    assert_margins_met(weights, frame, targets)
    assert weights.converged
    assert weights.max_margin_error <= 1e-8
    assert weights.values == pytest.approx(textbook(frame, targets), rel=1e-5)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10**6))
def test_rake_starts_from_base_weights(seed):
    frame, targets = town(seed)
    base = np.random.default_rng(seed + 1).uniform(0.2, 3, len(frame))
    weights = rake(frame, targets, base_weights=base)
    assert_margins_met(weights, frame, targets)
    assert weights.values == pytest.approx(textbook(frame, targets, base), rel=1e-5)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from(["linear", "raking", "logit"]))
def test_bounded_calibration_meets_margins_within_its_bounds(seed, method):
    frame, targets = town(seed, spread=0.6)
    cap = check(frame, targets).min_cap
    bounds = (0.05, cap * 1.3)
    if not check(frame, targets, bounds=bounds).feasible:
        return
    weights = calibrate(frame, targets, method=method, bounds=bounds)
    assert_margins_met(weights, frame, targets)
    assert weights.range[0] >= bounds[0] * (1 - 1e-9)
    assert weights.range[1] <= bounds[1] * (1 + 1e-9)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from([0.0, 0.1, 0.3]))
def test_the_smallest_cap_is_where_feasibility_ends(seed, lower):
    frame, targets = town(seed)
    cap = check(frame, targets, bounds=(lower, None)).min_cap
    problem = build(frame, targets)
    if cap is None:
        assert find_conflicts(problem, lower, 1e6) != ()
        return
    assert find_conflicts(problem, lower, cap * 1.001) == ()
    assert find_conflicts(problem, lower, cap * 0.99) != ()


def test_a_sample_that_has_the_population_s_shares_needs_no_cap_above_one():
    frame, _ = town(5)
    counted = {name: frame[name].value_counts() * 20.0 for name in frame}
    assert check(frame, targets_of(counted)).min_cap == pytest.approx(1.0)
    assert check(frame, targets_of(counted), bounds=(1.0, None)).min_cap == pytest.approx(1.0)


def test_counted_cells_give_the_weights_of_the_rows():
    frame, targets = town(3)
    frame.loc[::17, "v1"] = None
    rows = rake(frame, targets)
    cells = frame.groupby(["v0", "v1", "v2"], dropna=False).size().reset_index(name="n")
    counted = rake_cells(cells, targets)
    assert (cells["n"] * counted.values).sum() == pytest.approx(targets.total)
    merged = frame.fillna("-").merge(cells.assign(w=counted.values).fillna("-"), on=["v0", "v1", "v2"])
    expected = (
        frame.fillna("-")
        .assign(w=rows.values)
        .drop_duplicates(["v0", "v1", "v2"])
        .set_index(["v0", "v1", "v2"])
    )
    for row in merged.itertuples():
        assert row.w == pytest.approx(expected.loc[(row.v0, row.v1, row.v2), "w"], rel=1e-9)
    for name in ("n", "ess", "deff_kish", "efficiency", "range", "max_margin_error"):
        assert getattr(counted, name) == pytest.approx(getattr(rows, name), rel=1e-9, abs=1e-12)
    assert [str(w) for w in counted.warnings] == [str(w) for w in rows.warnings]


def test_text_and_categories_and_row_order_do_not_matter():
    frame, targets = town(4)
    expected = rake(frame, targets).series
    as_categories = frame.astype("category")
    assert rake(as_categories, targets).values == pytest.approx(expected.to_numpy(), rel=1e-9)
    with_blanks = frame.apply(lambda column: "  " + column.astype(object) + " ")
    assert rake(with_blanks, targets).values == pytest.approx(expected.to_numpy(), rel=1e-9)
    shuffled = frame.sample(frac=1, random_state=1)
    assert rake(shuffled, targets).series.reindex(expected.index).to_numpy() == pytest.approx(
        expected.to_numpy(), rel=1e-9
    )


def test_a_full_grid_and_a_list_of_cells_give_the_same(monkeypatch):
    frame, targets = town(10, n=200, sizes=(3, 2, 4))
    frame.loc[::9, "v1"] = None
    frame.loc[::7, "v2"] = "elsewhere"
    for policy in ("soft", "own_share"):
        settings = {"missing": policy, "outside": {"v2": ["elsewhere"]}}
        on_grid = rake(frame, targets, **settings)
        with monkeypatch.context() as patch:
            patch.setattr("surveys.analysis.weighting.cells._GRID_FROM", 2.0)
            listed = rake(frame, targets, **settings)
        assert on_grid.problem.cells.grid
        assert not listed.problem.cells.grid
        assert len(on_grid.problem.cells) > len(listed.problem.cells)
        assert on_grid.values == pytest.approx(listed.values, rel=1e-7)
        assert (on_grid.ess, *on_grid.range) == pytest.approx((listed.ess, *listed.range), rel=1e-7)
        pd.testing.assert_frame_equal(on_grid.margins, listed.margins, rtol=1e-7)
        answers = pd.Series(np.arange(200) % 3, index=frame.index, name="q")
        pd.testing.assert_frame_equal(
            on_grid.to_design().mean(answers, by=frame["v0"]),
            listed.to_design().mean(answers, by=frame["v0"]),
            rtol=1e-6,
        )
        assert check(frame, targets, **settings).min_cap == pytest.approx(
            check(frame.sample(frac=1, random_state=0), targets, **settings).min_cap, rel=1e-6
        )


def test_many_categories_are_sorted_rather_than_tabled():
    frame, targets = town(5, n=600, sizes=(60, 60, 60, 30, 2), spread=0.2)
    weights = rake(frame, targets)
    assert weights.problem.cells.size == len(weights.problem.cells)
    assert_margins_met(weights, frame, targets)


def test_diagnostics_follow_their_definitions():
    frame, targets = town(6)
    base = np.random.default_rng(6).uniform(0.5, 2, len(frame))
    weights = rake(frame, targets, base_weights=base)
    w = weights.values
    assert weights.ess == pytest.approx(w.sum() ** 2 / (w**2).sum())
    assert weights.deff_kish == pytest.approx(1 + (w.std() / w.mean()) ** 2)
    assert weights.efficiency == pytest.approx(weights.ess / len(w))
    assert weights.range == pytest.approx((w.min() / w.mean(), w.max() / w.mean()))
    assert weights.normalised.mean() == pytest.approx(1)
    assert w.sum() == pytest.approx(targets.total)
    margins = weights.margins
    assert list(margins.columns) == ["variable", "category", "n", "target", "before", "after"]
    first = margins.iloc[0]
    here = frame["v0"] == first["category"]
    assert first["n"] == here.sum()
    assert first["before"] == pytest.approx(base[here].sum() / base.sum() * targets.total)


def test_provenance_says_what_was_done():
    frame, targets = town(7)
    frame.loc[0, "v0"] = "elsewhere"
    weights = rake(
        frame,
        targets,
        bounds=(0.01, 60),
        outside={"v0": ["elsewhere"]},
        collapse={"v1": {"v1-0": "low", "v1-1": "low"}},
    )
    assert weights.provenance["targets"] == targets.checksum
    assert weights.provenance["method"] == "raking"
    assert weights.provenance["bounds"] == [0.01, 60]
    assert weights.provenance["missing"] == "soft"
    assert weights.provenance["outside"] == {"v0": ["elsewhere"]}
    assert weights.provenance["collapses"] == {"v1": {"v1-0": "low", "v1-1": "low"}}
    low = weights.margins.set_index("category").loc["low", "target"]
    assert low == pytest.approx(targets.margins[("v1",)][["v1-0", "v1-1"]].sum())


def test_sparse_categories_climb_the_ladder_and_it_is_logged():
    frame = pd.DataFrame({"v": ["a"] * 40 + ["b"] * 3 + ["c"] * 30 + ["d"] * 4 + ["e"] * 50})
    targets = targets_of({"v": dict.fromkeys("abcde", 100)})
    found = collapse_sparse(frame, targets, ladder={"v": [{"b": "ab", "a": "ab"}]})
    assert found.mapping == {"v": {"a": "ab", "b": "ab", "c": "c or d", "d": "c or d"}}
    assert len(found.log) == 2
    assert "b (n=3)" in found.log[0]
    weights = rake(frame, targets, collapse=found.mapping)
    assert weights.margins.set_index("category")["n"].to_dict() == {"ab": 43, "c or d": 34, "e": 50}
    assert not [w for w in weights.warnings if w.code == "few_respondents"]


def test_standard_demographics_have_their_published_bands_as_ladder():
    frame = pd.DataFrame(
        {"ethnic_group": ["white_british"] * 60 + ["white_irish"] * 3 + ["asian_indian"] * 30}
    )
    targets = targets_of({"ethnic_group": {"white_british": 50, "white_irish": 5, "asian_indian": 45}})
    assert collapse_sparse(frame, targets).mapping == {
        "ethnic_group": {"white_british": "White", "white_irish": "White"}
    }


def test_merging_what_the_targets_lack_is_refused():
    frame, targets = town(8)
    with pytest.raises(AnalysisError, match="nonsense"):
        rake(frame, targets, collapse={"v0": {"nonsense": "x"}})


def test_shares_weight_like_totals():
    frame, targets = town(9)
    shares = Targets.from_margins(
        {key[0]: margin / targets.total for key, margin in targets.margins.items()},
        **{**ABOUT, "kind": "shares"},
    )
    assert rake(frame, shares).normalised == pytest.approx(rake(frame, targets).normalised, rel=1e-8)
    assert rake(frame, shares).values.sum() == pytest.approx(1)


def test_a_group_whose_weights_make_it_worth_few_answers_is_told():
    rng = np.random.default_rng(4)
    frame = pd.DataFrame(
        {"area": ["a"] * 40 + ["b"] * 160, "age": [*(["y"] * 36 + ["o"] * 4), *rng.choice(["y", "o"], 160)]}
    )
    crossed = {("a", "y"): 60.0, ("a", "o"): 140.0, ("b", "y"): 400.0, ("b", "o"): 400.0}
    weights = rake(frame, targets_of({("area", "age"): crossed, "area": {"a": 200.0, "b": 800.0}}))
    told = [c for c in weights.warnings if c.code == "thin_group" and c.variable == "area"]
    w = weights.series[frame["area"] == "a"]
    assert [c.category for c in told] == ["a"]
    assert told[0].value == pytest.approx(w.sum() ** 2 / (w**2).sum())
